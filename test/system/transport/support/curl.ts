/** The real curl, and what came of it. */
import { spawn } from "node:child_process";

export interface CurlResult {
  readonly exitCode: number;
  readonly body: string;
  readonly status: number;
  readonly httpVersion: string;
  readonly stderr: string;
  /** When each line of the body came, in ms since the start. */
  readonly lines: readonly { readonly text: string; readonly atMs: number }[];
  /** When the input ended, in ms since the start. */
  readonly fedMs: number;
}

const MARK = "\u0001";

/** `curl -T -` does not read the answer while it waits for input: pieces come one by one. */
const PACE_MS = 30;

export function curl(
  args: readonly string[],
  input: string | readonly string[] = "",
): Promise<CurlResult> {
  return new Promise((resolve) => {
    const format = `${MARK}%{http_version} %{http_code}`;
    const child = spawn("curl", ["-sS", "-k", "-m", "20", "-w", format, ...args]);
    const startMs = performance.now();
    const lines: { text: string; atMs: number }[] = [];
    const paced = typeof input !== "string";
    const pieces = paced ? [...input] : [input];
    let [body, stderr, partial, fedMs] = ["", "", "", 0];
    const feed = (): void => {
      const piece = pieces.shift();
      if (piece !== undefined) child.stdin.write(piece);
      fedMs = performance.now() - startMs;
      if (piece === undefined || !paced) child.stdin.end();
    };
    const pacer = paced ? setInterval(feed, PACE_MS) : undefined;
    child.stdin.on("error", () => {});
    // A character may lie in two pieces: the decoder keeps its first half.
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      body += text;
      partial += text;
      for (let end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
        lines.push({ text: partial.slice(0, end), atMs: performance.now() - startMs });
        partial = partial.slice(end + 1);
      }
    });
    feed();
    child.on("close", (exitCode) => {
      clearInterval(pacer);
      const [text = "", tail = ""] = body.split(MARK);
      const [httpVersion = "", status = "0"] = tail.split(" ");
      const code = exitCode ?? -1;
      const outcome = { exitCode: code, status: Number(status), httpVersion };
      resolve({ ...outcome, body: text, stderr, lines, fedMs });
    });
  });
}
