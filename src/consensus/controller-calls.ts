/**
 * Asks whoever leads the Raft group to decide a command, and answers others that ask this node. Commands
 * may be sent twice, so that an answer that was lost costs no more than another question.
 */
import type { ControllerCommand, ReplyOf } from "../controller/commands.ts";
import { TidemarkError } from "../model/errors.ts";
import type { Calls } from "../peer/calls.ts";
import type { NodeId } from "../raft/types.ts";
import { type Decided, LeadershipLost } from "./local-decisions.ts";

/** A command, or only the question what is committed. */
export type Question = { readonly command: ControllerCommand } | { readonly read: true };
type Answer = Decided<unknown> | { readonly elsewhere: NodeId | null };
interface Asked {
  readonly question: Question;
  readonly timeoutMs: number;
}

const METHOD = "controller";

export interface ControllerCallsParts {
  readonly calls: Calls;
  readonly id: NodeId;
  readonly addressOf: (node: NodeId) => string | undefined;
  /** Who may lead. */
  readonly candidates: () => readonly NodeId[];
  readonly leader: () => NodeId | undefined;
  /** Decides here; rejects with LeadershipLost where this node does not lead. */
  readonly decide: (question: Question, timeoutMs: number) => Promise<Decided<unknown>>;
}

export class ControllerCalls {
  readonly #parts: ControllerCallsParts;
  /** Whom somebody named as the leader, while this node has heard of none itself. */
  #hint: NodeId | undefined;
  /** Whom to ask next where nobody is known to lead. */
  #turn = 0;

  constructor(parts: ControllerCallsParts) {
    this.#parts = parts;
    parts.calls.serve(METHOD, (_from, body) => this.#answer(body));
  }

  /** Rejects with LeadershipLost where another attempt may find who leads. */
  async ask<Command extends ControllerCommand>(
    question: { readonly command: Command } | { readonly read: true },
    timeoutMs: number,
  ): Promise<Decided<ReplyOf<Command>>> {
    const { calls, addressOf } = this.#parts;
    const node = this.#whom();
    const address = node === undefined ? undefined : addressOf(node);
    if (node === undefined || address === undefined) throw new LeadershipLost("nobody to ask");
    const asked: Asked = { question, timeoutMs };
    let answer: Answer;
    try {
      const target = { brokerId: node, address };
      const body = Buffer.from(JSON.stringify(asked));
      const bytes = await calls.call(target, METHOD, body, { timeoutMs });
      answer = JSON.parse(Buffer.from(bytes).toString()) as Answer;
    } catch (error) {
      this.#hint = undefined;
      if (!(error instanceof TidemarkError) || !TRY_AGAIN.has(error.code)) throw error;
      throw new LeadershipLost(`node ${node} does not answer: ${error.message}`);
    }
    if ("elsewhere" in answer) {
      this.#hint = answer.elsewhere === node ? undefined : (answer.elsewhere ?? undefined);
      throw new LeadershipLost(`node ${node} does not lead`);
    }
    this.#hint = node;
    return answer as Decided<ReplyOf<Command>>;
  }

  #whom(): NodeId | undefined {
    const { id, leader, candidates } = this.#parts;
    const known = leader() ?? this.#hint;
    if (known !== undefined && known !== id) return known;
    const others = candidates().filter((node) => node !== id);
    return others[this.#turn++ % Math.max(others.length, 1)];
  }

  async #answer(body: Buffer): Promise<Uint8Array> {
    const { question, timeoutMs } = JSON.parse(body.toString()) as Asked;
    let answer: Answer;
    try {
      answer = await this.#parts.decide(question, timeoutMs);
    } catch (error) {
      if (!(error instanceof LeadershipLost)) throw error;
      answer = { elsewhere: this.#parts.leader() ?? null };
    }
    return Buffer.from(JSON.stringify(answer));
  }
}

const TRY_AGAIN: ReadonlySet<string> = new Set([
  "PEER_UNREACHABLE",
  "OUTCOME_UNKNOWN",
  "UNKNOWN_METHOD",
  "SHUTTING_DOWN",
  "STARTING",
]);
