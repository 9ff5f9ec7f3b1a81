/** Several fake brokers over the same partitions, whose leaders move when a test says so. */
import { FakeBroker, type FakeMetadata } from "./fake-broker.ts";

export class FakeCluster {
  readonly brokers: readonly FakeBroker[];
  /** Where a broker that does not lead says who does. */
  tellsLeader = true;
  /** What brokers tell of leaders; differs from the truth where a test makes it old. */
  readonly told = new Map<string, { leader: number; epoch: number }>();
  readonly #leaders = new Map<string, { leader: number; epoch: number }>();

  private constructor(brokers: readonly FakeBroker[]) {
    this.brokers = brokers;
    const truth = (topic: string, partition: number) =>
      this.#leaders.get(`${topic}/${partition}`) ?? { leader: 1, epoch: 1 };
    for (const [index, broker] of brokers.entries()) {
      const metadata: FakeMetadata = {
        brokers: brokers.map(({ address }, at) => ({ id: at + 1, address })),
        leaderOf: truth,
        notLeader: (topic, partition) => ({
          code: "NOT_LEADER",
          message: "elsewhere",
          retriable: true,
          leader: this.tellsLeader ? this.broker(truth(topic, partition).leader).address : "",
        }),
      };
      broker.id = index + 1;
      broker.metadata = metadata;
      broker.toldOf = (topic, partition) => this.told.get(`${topic}/${partition}`);
      broker.partitions = brokers[0]!.partitions;
      broker.onStored = () => {
        for (const other of brokers) other.pump();
      };
    }
  }

  static async start(
    count: number,
    topics: Readonly<Record<string, number>>,
  ): Promise<FakeCluster> {
    const starting = Array.from({ length: count }, () => FakeBroker.start(topics));
    return new FakeCluster(await Promise.all(starting));
  }

  broker(id: number): FakeBroker {
    const broker = this.brokers[id - 1];
    if (broker === undefined) throw new Error(`there is no broker ${id}`);
    return broker;
  }

  get addresses(): string[] {
    return this.brokers.map(({ address }) => address);
  }

  leaderOf(topic: string, partition: number): FakeBroker {
    return this.broker(this.#leaders.get(`${topic}/${partition}`)?.leader ?? 1);
  }

  /** In a new epoch. Streams to the old leader stay. */
  move(topic: string, partition: number, leader: number): void {
    const key = `${topic}/${partition}`;
    const epoch = (this.#leaders.get(key)?.epoch ?? 1) + 1;
    this.#leaders.set(key, { leader, epoch });
    for (const { fetches } of this.brokers) for (const fetch of fetches) fetch.moved();
  }

  async stop(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.stop()));
  }
}
