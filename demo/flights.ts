/**
 * `npm run demo`: 20,000 real flights as scheduled records. Each is due at its planned departure, time
 * compressed; the late ones are rescheduled, a few cancelled; a board fills as they leave; at the end
 * the books must close: every flight that was not cancelled left once, and none early.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type ConsumerRecord, Tidemark, TidemarkError } from "@tidemark/client";
import { Board } from "./board.ts";
import { startBroker } from "./broker.ts";
import { roundTrip } from "./round-trip.ts";

const TOPIC = "departures";
const CALLS_AT_ONCE = 64;
/** Every so-manieth flight is cancelled. */
const CANCEL_EVERY = 401;
const MINUTE_MS = 60_000;

export interface Flight {
  readonly date: string;
  /** Minutes; negative: it left early, which nobody plans for. */
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

interface Planned {
  readonly id: string;
  readonly flight: Flight;
  readonly plannedMs: number;
  dueMs: number;
  cancelled: boolean;
  left: number;
}

interface Tally {
  cancelled: number;
  left: number;
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "45" },
    flights: { type: "string", default: "20000" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(
    "npm run demo -- [--seconds 45] [--flights 20000]\n" +
      "  three months of flights leave within --seconds\n",
  );
  process.exit(0);
}

const flights = loadFlights(Number(values.flights));
const broker = await startBroker();
let failures: readonly string[];
try {
  failures = await run(broker.address, broker.url);
} finally {
  await broker.stop();
}
for (const failure of failures) process.stdout.write(`  ✗ ${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function run(address: string, url: string): Promise<readonly string[]> {
  await using tidemark = new Tidemark({ brokers: [address], clientId: "flights-demo" });
  const admin = tidemark.admin();
  await admin.createTopic({ name: TOPIC, partitions: 4 });
  const planned = plan(flights, Number(values.seconds) * 1_000);
  const board = new Board(planned.size);
  const tally = { cancelled: 0, left: 0 };
  const watching = watch(tidemark, planned, board, tally);
  const started = performance.now();
  await publish(tidemark, planned);
  board.say(`${planned.size} flights scheduled in ${Math.round(performance.now() - started)} ms`);
  const changed = await changePlans(tidemark, planned, board, tally);
  board.say(`${changed.moved} rescheduled, ${changed.cancelled} cancelled before they left`);
  const lateness = await watching;
  board.end();
  const failures = [...check(planned), ...(await roundTrip(url, flights))];
  if (lateness.min < 0) failures.push(`a flight was seen ${-lateness.min} ms early`);
  process.stdout.write(
    `\n  ${tally.left} flights left, each once, none early; ` +
      `lateness p50 ${lateness.p50} ms, p99 ${lateness.p99} ms, worst ${lateness.max} ms\n` +
      `  ${flights.length} flights as text through curl and back: byte for byte equal\n`,
  );
  return failures;
}

function loadFlights(count: number): readonly Flight[] {
  const path = new URL("../node_modules/vega-datasets/data/flights-20k.json", import.meta.url);
  const all = JSON.parse(readFileSync(fileURLToPath(path), "utf8")) as Flight[];
  return all.toSorted((a, b) => (a.date < b.date ? -1 : 1)).slice(0, count);
}

/** Squeezes the whole range of dates into `spanMs`, beginning shortly from now. */
function plan(all: readonly Flight[], spanMs: number): Map<string, Planned> {
  const times = all.map(({ date }) =>
    Date.parse(`${date.replaceAll("/", "-").replace(" ", "T")}Z`),
  );
  const first = times[0] ?? 0;
  const range = Math.max((times.at(-1) ?? 0) - first, 1);
  // Time to publish and to change plans before the first one leaves.
  const beginMs = Date.now() + 2_000 + all.length / 2;
  return new Map(
    all.map((flight, index) => {
      const plannedMs = Math.round(beginMs + ((times[index]! - first) / range) * spanMs);
      const id = `flight-${index}`;
      return [id, { id, flight, plannedMs, dueMs: plannedMs, cancelled: false, left: 0 }];
    }),
  );
}

async function publish(tidemark: Tidemark, planned: ReadonlyMap<string, Planned>): Promise<void> {
  const producer = tidemark.producer();
  await Promise.all(
    [...planned.values()].map(({ id, flight, plannedMs }) =>
      producer.send({
        topic: TOPIC,
        key: `${flight.origin}-${flight.destination}`,
        value: JSON.stringify({ id, ...flight }),
        headers: { "content-type": "application/json" },
        deliverAt: plannedMs,
        scheduleId: id,
      }),
    ),
  );
}

/** The same compression for delays: an hour late is an hour of the data's time. */
async function changePlans(
  tidemark: Tidemark,
  planned: ReadonlyMap<string, Planned>,
  board: Board,
  tally: Tally,
): Promise<{ moved: number; cancelled: number }> {
  const schedules = tidemark.admin().schedules;
  const all = [...planned.values()];
  const dates = all.map(({ plannedMs }) => plannedMs);
  const scale = (dates.at(-1)! - dates[0]!) / (90 * 24 * 60 * MINUTE_MS);
  let moved = 0;
  const queue = all.entries();
  const worker = async () => {
    for (const [index, one] of queue) {
      try {
        if (index % CANCEL_EVERY === CANCEL_EVERY - 1) {
          await schedules.cancel(TOPIC, one.id);
          one.cancelled = true;
          tally.cancelled += 1;
        } else if (one.flight.delay > 0) {
          const dueMs = one.plannedMs + Math.round(one.flight.delay * MINUTE_MS * scale);
          await schedules.reschedule(TOPIC, one.id, { deliverAt: dueMs });
          one.dueMs = dueMs;
          moved += 1;
        }
      } catch (error) {
        // It left while the change was on its way: then it stays as planned.
        if (!(error instanceof TidemarkError)) throw error;
        if (error.code !== "UNKNOWN_SCHEDULE" && error.code !== "ALREADY_RELEASED") throw error;
        board.tooLate();
      }
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
  return { moved, cancelled: tally.cancelled };
}

/** Follows the topic as a group until everything that can leave has left. */
async function watch(
  tidemark: Tidemark,
  planned: ReadonlyMap<string, Planned>,
  board: Board,
  tally: Tally,
): Promise<{ min: number; p50: number; p99: number; max: number }> {
  const consumer = tidemark.consumer({ group: "board", topics: TOPIC, from: "earliest" });
  const lateness: number[] = [];
  for await (const record of consumer) {
    const seenAtMs = Date.now();
    const one = planned.get(idOf(record));
    if (one === undefined || record.scheduled === undefined)
      throw new Error("not a flight of ours");
    one.left += 1;
    tally.left += 1;
    // The due time that the log has is the one to keep.
    one.dueMs = record.scheduled.deliverAt;
    const lateMs = seenAtMs - one.dueMs;
    lateness.push(lateMs);
    board.departed(one.flight, one.dueMs, one.plannedMs, lateMs);
    if (tally.left + tally.cancelled >= planned.size) break;
  }
  await consumer.close();
  lateness.sort((a, b) => a - b);
  const at = (share: number) => lateness[Math.floor((lateness.length - 1) * share)] ?? 0;
  return { min: at(0), p50: at(0.5), p99: at(0.99), max: at(1) };
}

function idOf(record: ConsumerRecord): string {
  return (record.json() as { id: string }).id;
}

function check(planned: ReadonlyMap<string, Planned>): string[] {
  const failures: string[] = [];
  for (const { id, cancelled, left, dueMs, plannedMs } of planned.values()) {
    if (cancelled && left > 0) failures.push(`${id} was cancelled and left`);
    if (!cancelled && left !== 1) failures.push(`${id} left ${left} times`);
    if (dueMs < plannedMs) failures.push(`${id} left before its plan`);
  }
  return failures;
}
