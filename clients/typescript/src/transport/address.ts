/** Where a broker listens: `host:port`, `[::1]:9470`, `http://host:port` or `https://host:port`. */
import { TidemarkError } from "../errors.ts";

export interface Address {
  /** `host:port`, as brokers name each other. */
  readonly authority: string;
  readonly secure: boolean;
}

const DEFAULT_PORT = 9470;

/** `secure`: where the text has no scheme. */
export function parseAddress(text: string, secure: boolean): Address {
  const hasScheme = /^[a-z]+:\/\//i.test(text);
  const url = URL.canParse(hasScheme ? text : `http://${text}`)
    ? new URL(hasScheme ? text : `http://${text}`)
    : undefined;
  const plain = url !== undefined && /^\/?$/.test(url.pathname) && url.search === "";
  if (url === undefined || !plain || !["http:", "https:"].includes(url.protocol)) {
    throw new TidemarkError(
      "INVALID_REQUEST",
      `${JSON.stringify(text)} is not a broker address: write host:port or https://host:port.`,
    );
  }
  // URL drops the port that is the scheme's own; whoever wrote it meant it.
  const written = /:(\d+)\/?$/.exec(text)?.[1];
  const port = url.port || written || String(DEFAULT_PORT);
  return {
    authority: `${url.hostname}:${port}`,
    secure: hasScheme ? url.protocol === "https:" : secure,
  };
}
