/** Where settings come from: a YAML file, environment variables, flags. Reads no file itself. */
import { LineCounter, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { environmentName, flagName, type SettingName, SETTING_NAMES } from "./settings.ts";

/** A setting as somebody wrote it. */
export interface Written {
  /** Perhaps the name of no setting. */
  readonly name: string;
  readonly texts: readonly string[];
  /** "tidemark.yaml line 3", "environment TIDEMARK_RACK", "flag --rack". */
  readonly origin: string;
}

export interface Source {
  readonly written: readonly Written[];
  /** What made the source itself unreadable. */
  readonly problems: readonly string[];
}

/** The file is a flat YAML map from setting names to scalars or lists of scalars. */
export function fromYaml(path: string, content: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const at = (position: number): string => `${path} line ${lines.linePos(position).line}`;
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`);
    return { written: [], problems };
  }
  if (document.contents === null) return { written: [], problems: [] };
  if (!isMap(document.contents)) {
    return { written: [], problems: [`${path}: want lines of the form "name: value"`] };
  }
  const written: Written[] = [];
  const problems: string[] = [];
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const origin = at((isScalar(key) ? key.range?.[0] : undefined) ?? 0);
    const texts = textsOf(value);
    if (texts === undefined) problems.push(`${name} (${origin}): want a value or a list of values`);
    else written.push({ name, texts, origin });
  }
  return { written, problems };
}

/** Undefined for what is neither a scalar nor a list of scalars. */
function textsOf(node: unknown): readonly string[] | undefined {
  if (isScalar(node)) return node.value === null ? undefined : [scalarText(node)];
  if (!isSeq(node)) return undefined;
  const items = node.items.map((item) =>
    isScalar(item) && item.value !== null ? scalarText(item) : undefined,
  );
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** As written, so that 0x10 or 1_000 is judged by the setting and not by YAML's number forms. */
function scalarText(scalar: { source?: string | undefined; value: unknown }): string {
  return scalar.source ?? String(scalar.value);
}

/** Variables of ours that are no settings: see `tidemark --help`. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  "TIDEMARK_CONFIG",
  "TIDEMARK_SERVER",
  "TIDEMARK_BROKER",
]);
/** Kubernetes adds these to every container where a service is called "tidemark". */
const KUBERNETES_VARIABLE = /^TIDEMARK_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\w+)?)$/;

export function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Source {
  const names = new Map<string, SettingName>(
    SETTING_NAMES.map((name) => [environmentName(name), name]),
  );
  const written = Object.entries(environment)
    .filter(([variable]) => variable.startsWith("TIDEMARK_"))
    .filter(([variable]) => !OTHER_VARIABLES.has(variable) && !KUBERNETES_VARIABLE.test(variable))
    .map(([variable, value]) => ({
      name: names.get(variable) ?? variable,
      texts: [value ?? ""],
      origin: `environment ${variable}`,
    }));
  return { written, problems: [] };
}

/**
 * `own`: values of settings with a flag of their own. `sets`: arguments of `--set`, each
 * `name=value`; where a name repeats, its values form a list.
 */
export function fromFlags(
  own: Readonly<Partial<Record<SettingName, readonly string[]>>>,
  sets: readonly string[],
): Source {
  const written: Written[] = SETTING_NAMES.flatMap((name) => {
    const texts = own[name];
    return texts === undefined ? [] : [{ name, texts, origin: `flag ${flagName(name)}` }];
  });
  const problems: string[] = [];
  const bySet = new Map<string, string[]>();
  for (const argument of sets) {
    const equals = argument.indexOf("=");
    if (equals < 1) {
      problems.push(`--set ${argument}: want name=value, such as --set segmentBytes=64MiB`);
      continue;
    }
    const name = argument.slice(0, equals).trim();
    bySet.set(name, [...(bySet.get(name) ?? []), argument.slice(equals + 1)]);
  }
  for (const [name, texts] of bySet) written.push({ name, texts, origin: "flag --set" });
  return { written, problems };
}
