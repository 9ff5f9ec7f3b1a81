/** grpc.health.v1: a service by name, or the whole broker by the empty one. */
import type { BrokerApi } from "../../broker/api.ts";
import { TidemarkError } from "../../model/errors.ts";
import { HEALTH_WATCH_MS } from "../../model/limits.ts";
import type { Timer } from "../../platform/clock.ts";
import { grpc } from "../../wire/generated/grpc.js";
import { services } from "../../wire/generated/schema.js";
import { decodeMessage } from "../../wire/grpc/decode.ts";
import { quote } from "../../wire/quote.ts";
import type { GrpcCall } from "./call.ts";
import type { UnaryMethod } from "./unary.ts";

const REQUEST = "grpc.health.v1.HealthCheckRequest";
const { HealthCheckRequest, HealthCheckResponse } = grpc.health.v1;
const { ServingStatus } = HealthCheckResponse;

const isKnown = (service: string): boolean =>
  service === "" || services.some(({ name }) => name === service);

const stateOf = (broker: BrokerApi): number =>
  broker.readiness().ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;

export const healthMethods = (broker: BrokerApi): Readonly<Record<string, UnaryMethod>> => ({
  Check: (_context, message) => {
    const { service } = message as grpc.health.v1.HealthCheckRequest;
    if (isKnown(service)) return Promise.resolve({ status: stateOf(broker) });
    return Promise.reject(
      new TidemarkError("UNKNOWN_SERVICE", `there is no service ${quote(service)} here`),
    );
  },
});

/** Tells the state now and at each change, until the client leaves or the broker drains. */
export class HealthWatch {
  readonly #call: GrpcCall;
  #service: string | undefined;
  #told: number | undefined;
  #timer: Timer | undefined;

  constructor(call: GrpcCall) {
    this.#call = call;
  }

  start(): void {
    const call = this.#call;
    call.exchange.markStreaming();
    call.onGone(() => this.#timer?.cancel());
    const reader = call.reader({
      message: (bytes) => this.#open(bytes),
      end: () => {
        if (this.#service !== undefined) return;
        call.finish(new TidemarkError("INVALID_REQUEST", "Watch needs one request message"));
      },
      failed: (error) => call.finish(error),
    });
    reader.start();
    call.exchange.draining.addEventListener("abort", () => this.#drain(), { once: true });
  }

  #open(bytes: Buffer): void {
    if (this.#service !== undefined) return;
    try {
      this.#service = decodeMessage(REQUEST, HealthCheckRequest, bytes).service;
      this.#look();
    } catch (error) {
      this.#call.fail(error);
    }
  }

  #look(): void {
    if (this.#call.isOver) return;
    const known = isKnown(this.#service ?? "");
    this.#tell(known ? stateOf(this.#call.parts.broker) : ServingStatus.SERVICE_UNKNOWN);
    this.#timer = this.#call.parts.clock.setTimer(HEALTH_WATCH_MS, () => this.#look());
  }

  #tell(status: number): void {
    if (status === this.#told) return;
    this.#told = status;
    // Changes are rare and a few bytes: a client that does not read cannot make them pile up.
    this.#call.send(HealthCheckResponse.encode({ status }).finish());
  }

  #drain(): void {
    if (this.#call.isOver) return;
    this.#timer?.cancel();
    this.#tell(ServingStatus.NOT_SERVING);
    this.#call.finish(new TidemarkError("SHUTTING_DOWN", "the broker drains before it stops"));
  }
}
