/** The flags of `tidemark serve`, made from the settings table, and the Config they lead to. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { resolveConfig } from "../config/resolve.ts";
import type { Setting } from "../config/setting.ts";
import {
  type Config,
  flagName,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
} from "../config/settings.ts";
import { fromEnvironment, fromFlags, fromYaml, type Source } from "../config/sources.ts";
import { UsageError } from "./failure.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** As commander hands them over: `config`, `set`, and settings with a flag of their own by name. */
export interface ServeFlags extends Partial<Record<SettingName, boolean | string[]>> {
  readonly config?: string;
  readonly set?: string[];
  /** Hidden: standard input is a pipe whose end says that whoever started it is gone. */
  readonly exitWithParent?: boolean;
}

const ARGUMENTS: Partial<Record<SettingName, string>> = {
  listen: "HOST:PORT",
  dataDir: "DIR",
  tlsCert: "FILE",
  tlsKey: "FILE",
  otlpEndpoint: "URL",
  logLevel: "LEVEL",
};

export function addServeFlags(command: Command): void {
  command.option("--config <FILE>", "YAML file with settings (or TIDEMARK_CONFIG)");
  for (const name of SETTING_NAMES) {
    const setting: Setting<unknown> = SETTINGS[name];
    if (!setting.flag) continue;
    const doc = setting.doc + defaultOf(setting);
    if (setting.kind === "switch") command.option(flagName(name), doc);
    else command.option(`${flagName(name)} <${ARGUMENTS[name] ?? "VALUE"}>`, doc, collect);
  }
  command.option("--set <NAME=VALUE>", "any other setting; may be repeated", collect);
}

function defaultOf(setting: Setting<unknown>): string {
  if (setting.default === undefined || setting.kind === "switch") return "";
  return ` (default ${setting.format(setting.default)})`;
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Reads the file anew at each call: SIGHUP calls again. Throws ConfigError or UsageError. */
export function loadConfig(flags: ServeFlags, environment: Environment): Config {
  const sources: Source[] = [];
  const file = flags.config ?? environment["TIDEMARK_CONFIG"];
  if (file !== undefined && file !== "") sources.push(fromYaml(file, readSettingsFile(file)));
  sources.push(fromEnvironment(environment), fromFlags(ownFlags(flags), flags.set ?? []));
  return resolveConfig(sources);
}

function ownFlags(flags: ServeFlags): Partial<Record<SettingName, readonly string[]>> {
  const own: Partial<Record<SettingName, readonly string[]>> = {};
  for (const name of SETTING_NAMES) {
    const value = flags[name];
    if (value === undefined) continue;
    own[name] = typeof value === "boolean" ? [String(value)] : value;
  }
  return own;
}

function readSettingsFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `cannot read the settings file ${path}: ${code ?? "unreadable"}`,
      "Check the path given by --config or TIDEMARK_CONFIG.",
    );
  }
}
