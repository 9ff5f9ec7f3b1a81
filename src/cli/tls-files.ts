/** Reads certificates and keys, and makes sure that they belong together before anybody relies on it. */
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import type { Config } from "../config/settings.ts";
import { StartRefusedError } from "../host/start-refused-error.ts";

/** PEM texts. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

export interface TlsTexts extends TlsPair {
  /** What this node shows other nodes, and who signs what they show. */
  readonly peer?: TlsPair & { readonly ca: string };
}

/** Undefined where TLS is off. Throws StartRefusedError where the files cannot be used. */
export function readTlsFiles(config: Config): TlsTexts | undefined {
  const { tlsCert, tlsKey, peerTlsCa, peerTlsCert, peerTlsKey } = config;
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const pair = readPair({ tlsCert, tlsKey });
  if (peerTlsCa === undefined) return pair;
  const ca = readPem("peerTlsCa", peerTlsCa);
  const shown =
    peerTlsCert === undefined || peerTlsKey === undefined
      ? pair
      : readPair({ peerTlsCert, peerTlsKey });
  tryContext({ ...shown, ca }, `TLS cannot use ${peerTlsCa}`, CA_HINT);
  return { ...pair, peer: { ...shown, ca } };
}

const PAIR_HINT =
  "Give a PEM certificate chain and the unencrypted PEM private key that belongs to it.";
const CA_HINT = "Give the PEM certificates of who signs those of brokers.";

/** By setting: first the certificate, then its key. */
function readPair(paths: Readonly<Record<string, string>>): TlsPair {
  const [cert, key] = Object.entries(paths).map(([setting, path]) => readPem(setting, path));
  const [certPath, keyPath] = Object.values(paths);
  const pair = { cert: cert!, key: key! };
  tryContext(pair, `TLS cannot use ${certPath} with ${keyPath}`, PAIR_HINT);
  return pair;
}

function tryContext(options: SecureContextOptions, problem: string, hint: string): void {
  try {
    createSecureContext(options);
  } catch (error) {
    const message = `${problem}: ${(error as Error).message}`;
    throw new StartRefusedError(message, hint, { cause: error });
  }
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
