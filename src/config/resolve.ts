/** Sources in order of precedence -> one frozen Config, or every problem at once. */
import { nearest } from "../lib/nearest.ts";
import { ConfigError } from "./config-error.ts";
import { crossCheck } from "./cross-check.ts";
import type { Setting } from "./setting.ts";
import { type Config, SETTINGS, SETTING_NAMES, isSettingName } from "./settings.ts";
import type { Source, Written } from "./sources.ts";

/** Weakest source first: file, environment, flags. Throws ConfigError. */
export function resolveConfig(sources: readonly Source[]): Config {
  const problems = sources.flatMap((source) => source.problems);
  const values: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) values[name] = SETTINGS[name].default;
  // Every written value is checked, also one that a stronger source overrides: it is a mistake that
  // would bite on the day the override goes.
  for (const written of sources.flatMap((source) => source.written)) {
    const problem = take(written, values);
    if (problem !== undefined) problems.push(problem);
  }
  const config = Object.freeze(values) as Config;
  if (problems.length === 0) problems.push(...crossCheck(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function take(written: Written, values: Record<string, unknown>): string | undefined {
  const { name, texts, origin } = written;
  const shown = JSON.stringify(texts.length === 1 ? texts[0] : texts);
  if (!isSettingName(name)) return `${name} = ${shown} (${origin}): ${unknownSetting(name)}`;
  const setting: Setting<unknown> = SETTINGS[name];
  if (setting.kind !== "list" && texts.length > 1) {
    return `${name} = ${shown} (${origin}): want one value: ${setting.allowed}`;
  }
  const parsed = setting.parse(texts);
  if ("want" in parsed) return `${name} = ${shown} (${origin}): want ${parsed.want}`;
  values[name] = Array.isArray(parsed.value) ? Object.freeze(parsed.value) : parsed.value;
  return undefined;
}

/** A variable is compared in the spelling of settings: TIDEMARK_LOG_LEVLE with logLevel. */
function unknownSetting(name: string): string {
  const spelled = name.startsWith("TIDEMARK_")
    ? name
        .slice(9)
        .toLowerCase()
        .replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    : name;
  const guess = nearest(spelled, SETTING_NAMES);
  const hint = guess === undefined ? "docs/configuration.md lists all" : `did you mean ${guess}?`;
  return `no such setting; ${hint}`;
}

/** Names of settings whose values differ. */
export function changedSettings(before: Config, after: Config): (keyof Config)[] {
  return SETTING_NAMES.filter((name) => {
    const setting: Setting<never> = SETTINGS[name] as Setting<never>;
    return setting.format(before[name] as never) !== setting.format(after[name] as never);
  });
}

/** What SIGHUP applies: `after` where a setting reloads, `before` elsewhere. */
export function reloadedConfig(
  before: Config,
  after: Config,
): { readonly config: Config; readonly applied: string[]; readonly needRestart: string[] } {
  const changed = changedSettings(before, after);
  const applied = changed.filter((name) => SETTINGS[name].reload);
  const taken = Object.fromEntries(applied.map((name) => [name, after[name]]));
  return {
    config: Object.freeze({ ...before, ...taken }),
    applied,
    needRestart: changed.filter((name) => !SETTINGS[name].reload),
  };
}
