/** ScheduleService: tidemark.v1 ↔ the broker's words. */
import type { tidemark } from "../generated/tidemark.js";
import { nonEmpty, nonZero, present } from "./decode.ts";

export const windowOf = (
  message: tidemark.v1.ListSchedulesRequest | tidemark.v1.CancelSchedulesRequest,
) => ({
  topic: message.topic,
  after: present(message.after),
  before: present(message.before),
  prefix: nonEmpty(message.prefix),
  partition: present(message.partition),
});

export const listSchedulesOf = (message: tidemark.v1.ListSchedulesRequest) => ({
  ...windowOf(message),
  limit: nonZero(message.limit),
  cursor: nonEmpty(message.cursor),
});

export const selectorOf = (
  message:
    | tidemark.v1.GetScheduleRequest
    | tidemark.v1.CancelScheduleRequest
    | tidemark.v1.RescheduleRequest,
) => ({ topic: message.topic, id: message.id, partition: present(message.partition) });

export const rescheduleOf = (message: tidemark.v1.RescheduleRequest) => ({
  ...selectorOf(message),
  deliverAt: present(message.deliverAt),
  delayMs: present(message.delayMs),
});
