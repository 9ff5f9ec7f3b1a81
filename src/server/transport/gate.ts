/**
 * Which web pages may talk to the broker: the check of `Host` and `Origin` and the CORS answers
 * (pure). Must never let an unlisted page through: a page of any site can make a browser on this
 * machine send requests here, and can point a name of its own at 127.0.0.1 (DNS rebinding).
 */

export interface GateOptions {
  /** Lower-case names or address literals without port. */
  readonly hosts: readonly string[];
  readonly corsOrigins: readonly string[];
}

export interface GateRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly secure: boolean;
  /** The address of ours that the peer connected to. */
  readonly localAddress: string;
}

type CorsHeaders = Readonly<Record<string, string>>;

export type GateVerdict =
  | { readonly kind: "pass"; readonly headers: CorsHeaders | undefined }
  | { readonly kind: "preflight"; readonly headers: CorsHeaders }
  | { readonly kind: "refuse"; readonly message: string };

const PASS: GateVerdict = { kind: "pass", headers: undefined };
const PREFLIGHT_SECONDS = "600";
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const EXPOSED = "grpc-status, grpc-message, grpc-encoding, content-encoding";
/** A list of header names, echoed; anything else is answered with none. */
const HEADER_NAMES = /^[a-zA-Z0-9!#$%&'*+.^_`|~, -]{0,1024}$/;
const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([a-zA-Z0-9._-]+))(?::[0-9]{1,5})?$/;
const LOOPBACK_IPV4 = /^127(?:\.[0-9]{1,3}){3}$/;

/** `[::1]:9470` → `::1`, `Example.org:80` → `example.org`; undefined where it is neither. */
export function hostnameOf(authority: string): string | undefined {
  const match = HOST.exec(authority);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

/** `::ffff:10.0.0.1` → `10.0.0.1`. */
export function plainAddress(address: string): string {
  const lower = address.toLowerCase();
  return lower.startsWith("::ffff:") && lower.includes(".") ? lower.slice(7) : lower;
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname === "::1" ||
  hostname.endsWith(".localhost") ||
  LOOPBACK_IPV4.test(hostname);

export class Gate {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  constructor(options: GateOptions) {
    this.#hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
    this.#origins = new Set(options.corsOrigins.map((origin) => origin.toLowerCase()));
  }

  judge(request: GateRequest): GateVerdict {
    const host = request.headers["host"];
    if (host === undefined) return refuse("The request has no Host: send one");
    if (!this.#knowsHost(host, request.localAddress)) {
      return refuse(
        `Host ${JSON.stringify(host)} is not a name of this broker: ` +
          "use an address it listens on, or add the name to allowedHosts",
      );
    }
    const origin = request.headers["origin"];
    return origin === undefined ? PASS : this.#judgeOrigin(request, origin, host);
  }

  #knowsHost(host: string, localAddress: string): boolean {
    const hostname = hostnameOf(host);
    if (hostname === undefined) return false;
    // An address literal cannot be rebound: whoever typed the address we listen on meant us.
    return (
      isLoopback(hostname) || this.#hosts.has(hostname) || hostname === plainAddress(localAddress)
    );
  }

  #judgeOrigin(request: GateRequest, origin: string, host: string): GateVerdict {
    const own = `${request.secure ? "https" : "http"}://${host}`.toLowerCase();
    const lower = origin.toLowerCase();
    if (lower === own) return PASS;
    if (!this.#origins.has(lower) && !this.#origins.has("*")) {
      return refuse(
        `Origin ${JSON.stringify(origin)} may not call this broker: add it to corsOrigins`,
      );
    }
    const headers: Record<string, string> = {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": EXPOSED,
      vary: "origin",
    };
    if (
      request.method !== "OPTIONS" ||
      request.headers["access-control-request-method"] === undefined
    ) {
      return { kind: "pass", headers };
    }
    const asked = request.headers["access-control-request-headers"] ?? "";
    headers["access-control-allow-methods"] = METHODS;
    headers["access-control-allow-headers"] = HEADER_NAMES.test(asked) ? asked : "";
    headers["access-control-max-age"] = PREFLIGHT_SECONDS;
    return { kind: "preflight", headers };
  }
}

function refuse(message: string): GateVerdict {
  return { kind: "refuse", message };
}
