/** Where members come in: finds out for a session which broker coordinates its group, and the group's mode. */
import type { GroupMode } from "../../group/records.ts";
import type { Network } from "../../platform/network.ts";
import type { RequestContext, SubscribeOptions } from "../api.ts";
import { coordinatedHere, type GroupAccess } from "./group-access.ts";
import type { GroupRoutes, Seated } from "./group-routes.ts";
import { RemoteGroup } from "./remote-member.ts";

export interface EnteredGroup {
  readonly access: GroupAccess;
  /** Undefined: the group is new, and the member's wish decides. */
  readonly mode: GroupMode | undefined;
}

export interface GroupEntranceParts {
  readonly routes: GroupRoutes;
  readonly network: Network;
  readonly modeOf: (context: RequestContext, group: string) => Promise<GroupMode | undefined>;
}

export class GroupEntrance {
  readonly #parts: GroupEntranceParts;

  constructor(parts: GroupEntranceParts) {
    this.#parts = parts;
  }

  /** At once where the group is coordinated here. Rejects with NOT_COORDINATOR where nobody is found. */
  enter(context: RequestContext, options: SubscribeOptions): EnteredGroup | Promise<EnteredGroup> {
    const { routes } = this.#parts;
    try {
      const seated = routes.find(options.group);
      if (!(seated instanceof Promise) && seated.kind === "here") return here(seated, options);
    } catch {
      // It is looked for with more patience.
    }
    return routes.insist(
      () => context.signal.throwIfAborted(),
      async () => {
        const { group, mode, untilEnd, until } = options;
        await routes.ensure();
        // Whoever answers this serves the group: one that is about to would refuse the member.
        const known = await this.#parts.modeOf(context, group);
        const seated = await routes.find(group);
        if (seated.kind === "here") return here(seated, options);
        const isBounded = untilEnd || until !== undefined;
        const access = new RemoteGroup(this.#parts.network, seated.target, isBounded);
        return { access, mode: mode ?? known };
      },
    );
  }
}

function here(
  { coordinator }: Extract<Seated, { kind: "here" }>,
  { group, mode }: SubscribeOptions,
): EnteredGroup {
  return {
    access: coordinatedHere(coordinator, group),
    mode: mode ?? coordinator.views.modeOf(group),
  };
}
