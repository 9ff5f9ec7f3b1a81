/** Where an application begins: the connections to a cluster, and what is made on them. */
import { Admin, type AdminOptions } from "./admin/admin.ts";
import { Consumer } from "./consumer/consumer.ts";
import type { ConsumerOptions } from "./consumer/types.ts";
import { Producer } from "./producer/producer.ts";
import type { ProducerOptions } from "./producer/types.ts";
import { QueueConsumer } from "./queue/queue-consumer.ts";
import type { QueueConsumerOptions } from "./queue/types.ts";
import { Brokers } from "./transport/brokers.ts";
import type { TlsOptions } from "./transport/connection.ts";

export interface TidemarkOptions {
  /**
   * `host:port` or `https://host:port` of one broker or several; any of them will do to find the
   * rest. Default `["127.0.0.1:9470"]`.
   */
  readonly brokers?: readonly string[] | string;
  /** How this client is called in the broker's logs and group descriptions. */
  readonly clientId?: string;
  /** Connect with TLS; `true` trusts the system's certificates. */
  readonly tls?: TlsOptions | boolean;
}

/**
 * A client. Connections are made when first needed, one to each broker, shared by everything made
 * here, and made again when they break.
 *
 * @example
 * import { Tidemark } from "@tidemark/client";
 *
 * await using tidemark = new Tidemark({ brokers: ["127.0.0.1:9470"] });
 * await tidemark.admin().createTopic({ name: "orders", partitions: 4 });
 * const producer = tidemark.producer();
 * await producer.send({ topic: "orders", key: "42", value: "paid", delayMs: 5_000 });
 */
export class Tidemark implements AsyncDisposable {
  readonly clientId: string;
  readonly #brokers: Brokers;
  readonly #open = new Set<Producer | Consumer | QueueConsumer>();

  constructor(options: TidemarkOptions = {}) {
    const { brokers = "127.0.0.1:9470", clientId = "tidemark-client", tls = false } = options;
    this.clientId = clientId;
    const trust = tls === false ? undefined : tls === true ? {} : tls;
    this.#brokers = new Brokers(typeof brokers === "string" ? [brokers] : brokers, trust);
  }

  /** A producer; make one for the process and share it. */
  producer(options: ProducerOptions = {}): Producer {
    const producer: Producer = new Producer(this.#brokers, this.clientId, options, () => {
      this.#open.delete(producer);
    });
    this.#open.add(producer);
    return producer;
  }

  /** A member of a group (`{group, topics}`) or a reader of its own (`{topic, from, until}`). */
  consumer(options: ConsumerOptions): Consumer {
    const consumer: Consumer = new Consumer(this.#brokers, this.clientId, options, () => {
      this.#open.delete(consumer);
    });
    this.#open.add(consumer);
    return consumer;
  }

  /** A consumer of a queue group: messages are acknowledged one by one. */
  queueConsumer(options: QueueConsumerOptions): QueueConsumer {
    const consumer: QueueConsumer = new QueueConsumer(this.#brokers, this.clientId, options, () => {
      this.#open.delete(consumer);
    });
    this.#open.add(consumer);
    return consumer;
  }

  /** Topics, groups, schedules and the cluster. */
  admin(options: AdminOptions = {}): Admin {
    return new Admin(this.#brokers, options);
  }

  /** Closes every producer (after what it has to send) and consumer, then the connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((each) => each.close()));
    this.#brokers.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
