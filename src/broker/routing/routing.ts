/** What lets a broker answer for partitions that others lead; the broker makes one, and closes it. */
import type { Network } from "../../platform/network.ts";
import { Leaders, type LeadersParts } from "./leaders.ts";
import type { Calls } from "../../peer/calls.ts";
import { PeerRequests } from "./peer-requests.ts";
import { RoutedReadables } from "./routed-readables.ts";

export interface RoutingParts extends LeadersParts {
  readonly network: Network;
  readonly calls: Calls;
}

export class Routing {
  readonly leaders: Leaders;
  readonly peers: PeerRequests;
  readonly readables: RoutedReadables;

  constructor(parts: RoutingParts) {
    const { clock, network, calls, replicas } = parts;
    this.leaders = new Leaders(parts);
    this.peers = new PeerRequests(calls, clock);
    this.readables = new RoutedReadables({ clock, network, replicas, leaders: this.leaders });
  }

  close(): void {
    this.readables.close();
  }
}
