/**
 * What answers while the broker still reads its disk: the port is open, so that whoever asks learns
 * why it has to wait, and that the port is taken shows before a long recovery.
 */
import type { BrokerApi } from "../broker/api.ts";
import { TidemarkError } from "../model/errors.ts";

/** `detail`: what it is at. */
export function startingBroker(detail: () => string = () => "reading what is on disk"): BrokerApi {
  const refuse = (): never => {
    throw new TidemarkError("STARTING", "the broker is starting; ask again in a moment");
  };
  const part = new Proxy({}, { get: () => refuse }) as never;
  return {
    records: part,
    topics: part,
    schedules: part,
    groups: part,
    deadLetters: part,
    cluster: part,
    describeCluster: refuse,
    readiness: () => ({
      ready: false,
      status: "starting",
      detail: `starting: ${detail()}`,
      rebuilding: [],
    }),
  };
}
