/** What a simulated network knows of one process, and what its streams may ask the network. */
import type { Channel, PeerStream, StreamEvents } from "../../../src/platform/network.ts";
import type { SimRandom } from "./sim-random.ts";
import type { SimSchedule } from "./sim-schedule.ts";
import type { SimEnd } from "./sim-stream.ts";

export type AcceptStream = (from: number, stream: PeerStream) => StreamEvents;

/** One life of one process. */
export interface SimHost {
  readonly brokerId: number;
  readonly clusterId: string;
  readonly address: string;
  readonly acceptors: Map<Channel, AcceptStream>;
  readonly ends: Set<SimEnd>;
  dead: boolean;
  /** As by SIGSTOP: its system goes on taking connections and bytes, it does nothing. */
  stopped: boolean;
}

export interface SimWire {
  readonly schedule: SimSchedule;
  readonly random: SimRandom;
  /** Drawn anew by each call. */
  delayMs(from: SimHost, to: SimHost): number;
  transferMs(from: SimHost, to: SimHost, bytes: number): number;
  passes(from: SimHost, to: SimHost): boolean;
  /** A ping of this end would have no answer, nor anything that says that nobody is there. */
  silent(end: SimEnd): boolean;
  /** Draws whether the message that leaves now is where the connection breaks. */
  breaksNow(from: SimHost, to: SimHost): boolean;
  breakBoth(end: SimEnd): void;
  note(end: SimEnd, what: string): void;
}
