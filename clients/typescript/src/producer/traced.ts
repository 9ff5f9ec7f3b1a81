/** Sends with spans, where an OpenTelemetry SDK is registered. */
import { type HeaderList, headerList } from "../record/headers.ts";
import { endSend, failSpan, injectSpan, startSend } from "../telemetry/tracing.ts";
import type { Message, MessageBody, SendManyResult, SendResult } from "./types.ts";

export async function traceSend(
  message: Message,
  send: (traced: Message) => Promise<SendResult>,
): Promise<SendResult> {
  const headers = headerList(message.headers);
  const span = startSend(message.topic, headers);
  try {
    const result = await send({ ...message, headers: pairs(headers) });
    endSend(span, result.partition, result.offset);
    return result;
  } catch (error) {
    failSpan(span, error);
    throw error;
  }
}

type ManyRecord = MessageBody | string | Uint8Array;

/** One span for the whole call; every record carries its context. */
export function traceMany(
  topic: string,
  records: Iterable<ManyRecord>,
): {
  readonly records: Iterable<ManyRecord>;
  settle(done: Promise<SendManyResult>, count: number): Promise<SendManyResult>;
} {
  const span = startSend(topic, undefined);
  const traced = function* (): Generator<MessageBody> {
    for (const record of records) {
      const plain = typeof record === "string" || record instanceof Uint8Array;
      const message = plain ? { value: record } : record;
      const headers = headerList(message.headers);
      injectSpan(span, headers);
      yield { ...message, headers: pairs(headers) };
    }
  };
  const settle = async (done: Promise<SendManyResult>, count: number): Promise<SendManyResult> => {
    span.setAttribute("messaging.batch.message_count", count);
    try {
      const result = await done;
      span.end();
      return result;
    } catch (error) {
      failSpan(span, error);
      throw error;
    }
  };
  return { records: traced(), settle };
}

function pairs(headers: HeaderList): (readonly [string, string | Uint8Array])[] {
  const list: (readonly [string, string | Uint8Array])[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    list.push([headers[index] as string, headers[index + 1]!]);
  }
  return list;
}
