/** The forms of texts in settings: addresses, origins, URLs, paths, names. */
import { BROKER_ID_MAX } from "../model/limits.ts";
import type { Form } from "./setting.ts";

export interface HostPort {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

const HOST_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/;
const LOOPBACK_V4 = /^127(?:\.\d{1,3}){3}$/;

/** `127.0.0.1:9470`, `[::1]:9470`, `broker.example:9470`. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = HOST_PORT.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port <= 65_535)) return undefined;
  return { host, port };
}

export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Only this machine can reach it. A name other than `localhost` may lead anywhere. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || LOOPBACK_V4.test(host);
}

export const HOST_PORT_FORM: Form = {
  allowed: "HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:9470 or [::1]:9470",
  matches: (text) => parseHostPort(text) !== undefined,
};

export interface NamedController {
  readonly brokerId: number;
  /** `host:port`. */
  readonly address: string;
}

const CONTROLLER = /^(\d{1,10})@(.+)$/;

/** `1@broker-1.example:9470`. */
export function parseController(text: string): NamedController | undefined {
  const match = CONTROLLER.exec(text);
  const [brokerId, address] = [Number(match?.[1]), match?.[2] ?? ""];
  const place = parseHostPort(address);
  if (!(brokerId <= BROKER_ID_MAX) || place === undefined || place.port === 0) return undefined;
  return { brokerId, address };
}

export const CONTROLLER_FORM: Form = {
  allowed: "BROKER_ID@HOST:PORT, such as 1@broker-1.example:9470",
  matches: (text) => parseController(text) !== undefined,
};

export const ROLE_FORM: Form = {
  allowed: "controller or broker",
  matches: (text) => text === "controller" || text === "broker",
};

export const CLUSTER_ID_FORM: Form = {
  allowed: "32 digits of 0-9 a-f",
  matches: (text) => /^[0-9a-f]{32}$/.test(text),
};

export const ORIGIN_FORM: Form = {
  allowed: "an origin, scheme://host[:port], such as https://console.example",
  matches: (text) => /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(text),
};

export const HOST_FORM: Form = {
  allowed: "a host name or address as it stands in a Host header, without port",
  matches: (text) => /^(?:[0-9A-Fa-f:.]+|[A-Za-z0-9._-]+)$/.test(text),
};

export const URL_FORM: Form = {
  allowed: "an http or https URL, such as http://127.0.0.1:4318",
  matches: (text) => /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text),
};

export const PATH_FORM: Form = {
  allowed: "a path",
  // A NUL would end the path early in the kernel.
  matches: (text) => text !== "" && !text.includes("\0"),
};

export const RACK_FORM: Form = {
  allowed: "up to 255 of a-z A-Z 0-9 . _ -",
  matches: (text) => /^[A-Za-z0-9._-]{0,255}$/.test(text),
};
