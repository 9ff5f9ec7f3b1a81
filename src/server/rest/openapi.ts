/** /openapi.json, made from the table that dispatches. */
import type { QueryParameter } from "../../wire/json/query.ts";
import { JSON_TYPE } from "../reply.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";

const errorAnswer = {
  description: "An error of the table in docs/errors.md",
  content: { [JSON_TYPE]: { schema: { $ref: "#/components/schemas/Error" } } },
};

function querySchema(parameter: QueryParameter): object {
  switch (parameter.kind) {
    case "integer":
      return {
        type: "integer",
        minimum: parameter.min ?? 0,
        ...(parameter.max === undefined ? {} : { maximum: parameter.max }),
      };
    case "decimal":
      return { type: "number", minimum: parameter.min ?? 0, maximum: parameter.max };
    case "flag":
      return { type: "boolean" };
    case "choice":
      return { type: "string", enum: parameter.choices };
    case "instant":
      return { type: "string", description: "ISO 8601 with a zone, or epoch milliseconds" };
    case "position":
    case "text":
      return { type: "string" };
  }
}

function parametersOf(route: Route): object[] {
  const path = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const query = (route.query ?? []).map((parameter) => ({
    name: parameter.name,
    in: "query",
    required: parameter.required ?? false,
    description: parameter.doc,
    schema: querySchema(parameter),
  }));
  return [...path, ...query];
}

function operationOf(route: Route): object {
  const { body, success } = route;
  const [status, description] = success;
  const content = Object.fromEntries((route.answers ?? [JSON_TYPE]).map((type) => [type, {}]));
  const parameters = parametersOf(route);
  return {
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(body.types.map((type) => [type, { schema: body.schema }])),
          },
        }),
    responses: {
      [status]: status === 204 ? { description } : { description, content },
      default: errorAnswer,
    },
  };
}

export function openApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tidemark",
      version,
      description: "A pub/sub message broker whose log knows what time it is.",
    },
    paths,
    components: { schemas: { Error: schemas.error, Record: schemas.record } },
  };
}
