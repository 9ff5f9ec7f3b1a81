/** One connection: when it is made again, and who waits for that. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseAddress } from "../../../clients/typescript/src/transport/address.ts";
import { Connection } from "../../../clients/typescript/src/transport/connection.ts";
import { FakeBroker } from "../fake-broker.ts";

afterEach(() => void vi.restoreAllMocks());

/** To where nobody listened twice, and somebody does now. */
async function refusedTwice() {
  vi.spyOn(Math, "random").mockReturnValue(0.999);
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  const broker = await FakeBroker.start();
  const { port, address } = broker;
  await broker.stop();
  const connection = new Connection(parseAddress(address, false), {});
  await expect(connection.session(false)).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  const failure: unknown = await connection.session(true).catch((error: unknown) => error);
  const again = await FakeBroker.startAt(port, {});
  return { connection, failure, again, now };
}

describe("after an attempt that failed", () => {
  it("who has others to ask is told at once, without another attempt", async () => {
    const { connection, failure, again } = await refusedTwice();
    await expect(connection.session(false)).rejects.toBe(failure);
    expect(again.sessionsSeen).toBe(0);
    connection.close();
    await again.stop();
  });

  it("who has nobody else to ask waits for the next attempt", async () => {
    const { connection, again } = await refusedTwice();
    expect((await connection.session(true)).destroyed).toBe(false);
    connection.close();
    await again.stop();
  });

  it("nobody waits once the pause is over, however often it failed before", async () => {
    const { connection, again, now } = await refusedTwice();
    now.mockReturnValue(100);
    expect((await connection.session(false)).destroyed).toBe(false);
    connection.close();
    await again.stop();
  });
});
