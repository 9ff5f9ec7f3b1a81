/** Reads certificate and key, and makes sure that they belong together before anybody relies on it. */
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Config } from "../config/settings.ts";
import { StartRefusedError } from "../host/start-refused-error.ts";

/** PEM texts. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Undefined where TLS is off. Throws StartRefusedError where the files cannot be used. */
export function readTlsFiles(config: Config): TlsPair | undefined {
  if (config.tlsCert === undefined || config.tlsKey === undefined) return undefined;
  const pair = {
    cert: readPem("tlsCert", config.tlsCert),
    key: readPem("tlsKey", config.tlsKey),
  };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new StartRefusedError(
      `TLS cannot use ${config.tlsCert} with ${config.tlsKey}: ${(error as Error).message}`,
      "Give a PEM certificate chain and the unencrypted PEM private key that belongs to it.",
      { cause: error },
    );
  }
  return pair;
}

function readPem(setting: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartRefusedError(
      `cannot read ${setting} ${path}: ${code ?? "unreadable"}`,
      "The file must exist and be readable by the user that the broker runs as.",
      { cause: error },
    );
  }
}
