/** Producing over HTTP: one JSON object, an array, lines, or bare values a line each. */
import { TidemarkError } from "../../model/errors.ts";
import { PUBLISH_RECORDS_MAX } from "../../model/limits.ts";
import type { Acks, RecordInput } from "../../model/records.ts";
import type { ParsedJson } from "../../wire/json/parse.ts";
import type { QueryParameter } from "../../wire/json/query.ts";
import { recordOf, resultText } from "../../wire/json/records.ts";
import { elementSources } from "../../wire/json/source.ts";
import { httpStatusOf } from "../../wire/json/status.ts";
import { LINES_TYPE } from "../../wire/ndjson/delivery.ts";
import { recordOfLine, recordOfValue } from "../../wire/ndjson/records.ts";
import { publishAll } from "../publish.ts";
import { JSON_TYPE } from "../reply.ts";
import type { RestRequest } from "./request.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";
import { traceHeadersOf, withTrace } from "./trace-headers.ts";
import { RecordUpload } from "./upload.ts";

const BARE_TYPES = ["text/plain", "application/octet-stream"];

const acksOf = (request: RestRequest): Acks => (request.query.text("acks") as Acks) ?? "all";

async function produce(request: RestRequest): Promise<void> {
  const bare = request.query.text("format") === "value";
  if (!bare && BARE_TYPES.includes(request.mediaType))
    throw new TidemarkError(
      "UNSUPPORTED_MEDIA_TYPE",
      `${request.mediaType} is taken with ?format=value only; send ${JSON_TYPE} or ${LINES_TYPE}`,
    );
  if (bare || request.mediaType === LINES_TYPE) {
    const topic = request.param("topic");
    const parse = bare ? recordOfValue : recordOfLine;
    new RecordUpload(request, { topic, acks: acksOf(request), parse }).start();
    return;
  }
  const body = await request.body();
  if (Array.isArray(body.value)) await produceArray(request, body.value, body.text);
  else await produceOne(request, body);
}

async function produceOne(request: RestRequest, body: ParsedJson): Promise<void> {
  const record = withTrace(recordOf(body), traceHeadersOf(request.exchange));
  const topic = request.param("topic");
  const { broker, context } = request;
  const [result] = await publishAll(broker, context, topic, [record], acksOf(request));
  if (result === undefined) throw new TidemarkError("INTERNAL", "the broker gave no result");
  const status = "error" in result ? httpStatusOf(result.error) : 200;
  request.answer(status, resultText(result, undefined));
}

async function produceArray(
  request: RestRequest,
  elements: readonly unknown[],
  text: string,
): Promise<void> {
  if (elements.length > PUBLISH_RECORDS_MAX)
    throw new TidemarkError(
      "REQUEST_TOO_LARGE",
      `${elements.length} records in one array; at most ${PUBLISH_RECORDS_MAX} are taken, lines (${LINES_TYPE}) have no limit`,
    );
  const sources = elementSources(text);
  const trace = traceHeadersOf(request.exchange);
  const entries = elements.map((value, index): RecordInput | TidemarkError => {
    try {
      return withTrace(recordOf({ value, text: sources[index] ?? "" }), trace);
    } catch (error) {
      if (error instanceof TidemarkError) return error;
      throw error;
    }
  });
  const topic = request.param("topic");
  const { broker, context } = request;
  const results = await publishAll(broker, context, topic, entries, acksOf(request));
  request.list(results.map((result, index) => resultText(result, index + 1)));
}

const query: readonly QueryParameter[] = [
  {
    name: "format",
    kind: "choice",
    choices: ["json", "value"],
    doc: "value: each line is a bare value, stored byte for byte",
  },
  {
    name: "acks",
    kind: "choice",
    choices: ["all", "leader", "none"],
    doc: "who must have a record on disk before its result line",
  },
];
const success: Route["success"] = [
  200,
  "A result line a record, in order, as it becomes durable; for one object, its result",
];
const types = [JSON_TYPE, LINES_TYPE, ...BARE_TYPES];

export const recordsInRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/topics/{topic}/records",
    summary: "Produce records",
    query,
    body: { types, schema: schemas.recordsIn },
    success,
    answers: [LINES_TYPE, JSON_TYPE],
    serve: produce,
  },
  {
    method: "PUT",
    path: "/v1/topics/{topic}/records",
    summary: "Produce records, as lines unless a content type says otherwise (curl -T)",
    query,
    body: { types, defaultType: LINES_TYPE, schema: schemas.recordsIn },
    success,
    answers: [LINES_TYPE, JSON_TYPE],
    serve: produce,
  },
];
