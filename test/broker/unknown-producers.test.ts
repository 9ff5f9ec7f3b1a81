import { describe, expect, it } from "vitest";
import { UnknownProducers } from "../../src/broker/unknown-producers.ts";

describe("producer ids that a broker has not heard of", () => {
  function ask(options: { readonly decidesHere: boolean; readonly endAfter: number }) {
    const asked: (() => void)[] = [];
    let end = 10;
    const unknown = new UnknownProducers({
      decidesHere: () => options.decidesHere,
      idEnd: () => end,
      catchUp: () => new Promise((resolve) => asked.push(resolve)),
    });
    const answer = async (): Promise<void> => {
      end = options.endAfter;
      for (const resolve of asked.splice(0)) resolve();
      await Promise.resolve();
    };
    return { unknown, asked, answer };
  }

  it("are unknown at once where they are handed out", () => {
    const { unknown, asked } = ask({ decidesHere: true, endAfter: 10 });
    expect(unknown.refusal(10).code).toBe("UNKNOWN_PRODUCER");
    expect(asked).toHaveLength(0);
  });

  it("are unknown elsewhere only once the controller was asked", async () => {
    const { unknown, asked, answer } = ask({ decidesHere: false, endAfter: 10 });
    expect(unknown.refusal(10)).toMatchObject({ code: "LEADER_NOT_READY", retriable: true });
    expect(unknown.refusal(10).code).toBe("LEADER_NOT_READY");
    expect(asked).toHaveLength(1);
    await answer();
    expect(unknown.refusal(10).code).toBe("UNKNOWN_PRODUCER");
    // Somebody may get it later: it is asked about again.
    expect(unknown.refusal(10).code).toBe("LEADER_NOT_READY");
  });

  it("are forgotten once they are known", async () => {
    const { unknown, answer } = ask({ decidesHere: false, endAfter: 1_010 });
    expect(unknown.refusal(10).code).toBe("LEADER_NOT_READY");
    await answer();
    // Were it asked about as `unknown`, this would say so.
    expect(unknown.refusal(10).code).toBe("LEADER_NOT_READY");
  });
});
