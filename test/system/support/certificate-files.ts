/** A self-signed certificate as files, as `--tls-cert` and `--tls-key` want them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../transport/support/certificate.ts";

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** The certificate itself, for clients that check it. */
  readonly pem: string;
  remove(): void;
}

export function writeCertificate(): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-certificate-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const made = makeCertificate();
  writeFileSync(cert, made.cert);
  writeFileSync(key, made.key);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { cert, key, pem: made.cert, remove };
}
