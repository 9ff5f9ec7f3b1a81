/** One line of the HTTP table: what dispatches a request also describes it in /openapi.json. */
import type { QueryParameter } from "../../wire/json/query.ts";
import type { RestRequest } from "./request.ts";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RouteBody {
  /** Media types that are taken. */
  readonly types: readonly string[];
  /** What a request without a content type is taken for; absent: it is refused. */
  readonly defaultType?: string;
  /** A JSON schema, for the description. */
  readonly schema: object;
}

export interface Route {
  readonly method: HttpMethod;
  /** Segments in braces are parameters, such as `/v1/topics/{topic}`. */
  readonly path: string;
  readonly summary: string;
  readonly query?: readonly QueryParameter[];
  readonly body?: RouteBody;
  /** Status of success, and what it means. */
  readonly success: readonly [status: number, doc: string];
  /** Media types of the answer; the first is the default. */
  readonly answers?: readonly string[];
  /** The answer has no end of its own: HEAD gets its headers only. */
  readonly streams?: boolean;
  /** Rejections and throws become error answers. */
  readonly serve: (request: RestRequest) => Promise<void> | void;
}
