/**
 * What only the active controller knows, for descriptions at any node: skew and lag of brokers, and how far
 * the disks of its group are. Never fails: who cannot be asked leaves these out.
 */
import type { GroupView, SessionView } from "../controller/describe-cluster.ts";
import { TidemarkError } from "../model/errors.ts";
import { CONTROLLER_VIEW_TIMEOUT_MS } from "../model/limits.ts";
import type { Calls } from "../peer/calls.ts";
import type { MetadataPort } from "./metadata-port.ts";

export interface ControllerView {
  readonly sessions: readonly SessionView[];
  readonly group: GroupView;
}

export interface ControllerViewsParts {
  /** Of this node. */
  readonly brokerId: number;
  readonly metadata: MetadataPort;
  readonly calls: Calls;
  /** Of this node, as its ActiveController has them; empty where it is none. */
  readonly sessions: () => readonly SessionView[];
  readonly addressOf: (nodeId: number) => string | undefined;
}

/** As JSON. */
interface Answer {
  readonly sessions: readonly SessionView[];
  readonly committedIndex: number;
  readonly matchIndexes: readonly (readonly [number, number])[];
}

const METHOD = "sessions";

export class ControllerViews {
  readonly #parts: ControllerViewsParts;
  /** Whoever asks meanwhile gets the same answer. */
  #asking: Promise<ControllerView> | undefined;

  constructor(parts: ControllerViewsParts) {
    this.#parts = parts;
    parts.calls.serve(METHOD, () => Promise.resolve(Buffer.from(JSON.stringify(this.#answer()))));
  }

  get(): Promise<ControllerView> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<ControllerView> {
    const { brokerId, metadata, calls, sessions, addressOf } = this.#parts;
    const { activeController, controllers, image } = metadata;
    const known = { sessions: sessions(), group: controllers };
    if (activeController === undefined || activeController === brokerId) return known;
    const address = image.broker(activeController)?.address ?? addressOf(activeController);
    if (address === undefined) return known;
    try {
      const target = { brokerId: activeController, address };
      const timeoutMs = CONTROLLER_VIEW_TIMEOUT_MS;
      const bytes = await calls.call(target, METHOD, new Uint8Array(), { timeoutMs });
      const answer = JSON.parse(Buffer.from(bytes).toString("utf8")) as Answer;
      const { committedIndex } = answer;
      const group = { ...controllers, committedIndex, matchIndexes: new Map(answer.matchIndexes) };
      return { sessions: answer.sessions, group };
    } catch (error) {
      if (!(error instanceof TidemarkError) && !(error instanceof SyntaxError)) throw error;
      return known;
    }
  }

  #answer(): Answer {
    const { controllers } = this.#parts.metadata;
    const { committedIndex, matchIndexes } = controllers;
    const sessions = this.#parts.sessions();
    return { sessions, committedIndex, matchIndexes: [...(matchIndexes ?? [])] };
  }
}
