/** What people ask of groups, at whichever broker coordinates them. What is sent on once is done there or refused. */
import type { GroupCoordinator } from "../../coordination/group-coordinator.ts";
import type { GroupMode } from "../../group/records.ts";
import type { GroupDescription, OffsetChange } from "../../model/descriptions.ts";
import { TidemarkError } from "../../model/errors.ts";
import type { ResetOffsets } from "../../model/groups.ts";
import type { QueueSettingsInput } from "../../model/queue-settings.ts";
import type { PartitionOffset } from "../../model/records.ts";
import type { GroupsApi, RequestContext } from "../api.ts";
import { type PeerRequests, peerMethod } from "../routing/peer-requests.ts";
import type { GroupRoutes } from "./group-routes.ts";

/** What is asked of one group, and what each answers. */
interface Asked {
  describe: { request: undefined; answer: GroupDescription };
  /** Undefined: there is no such group. */
  mode: { request: undefined; answer: GroupMode | undefined };
  put: {
    request: { mode: GroupMode | undefined; settings: QueueSettingsInput | undefined };
    answer: GroupDescription;
  };
  delete: { request: undefined; answer: undefined };
  fetchOffsets: { request: { topic: string | undefined }; answer: readonly PartitionOffset[] };
  resetOffsets: { request: ResetOffsets; answer: readonly OffsetChange[] };
}

type Deeds = {
  readonly [Name in keyof Asked]: (
    coordinator: GroupCoordinator,
    group: string,
    request: Asked[Name]["request"],
  ) => Promise<Asked[Name]["answer"]>;
};

interface Question {
  readonly name: keyof Asked;
  readonly group: string;
  readonly request: unknown;
}

const READS: ReadonlySet<keyof Asked> = new Set(["describe", "mode", "fetchOffsets"]);
const GROUP = peerMethod<Question, unknown>("groups", ({ name }) => READS.has(name));
const GROUPS = peerMethod<null, readonly GroupDescription[]>("groups.list", true);

export interface RoutedGroupsParts {
  readonly routes: GroupRoutes;
  readonly peers: PeerRequests;
  /** Of this node, by name or not. */
  readonly listHere: () => Promise<GroupDescription[]>;
  /** As a person sees it: with bounds and ages of partitions wherever they are led. */
  readonly describe: (coordinator: GroupCoordinator, group: string) => Promise<GroupDescription>;
  /** Bounds of partitions that a reset is about are known from here on. */
  readonly prepareReset: (request: ResetOffsets) => Promise<void>;
}

export class RoutedGroups implements GroupsApi {
  readonly #parts: RoutedGroupsParts;
  readonly #deeds: Deeds;

  constructor(parts: RoutedGroupsParts) {
    this.#parts = parts;
    this.#deeds = {
      describe: (coordinator, group) => parts.describe(coordinator, group),
      mode: async (coordinator, group) => coordinator.views.modeOf(group),
      put: (coordinator, group, { mode, settings }) => coordinator.configure(group, mode, settings),
      delete: async (coordinator, group) => {
        await coordinator.delete(group);
        return undefined;
      },
      fetchOffsets: async (coordinator, group, { topic }) =>
        coordinator.views.fetchOffsets({ group, topic }),
      resetOffsets: (coordinator, _group, request) => this.#reset(coordinator, request),
    };
    parts.peers.serve(GROUP, async (_context, { name, group, request }) => {
      const coordinator = await parts.routes.here(group);
      return this.#do(name, coordinator, group, request as never);
    });
    parts.peers.serve(GROUPS, () => parts.listHere());
  }

  #do<Name extends keyof Asked>(
    name: Name,
    coordinator: GroupCoordinator,
    group: string,
    request: Asked[Name]["request"],
  ): Promise<Asked[Name]["answer"]> {
    return this.#deeds[name](coordinator, group, request);
  }

  /** One that shifts is not tried again where nobody knows whether it was done. */
  async #reset(coordinator: GroupCoordinator, request: ResetOffsets) {
    await this.#parts.prepareReset(request);
    try {
      return await coordinator.resetOffsets(request);
    } catch (error) {
      const isOpen = error instanceof TidemarkError && error.code === "NOT_COORDINATOR";
      if (!isOpen || request.shift === undefined) throw error;
      const text =
        "the coordinator changed meanwhile; see where the group is before shifting again";
      throw new TidemarkError("OUTCOME_UNKNOWN", text, {}, { cause: error });
    }
  }

  async #ask<Name extends keyof Asked>(
    context: RequestContext,
    name: Name,
    group: string,
    request: Asked[Name]["request"],
    creates = false,
  ): Promise<Asked[Name]["answer"]> {
    const { routes, peers } = this.#parts;
    return routes.insist(
      () => context.signal.throwIfAborted(),
      async () => {
        if (creates) await routes.ensure();
        else if (!(await routes.exists())) throw noGroup(group);
        const seated = await routes.find(group);
        if (seated.kind === "here") return this.#do(name, seated.coordinator, group, request);
        const question = { name, group, request };
        return (await peers.ask(seated.target, GROUP, context, question)) as Asked[Name]["answer"];
      },
    );
  }

  /** Every coordinator is asked: a list that leaves groups out would lie. */
  async list(context: RequestContext): Promise<readonly GroupDescription[]> {
    const { routes, peers, listHere } = this.#parts;
    return routes.insist(
      () => context.signal.throwIfAborted(),
      async () => {
        if (!(await routes.exists())) return [];
        const { here, there } = routes.all();
        const lists = await Promise.all([
          here ? listHere() : [],
          ...there.map(({ target }) => peers.ask(target, GROUPS, context, null)),
        ]);
        return lists.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
      },
    );
  }

  describe(context: RequestContext, group: string): Promise<GroupDescription> {
    return this.#ask(context, "describe", group, undefined);
  }

  /** Undefined: there is no such group yet. */
  async modeOf(context: RequestContext, group: string): Promise<GroupMode | undefined> {
    return (await this.#ask(context, "mode", group, undefined)) ?? undefined;
  }

  put(
    context: RequestContext,
    { group, mode, settings }: Parameters<GroupsApi["put"]>[1],
  ): Promise<GroupDescription> {
    return this.#ask(context, "put", group, { mode, settings }, true);
  }

  async delete(context: RequestContext, group: string): Promise<void> {
    await this.#ask(context, "delete", group, undefined);
  }

  fetchOffsets(
    context: RequestContext,
    { group, topic }: Parameters<GroupsApi["fetchOffsets"]>[1],
  ): Promise<readonly PartitionOffset[]> {
    return this.#ask(context, "fetchOffsets", group, { topic });
  }

  resetOffsets(context: RequestContext, request: ResetOffsets): Promise<readonly OffsetChange[]> {
    const creates = request.offsets !== undefined;
    return this.#ask(context, "resetOffsets", request.group, request, creates);
  }
}

function noGroup(group: string): TidemarkError {
  return new TidemarkError("UNKNOWN_GROUP", `there is no group ${JSON.stringify(group)}`);
}
