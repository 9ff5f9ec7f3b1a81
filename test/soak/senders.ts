/** Everything that puts records in, and takes back what still waits. */
import { type Producer, TidemarkError } from "@tidemark/client";
import { between, type Ground, PARTITIONS, pause, TICKS, TOPIC } from "./ground.ts";

/** What one sender may have unanswered. */
const WINDOW = 200;
const TURN_MS = 20;
const DELAY_MAX_MS = 6_000;
/** Of what is scheduled with a name. */
const CANCELLED_SHARE = 0.5;

type Send = (ground: Ground, producer: Producer) => Promise<void>;

async function plain({ books }: Ground, producer: Producer): Promise<void> {
  const id = books.send();
  await settled(books, id, producer.send({ topic: TOPIC, key: `k${id % 97}`, value: `${id}` }));
}

async function scheduled({ books }: Ground, producer: Producer): Promise<void> {
  const delayMs = Math.floor(between(0, DELAY_MAX_MS));
  const id = books.send(Date.now() + delayMs);
  await settled(books, id, producer.send({ topic: TOPIC, value: `${id}`, delayMs }));
}

/** Named, and often cancelled before its time, or just then. */
async function cancelled(ground: Ground, producer: Producer): Promise<void> {
  const { books, client } = ground;
  const delayMs = Math.floor(between(200, DELAY_MAX_MS));
  const id = books.send(Date.now() + delayMs);
  const scheduleId = `s${id}`;
  const sent = producer.send({ topic: TOPIC, value: `${id}`, delayMs, scheduleId });
  await settled(books, id, sent);
  if (Math.random() > CANCELLED_SHARE) return;
  await pause(between(0, delayMs + 50));
  try {
    await client.admin().schedules.cancel(TOPIC, scheduleId);
    books.cancelled(id, "yes");
  } catch (error) {
    const { code } = error as TidemarkError;
    if (code !== "UNKNOWN_SCHEDULE" && code !== "ALREADY_RELEASED") books.cancelled(id, "unknown");
  }
}

/** The same message id twice at once, from two producers: one record. */
function repeatedBy(second: Producer): Send {
  return async ({ books }, producer) => {
    const id = books.send();
    const message = {
      topic: TOPIC,
      value: `${id}`,
      messageId: `m${id}`,
      partition: id % PARTITIONS,
    };
    const both = await Promise.all([producer.send(message), second.send(message)]);
    const [a, b] = both.map(({ partition, offset }) => `${partition}:${offset}`);
    books.repeated(id, a!, b!);
    books.acknowledged(id);
  };
}

async function settled(
  books: Ground["books"],
  id: number,
  sending: Promise<unknown>,
): Promise<void> {
  try {
    await sending;
    books.acknowledged(id);
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.retriable) throw error;
    books.refused(id);
  }
}

/** `perSecond` records, as even as timers are, while the window has room. */
async function pump(ground: Ground, perSecond: number, producer: Producer, send: Send) {
  const open = new Set<Promise<void>>();
  let owed = 0;
  let lastMs = performance.now();
  while (!ground.sending.aborted) {
    await pause(TURN_MS);
    const nowMs = performance.now();
    owed = Math.min(WINDOW, owed + ((nowMs - lastMs) / 1_000) * perSecond);
    lastMs = nowMs;
    for (; owed >= 1 && open.size < WINDOW; owed -= 1) {
      const one: Promise<void> = send(ground, producer)
        .catch((error: unknown) => ground.fail(error))
        .finally(() => open.delete(one));
      open.add(one);
    }
  }
  await Promise.all(open);
}

/** Resolves when everything that was sent has its answer. */
export async function sendAll(ground: Ground, perSecond: number): Promise<void> {
  const { client } = ground;
  const producers = [client.producer(), client.producer(), client.producer()];
  await client.admin().schedules.put(TICKS, "tick", { everyMs: 1_000, record: { value: "tick" } });
  await Promise.all([
    pump(ground, perSecond * 0.5, producers[0]!, plain),
    pump(ground, perSecond * 0.25, producers[1]!, scheduled),
    pump(ground, perSecond * 0.1, producers[1]!, cancelled),
    pump(ground, perSecond * 0.15, producers[0]!, repeatedBy(producers[2]!)),
  ]);
  await client
    .admin()
    .schedules.cancel(TICKS, "tick")
    .catch((error: unknown) => ground.fail(error));
  await Promise.all(producers.map((producer) => producer.close()));
}
