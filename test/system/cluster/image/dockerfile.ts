/** Reads the Dockerfile as far as ours goes; an instruction that it does not know is an error. */

export interface Step {
  readonly instruction: string;
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly steps: readonly Step[];
}

const KNOWN = new Set(
  "FROM COPY RUN WORKDIR ENV USER VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD".split(" "),
);

export function parseDockerfile(content: string): Stage[] {
  const stages: { name: string; base: string; steps: Step[] }[] = [];
  for (const line of logicalLines(content)) {
    const [, instruction = "", text = ""] = /^([A-Z]+)\s+(.*)$/s.exec(line) ?? [];
    if (!KNOWN.has(instruction)) throw new Error(`what is this line of the Dockerfile? ${line}`);
    if (instruction === "FROM") {
      const [, base = "", name = String(stages.length)] = /^(\S+)(?: AS (\S+))?$/.exec(text) ?? [];
      stages.push({ name, base, steps: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`before the first FROM: ${line}`);
      stage.steps.push({ instruction, text });
    }
  }
  return stages;
}

/** Without comments; a backslash at its end makes a line go on. */
function logicalLines(content: string): string[] {
  return content
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** `A=b C=d`, without quotes: ours have none. */
export function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\s+/).map((pair): [string, string] => {
      const equals = pair.indexOf("=");
      if (equals < 1) throw new Error(`what does ENV ${pair} mean?`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** The form in JSON: what is run is what is written, without a shell. */
export function argumentsOf(text: string): string[] {
  const parsed: unknown = JSON.parse(text.slice(text.indexOf("[")));
  return parsed as string[];
}
