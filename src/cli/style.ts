/** Colours, for people at a terminal alone: `NO_COLOR` (no-color.org) and `TERM=dumb` turn them off. */
import type { Environment } from "./serve-flags.ts";

export type Paint = (text: string) => string;

export interface Style {
  /** What the eye should find. */
  readonly strong: Paint;
  /** What it may skip. */
  readonly faint: Paint;
  readonly good: Paint;
  readonly notable: Paint;
  readonly bad: Paint;
}

const plain: Paint = (text) => text;
const PLAIN: Style = { strong: plain, faint: plain, good: plain, notable: plain, bad: plain };

const paint =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const COLOURED: Style = {
  strong: paint(1, 22),
  faint: paint(2, 22),
  good: paint(32, 39),
  notable: paint(33, 39),
  bad: paint(31, 39),
};

export function styleOf(isTerminal: boolean, environment: Environment): Style {
  const wanted = isTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return wanted ? COLOURED : PLAIN;
}
