import { describe, expect, it } from "vitest";
import { readTraceContext } from "../../src/telemetry/trace-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const read = (text: string, state?: string) =>
  readTraceContext(Buffer.from(text), state === undefined ? undefined : Buffer.from(state));

describe("traceparent", () => {
  it("is read as W3C Trace Context writes it", () => {
    expect(read(`00-${TRACE}-${SPAN}-01`)).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      traceFlags: 1,
      isRemote: true,
    });
    expect(read(`00-${TRACE}-${SPAN}-00`)?.traceFlags).toBe(0);
    expect(read(`00-${TRACE}-${SPAN}-01`, "a=1,b=2")?.traceState?.get("b")).toBe("2");
  });

  it("of a later version may be longer, of this one not", () => {
    expect(read(`01-${TRACE}-${SPAN}-01-more`)?.traceId).toBe(TRACE);
    expect(read(`00-${TRACE}-${SPAN}-01-more`)).toBeUndefined();
  });

  it.each([
    "",
    "garbage",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01${"x".repeat(1_000)}`,
  ])("that is wrong is no context: %j", (text) => {
    expect(read(text)).toBeUndefined();
    expect(readTraceContext(undefined)).toBeUndefined();
  });
});
