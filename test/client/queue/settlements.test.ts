/** What a consumer says goes in few messages, and every word gets its own answer. */
import { describe, expect, it } from "vitest";
import { TidemarkError } from "../../../clients/typescript/src/errors.ts";
import type { QueueMessage } from "../../../clients/typescript/src/queue/queue-message.ts";
import { Settlements } from "../../../clients/typescript/src/queue/settlements.ts";

type Sent = Parameters<ConstructorParameters<typeof Settlements>[0]>[0];

const message = (offset: number): QueueMessage =>
  ({ topic: "t", partition: 0, offset }) as unknown as QueueMessage;

const outcome = async (work: Promise<void>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (error as TidemarkError).code,
  );

function world() {
  const sent: Sent[] = [];
  return { sent, settlements: new Settlements((request) => sent.push(request)) };
}

/** The turn of the event loop in which words were said is over. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("settlements", () => {
  it("gather what is said in one turn, by what is said", async () => {
    const { sent, settlements } = world();
    for (const offset of [0, 1, 2]) void settlements.say(message(offset), "ack");
    void settlements.say(message(3), "nack", { delayMs: 10.4, reason: "x".repeat(300) });
    void settlements.say(message(4), "nack");
    void settlements.say(message(5), "extend");
    await turn();
    const places = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ topic: "t", partition: 0, offset: from + at }));
    expect(sent).toEqual([
      { ack: { id: 1, records: places(0, 3) } },
      { nack: { id: 2, records: places(3, 1), delayMs: 10, reason: "x".repeat(200) } },
      { nack: { id: 3, records: places(4, 1), delayMs: null, reason: undefined } },
      { extend: { id: 4, records: places(5, 1) } },
    ]);
  });

  it("answer each word: done, lost, or what went wrong", async () => {
    const { settlements } = world();
    const [kept, lost] = [0, 1].map((offset) => outcome(settlements.say(message(offset), "ack")));
    await turn();
    const named = settlements.lost([{ topic: "t", partition: 0, offset: 1 }]);
    expect(named.map(({ offset }) => offset)).toEqual([1]);
    const error = { code: "LEASE_LOST", message: "", retriable: false, refreshMetadata: false };
    settlements.result({ id: 1, error } as never);
    expect(await Promise.all([kept, lost])).toEqual(["done", "LEASE_LOST"]);
    expect(settlements.isEmpty).toBe(true);
    const refused = outcome(settlements.say(message(2), "ack"));
    await turn();
    settlements.result({ id: 2, error: { ...error, code: "OVERLOADED" } } as never);
    expect(await refused).toBe("OVERLOADED");
  });

  it("do not know what came through when the stream is gone", async () => {
    const { sent, settlements } = world();
    const said = outcome(settlements.say(message(0), "ack"));
    await turn();
    const unsaid = outcome(settlements.say(message(1), "ack"));
    settlements.interrupted(new TidemarkError("CONNECTION_LOST", "gone"));
    expect(await Promise.all([said, unsaid])).toEqual(["CONNECTION_LOST", "CONNECTION_LOST"]);
    await turn();
    expect(sent).toHaveLength(1);
    settlements.result({ id: 1 } as never);
    expect(settlements.isEmpty).toBe(true);
  });
});
