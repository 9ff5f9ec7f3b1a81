/** The same flights as plain text: produced with `curl -T`, read back with `format=value`, compared. */
import { spawn } from "node:child_process";
import type { Flight } from "./flights.ts";

const TOPIC = "flights-as-text";

/** What went wrong; nothing where the text came back byte for byte. */
export async function roundTrip(url: string, flights: readonly Flight[]): Promise<string[]> {
  const text = Buffer.from(flights.map((flight) => `${JSON.stringify(flight)}\n`).join(""));
  const json = ["-H", "content-type: application/json"];
  await curl(["-sf", ...json, "-d", JSON.stringify({ name: TOPIC }), `${url}/v1/topics`]);
  const records = `${url}/v1/topics/${TOPIC}/records?format=value`;
  const results = await curl(["-sfN", "-T", "-", records], text);
  const answered = results.toString().trim().split("\n").length;
  if (answered !== flights.length)
    return [`${answered} result lines for ${flights.length} records`];
  const back = await curl(["-sf", "--http2", records]);
  return back.equals(text)
    ? []
    : [`${text.length} bytes went out, ${back.length} others came back`];
}

function curl(args: readonly string[], input?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn("curl", args, { stdio: ["pipe", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`curl ${args.join(" ")} ended with ${code}`));
    });
    child.stdin.end(input);
  });
}
