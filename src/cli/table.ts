/** Columns for people. Numbers stand to the right; the last column is not padded. */
import type { Paint, Style } from "./style.ts";

/** `paint` colours the text and does not count into its width. */
export interface PaintedCell {
  readonly text: string | number;
  readonly paint: Paint;
}

type Cell = string | number | undefined | PaintedCell;

const isPainted = (cell: Cell): cell is PaintedCell => typeof cell === "object";
const valueOf = (cell: Cell): string | number | undefined => (isPainted(cell) ? cell.text : cell);
const THOUSANDS = /\B(?=(?:\d{3})+$)/g;

/** Counts are grouped, ids are not: give ids as text where that matters. */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  style?: Style,
): string {
  const numeric = header.map((_, column) =>
    rows.every((row) => ["number", "undefined"].includes(typeof valueOf(row[column]))),
  );
  const texts = [header, ...rows].map((row) => row.map((cell) => String(valueOf(cell) ?? "-")));
  const widths = header.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
  const lines = texts.map((row, index) => {
    const padded = row.map((text, column) => {
      const width = widths[column]!;
      const last = column === row.length - 1 && !numeric[column];
      if (last) return text;
      return numeric[column] ? text.padStart(width) : text.padEnd(width);
    });
    if (index === 0)
      return padded
        .map((text) => style?.faint(text) ?? text)
        .join("  ")
        .trimEnd();
    const cells = rows[index - 1]!;
    return padded
      .map((text, column) => {
        const cell = cells[column];
        return isPainted(cell) ? cell.paint(text) : text;
      })
      .join("  ")
      .trimEnd();
  });
  return `${lines.join("\n")}\n`;
}

/** 1234567 is "1,234,567". */
export const grouped = (count: number): string => String(count).replace(THOUSANDS, ",");
