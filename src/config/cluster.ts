/** What the settings of a cluster come to: who its controllers are, and what this node does. */
import { parseController, type NamedController } from "./forms.ts";
import type { Config } from "./settings.ts";

export type NodeRole = "controller" | "broker";

/** Empty: this node is the only one. */
export function namedControllers(config: Config): NamedController[] {
  return config.controllers
    .map((text) => parseController(text))
    .filter((controller) => controller !== undefined);
}

/** Whether there are, or will be, other nodes. */
export function isClustered(config: Config): boolean {
  return namedControllers(config).some(({ brokerId }) => brokerId !== config.brokerId);
}

/** As far as `controllers` bears it out. */
export function rolesOf(config: Config): NodeRole[] {
  const named = namedControllers(config);
  const isNamed = named.length === 0 || named.some(({ brokerId }) => brokerId === config.brokerId);
  return (["controller", "broker"] as const).filter(
    (role) => config.roles.includes(role) && (role === "broker" || isNamed),
  );
}
