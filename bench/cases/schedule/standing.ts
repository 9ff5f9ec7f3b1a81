/** A broker in which millions of records wait, and which may be stopped, killed and started again. */
import { join } from "node:path";
import { Tidemark } from "@tidemark/client";
import type { Bench } from "../../bench.ts";
import { Broker } from "../../broker.ts";
import { ClientProcess } from "../../client-process.ts";
import { sharedMs, sleep, within } from "../../clock.ts";
import type { JobInput, JobName, JobOutput } from "../../jobs/jobs.ts";
import { resultOf, type Round } from "../../results.ts";

const RECORD_BYTES = 200;
const DAY_MS = 86_400_000;
/** Nothing of what waits in the background falls due while the bench runs. */
const FROM_DELAY_MS = DAY_MS;
const TO_DELAY_MS = 365 * DAY_MS;
const SAMPLE_MS = 1_000;
/** Of any one step, whatever the machine does beside it. */
const STEP_LIMIT_MS = 600_000;
/** A burst may come in this much slower than what came before it. */
const LEAD_TIMES = 3;
const LEAD_MIN_MS = 2_000;
const PENDING_TOPIC = "pending";

export class Standing {
  readonly bench: Bench;
  /** Three processes, so that sending, following and probing do not hold each other up. */
  readonly sender: ClientProcess;
  readonly follower: ClientProcess;
  readonly prober: ClientProcess;
  readonly dataDir: string;
  broker: Broker;
  #topics = 0;
  #acceptPerSecond = 0;

  private constructor(bench: Bench, dataDir: string, broker: Broker) {
    this.bench = bench;
    this.dataDir = dataDir;
    this.broker = broker;
    this.sender = new ClientProcess(bench.options.profile);
    this.follower = new ClientProcess(bench.options.profile);
    this.prober = new ClientProcess();
  }

  static async start(bench: Bench): Promise<Standing> {
    const dataDir = join(bench.folder, "standing");
    const { profile } = bench.options;
    return new Standing(bench, dataDir, await Broker.start(bench.root, { dataDir, profile }));
  }

  get pendingTopic(): string {
    return PENDING_TOPIC;
  }
  get quick(): boolean {
    return this.bench.options.quick;
  }

  /** Brings in what waits, and looks at what it costs while it comes and once it is stored. */
  async fill(): Promise<void> {
    const { pending: count } = this.bench.options;
    process.stderr.write(`  ${count} records come in …\n`);
    await this.topic(PENDING_TOPIC);
    const watch = this.#watchLoop();
    const { perSecond } = await this.run(this.sender, "acceptScheduled", {
      address: this.broker.address,
      topic: PENDING_TOPIC,
      recordBytes: RECORD_BYTES,
      count,
      fromDelayMs: FROM_DELAY_MS,
      toDelayMs: TO_DELAY_MS,
    });
    const acceptedMs = sharedMs();
    this.#acceptPerSecond = perSecond;
    await within(STEP_LIMIT_MS, "Storing the index", this.#stored());
    const stall = await watch();
    const while_ = this.broker.memory.takeMaxMiB();
    await sleep(2 * SAMPLE_MS);
    this.broker.memory.takeMaxMiB();
    await sleep(SAMPLE_MS);
    const after = this.broker.memory.takeMaxMiB();
    this.add(`${count} accepted to wait up to a year, 200 B`, "records/s", false, {
      value: perSecond,
      details: {
        "stored after s": (sharedMs() - acceptedMs) / 1000 - 3,
        "RssAnon MiB while": while_,
        "RssAnon MiB then": after,
        "longest stall ms": stall,
      },
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.sender.stop(), this.follower.stop(), this.prober.stop()]);
    await this.broker.stop("SIGKILL");
  }

  /** A topic of one partition; it stays until the end, as the data directory does. */
  async topic(name = `bench-${++this.#topics}`): Promise<string> {
    await using tidemark = new Tidemark({ brokers: this.broker.address });
    await tidemark.admin().createTopic({ name, partitions: 1 });
    return name;
  }

  run<Name extends JobName>(
    process: ClientProcess,
    name: Name,
    input: JobInput<Name>,
  ): Promise<JobOutput<Name>> {
    return within(STEP_LIMIT_MS, `Job ${name}`, process.run(name, input));
  }

  add(name: string, unit: string, lowerIsBetter: boolean, round: Round): void {
    const brokerRssAnonMiB = this.broker.memory.takeMaxMiB();
    const head = { case: "schedule", name, unit, lowerIsBetter, brokerRssAnonMiB };
    this.bench.report.add(resultOf(head, [round]));
  }

  /** How long before its first due time a burst must be sent, so that all of it is in by then. */
  leadMs(count: number): number {
    return LEAD_MIN_MS + Math.round((LEAD_TIMES * count * 1000) / this.#acceptPerSecond);
  }

  /** The one sample of a metric of the broker, by its name with labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://${this.broker.address}/metrics`)).text();
    const line = text.split("\n").find((other) => other.startsWith(`${name} `));
    return Number(line?.split(" ")[1] ?? Number.NaN);
  }

  async #stored(): Promise<void> {
    while ((await this.metric("tidemark_schedule_overlay_records")) > 0) await sleep(SAMPLE_MS / 4);
  }

  /** Ask what it returns for the longest stall since, in milliseconds. */
  #watchLoop(): () => Promise<number> {
    let longest = 0;
    const state = { stopped: false };
    const look = async (): Promise<void> => {
      const name = 'tidemark_process_event_loop_delay_seconds{quantile="1"}';
      longest = Math.max(longest, (await this.metric(name)) * 1000);
    };
    const looking = (async () => {
      await look();
      longest = 0;
      while (!state.stopped) {
        await sleep(SAMPLE_MS);
        await look();
      }
    })();
    return async () => {
      state.stopped = true;
      await looking;
      return longest;
    };
  }
}
