/** How messages quote what a client sent: bounded, and with control characters escaped. */
import { QUOTED_CHARACTERS_MAX } from "../model/limits.ts";

export function quote(text: string): string {
  const cut = text.length > QUOTED_CHARACTERS_MAX;
  const shown = cut ? `${text.slice(0, QUOTED_CHARACTERS_MAX)}…` : text;
  // JSON escapes what would break a log line or a terminal, except DEL and the C1 controls.
  return JSON.stringify(shown).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
