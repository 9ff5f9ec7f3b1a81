/** /v1/topics/{topic}/replay */
import { replayJson, replayOf } from "../../wire/json/dead-letters.ts";
import { JSON_TYPE } from "../reply.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";

export const deadLetterRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/topics/{topic}/replay",
    summary: "Put dead letters of this topic back where they came from",
    body: { types: [JSON_TYPE], schema: schemas.replay },
    success: [200, "How many were put back, and a cursor where there are more"],
    async serve(request) {
      const replay = replayOf((await request.body()).value);
      const topic = request.param("topic");
      const result = await request.broker.deadLetters.replay(request.context, { topic, ...replay });
      request.answer(200, replayJson(result));
    },
  },
];
