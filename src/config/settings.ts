/** The one table of settings. Everything about them (files, flags, reference page) follows from it. */
import type { Setting } from "./setting.ts";
import { BEHAVIOR_SETTINGS } from "./settings/behavior.ts";
import { CLUSTER_SETTINGS } from "./settings/cluster.ts";
import { NETWORK_SETTINGS } from "./settings/network.ts";
import { OBSERVABILITY_SETTINGS } from "./settings/observability.ts";
import { STORAGE_SETTINGS } from "./settings/storage.ts";

/** As the reference page shows them. */
export const SETTING_GROUPS = {
  "Listeners and connections": NETWORK_SETTINGS,
  Cluster: CLUSTER_SETTINGS,
  Storage: STORAGE_SETTINGS,
  "Topics, schedules and groups": BEHAVIOR_SETTINGS,
  "Logs, traces and metrics": OBSERVABILITY_SETTINGS,
} as const;

export const SETTINGS = {
  ...NETWORK_SETTINGS,
  ...CLUSTER_SETTINGS,
  ...STORAGE_SETTINGS,
  ...BEHAVIOR_SETTINGS,
  ...OBSERVABILITY_SETTINGS,
} as const;

export type SettingName = keyof typeof SETTINGS;

/** Frozen. Durations are milliseconds, sizes bytes. */
export type Config = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** `dataDir` is `TIDEMARK_DATA_DIR`. */
export function environmentName(name: SettingName): string {
  return `TIDEMARK_${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** `dataDir` is `--data-dir`. */
export function flagName(name: SettingName): string {
  return `--${name.replaceAll(/[A-Z]/g, "-$&").toLowerCase()}`;
}
