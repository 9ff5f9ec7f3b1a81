/** Recurring schedules over HTTP and Connect: how they are put, shown, paused and refused (P7). */
import { describe, expect, test } from "vitest";
import { createHarness } from "./harness.ts";

const PATH = "/v1/topics/t/schedules/daily";

describe("a recurring schedule", () => {
  test("is put with all that it takes, and shown in the same words", async () => {
    const { broker, ask } = createHarness("t");
    const asked = {
      cron: "0 9 * * 1-5",
      timeZone: "Europe/Berlin",
      start: 1_000,
      end: 9_000,
      maxCount: 7,
      misfire: "skip",
      paused: false,
    };
    const record = { key: "k", value: { total: 1.5 }, headers: { a: "b" }, ttl: "1h" };
    const body = { ...asked, start: "1970-01-01T00:00:01Z", partition: 1, record };
    const made = await ask("PUT", PATH, body);
    expect(made.status).toBe(201);
    expect(broker.calls).toEqual([
      [
        "put",
        {
          topic: "t",
          id: "daily",
          partition: 1,
          recurrence: { ...asked, everyMs: undefined },
          record: expect.objectContaining({
            key: Buffer.from("k"),
            value: Buffer.from('{"total":1.5}'),
            ttlMs: 3_600_000,
          }),
        },
      ],
    ]);
    expect(made.json).toEqual({
      id: "daily",
      partition: 1,
      offset: 3,
      deliverAt: 9_000,
      key: "k",
      headers: { a: "b", "content-type": "application/json" },
      recurring: true,
      recurrence: { ...asked, firings: 4, nextDue: 9_000 },
    });
    expect((await ask("PUT", PATH, { every: "90s", record: { value: null } })).status).toBe(200);
    expect(broker.calls[1]).toMatchObject(["put", { recurrence: { everyMs: 90_000 } }]);
  });

  test("has no due time while it is paused", async () => {
    const { ask } = createHarness("t");
    const made = await ask("PUT", PATH, { every: "90s", paused: true, record: { value: "v" } });
    expect(made.json).toMatchObject({
      deliverAt: null,
      recurrence: { every: 90_000, paused: true, nextDue: null },
    });
  });

  test("is paused and resumed, and that goes alone", async () => {
    const { broker, ask } = createHarness("t");
    await ask("PUT", PATH, { every: "90s", record: { value: "v" } });
    expect((await ask("PATCH", PATH, { paused: true })).status).toBe(200);
    expect((await ask("PATCH", PATH, { paused: false })).status).toBe(200);
    expect(broker.calls.slice(1)).toEqual([
      ["setPaused", { id: "daily", paused: true }],
      ["setPaused", { id: "daily", paused: false }],
    ]);
    const both = await ask("PATCH", PATH, { paused: true, delay: "1s" });
    expect([both.status, both.text]).toEqual([400, expect.stringContaining("paused goes alone")]);
  });

  test.each([
    [{ every: "90s" }, /record is missing/],
    [{ every: "90s", record: { value: 1, speed: 2 } }, /unknown field \\?"speed/],
    [{ every: "soon", record: { value: 1 } }, /every must be milliseconds/],
    [{ every: "90s", record: { value: 1 }, misfire: "later" }, /misfire must be one of/],
    [{ every: "90s", record: { value: 1 }, start: "2030-01-01" }, /start must be epoch/],
    [{ every: "90s", record: { value: 1 }, count: 3 }, /unknown field \\?"count/],
    [{ every: "90s", record: { value: 1 }, maxCount: 0 }, /maxCount must be an integer/],
  ])("is refused by the name of the field: %j", async (body, message) => {
    const { broker, ask } = createHarness("t");
    const answer = await ask("PUT", PATH, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(message);
    expect(broker.calls).toEqual([]);
  });

  test("may name its partition once", async () => {
    const { ask } = createHarness("t");
    const body = { every: "90s", partition: 1, record: { value: "v" } };
    expect((await ask("PUT", `${PATH}?partition=1`, body)).text).toContain("given twice");
  });
});

describe("over Connect", () => {
  const service = "/tidemark.v1.ScheduleService";

  test("it is put, with 64-bit numbers as text", async () => {
    const { broker, ask } = createHarness("t");
    const answer = await ask("POST", `${service}/PutSchedule`, {
      topic: "t",
      id: "daily",
      recurrence: { everyMs: "90000", misfire: "MISFIRE_FIRE_ALL", paused: true },
      record: { value: "dg==" },
    });
    expect(answer.status).toBe(200);
    expect(broker.calls).toMatchObject([
      ["put", { recurrence: { everyMs: 90_000, misfire: "fireAll", paused: true } }],
    ]);
    expect(answer.json).toMatchObject({
      created: true,
      schedule: {
        id: "daily",
        recurring: true,
        recurrence: { everyMs: "90000", misfire: "MISFIRE_FIRE_ALL", paused: true, firings: 4 },
      },
    });
    expect((answer.json as { schedule: object }).schedule).not.toHaveProperty("deliverAt");
    expect(
      (await ask("POST", `${service}/PauseSchedule`, { topic: "t", id: "daily" })).status,
    ).toBe(200);
    expect(
      (await ask("POST", `${service}/ResumeSchedule`, { topic: "t", id: "daily" })).status,
    ).toBe(200);
    expect(broker.calls.slice(1)).toMatchObject([
      ["setPaused", { paused: true }],
      ["setPaused", { paused: false }],
    ]);
  });

  test("it is refused where something is missing or unknown", async () => {
    const { ask } = createHarness("t");
    const put = (message: object) =>
      ask("POST", `${service}/PutSchedule`, { topic: "t", id: "a", ...message });
    expect((await put({ record: {} })).text).toContain("recurrence is missing");
    expect((await put({ recurrence: {} })).text).toContain("record is missing");
    expect((await put({ recurrence: { misfire: 9 }, record: {} })).status).toBe(400);
  });
});
