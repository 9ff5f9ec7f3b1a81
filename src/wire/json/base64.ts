/** base64, standard or URL-safe, padded or not; anything else is refused rather than guessed at. */

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BASE64_URL = /^[A-Za-z0-9_-]*={0,2}$/;

export function bytesOfBase64(text: string, refused: () => Error): Buffer {
  const bytes = Buffer.from(text, "base64");
  const digits = text.endsWith("=") ? text.replace(/=+$/, "") : text;
  const padded = digits.length !== text.length;
  const whole = padded ? text.length % 4 === 0 : digits.length % 4 !== 1;
  if (!whole || !(BASE64.test(text) || BASE64_URL.test(text))) throw refused();
  return bytes;
}

export const base64Of = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
