/** Finds the routes of a path: a tree of segments, literal before parameter. */
import { TidemarkError } from "../../model/errors.ts";
import { quote } from "../../wire/quote.ts";
import type { HttpMethod, Route } from "./route.ts";

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  readonly routes: Map<HttpMethod, { readonly route: Route; readonly names: readonly string[] }>;
}

const createNode = (): Node => ({ literals: new Map(), parameter: undefined, routes: new Map() });

const nameOf = (segment: string): string | undefined =>
  segment.startsWith("{") ? segment.slice(1, -1) : undefined;

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export class RouteTree {
  readonly #root = createNode();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  #add(route: Route): void {
    let node = this.#root;
    const names: string[] = [];
    for (const segment of route.path.slice(1).split("/")) {
      const name = nameOf(segment);
      if (name === undefined) {
        const next = node.literals.get(segment) ?? createNode();
        node.literals.set(segment, next);
        node = next;
      } else {
        names.push(name);
        node.parameter ??= createNode();
        node = node.parameter;
      }
    }
    node.routes.set(route.method, { route, names });
  }

  /** Undefined: no such path. Methods in the order of the table. */
  methodsOf(path: string): readonly HttpMethod[] | undefined {
    const found = this.#find(path);
    return found === undefined ? undefined : [...found.node.routes.keys()];
  }

  /** Undefined: not with this method. Throws INVALID_REQUEST for a segment that does not decode. */
  match(method: string, path: string): Match | undefined {
    const found = this.#find(path);
    const entry = found?.node.routes.get(method as HttpMethod);
    if (found === undefined || entry === undefined) return undefined;
    const params: Record<string, string> = {};
    for (const [index, name] of entry.names.entries())
      params[name] = decodeSegment(found.values[index] as string, name);
    return { route: entry.route, params };
  }

  #find(path: string): { node: Node; values: string[] } | undefined {
    let node = this.#root;
    const values: string[] = [];
    for (const segment of path.slice(1).split("/")) {
      const literal = node.literals.get(segment);
      if (literal !== undefined) node = literal;
      else if (node.parameter !== undefined && segment !== "") {
        values.push(segment);
        node = node.parameter;
      } else return undefined;
    }
    return node.routes.size === 0 ? undefined : { node, values };
  }
}

function decodeSegment(segment: string, name: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new TidemarkError(
      "INVALID_REQUEST",
      `${name} ${quote(segment)} in the path is not valid percent-encoded UTF-8`,
    );
  }
}
