/** Many small requests of one record each. */
import type { Bench, Variant } from "../bench.ts";
import { type Cost, roundOf } from "../cost.ts";

const CONCURRENCY = 64;

export async function unary(bench: Bench): Promise<void> {
  const { client, barePort: port, broker } = bench;
  const { durationMs } = bench.options;
  const variant = (dialect: "grpc" | "json"): Variant<Cost> => ({
    head: {
      case: "unary",
      name: `${dialect === "grpc" ? "gRPC Publish" : "HTTP POST of JSON"}, ${CONCURRENCY} at a time`,
      unit: "requests/s",
    },
    run: (bare) =>
      bench.withTopic(1, async (topic) => {
        const { address } = broker;
        const concurrency = CONCURRENCY;
        const input = { address, topic, recordBytes: 100, concurrency, durationMs, dialect };
        return roundOf(await bench.ours(client.run("publish", input)), { "http2 unary": bare });
      }),
  });
  await bench.rounds(
    () => bench.bare(client.run("bareUnary", { port, concurrency: CONCURRENCY, durationMs })),
    [variant("grpc"), variant("json")],
  );
}
