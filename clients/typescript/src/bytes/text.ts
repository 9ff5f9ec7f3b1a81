/** Text to UTF-8 in place. Short ASCII, the common case, is copied here: calls into C++ cost more. */

const SHORT = 64;

/** Bytes of `text` in UTF-8. */
export function utf8Bytes(text: string): number {
  const length = text.length;
  if (length > SHORT) return Buffer.byteLength(text);
  for (let index = 0; index < length; index++) {
    if (text.charCodeAt(index) >= 0x80) return Buffer.byteLength(text);
  }
  return length;
}

/** Writes `text`, whose `utf8Bytes` are `byteLength`; returns the position after it. */
export function writeUtf8(
  bytes: Buffer,
  position: number,
  text: string,
  byteLength: number,
): number {
  // Beyond ASCII every UTF-16 unit takes more than one byte: equal lengths mean ASCII.
  if (byteLength !== text.length) {
    bytes.write(text, position, byteLength, "utf8");
  } else if (byteLength > SHORT) {
    bytes.write(text, position, byteLength, "latin1");
  } else {
    for (let index = 0; index < byteLength; index++) {
      bytes[position + index] = text.charCodeAt(index);
    }
  }
  return position + byteLength;
}
