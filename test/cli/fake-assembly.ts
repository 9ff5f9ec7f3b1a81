/** An assembly whose broker only remembers what was done to it. */
import type { Assembly } from "../../src/cli/assembly.ts";
import type { Config } from "../../src/config/settings.ts";

export interface FakeAssembly extends Assembly {
  readonly events: string[];
  readonly configs: Config[];
}

export function fakeAssembly(): FakeAssembly {
  const events: string[] = [];
  const configs: Config[] = [];
  return {
    events,
    configs,
    startBroker: ({ config }) => {
      events.push("start");
      configs.push(config);
      return Promise.resolve({
        api: {} as never,
        drain: () => Promise.resolve(void events.push("drain")),
        stop: () => {
          events.push("stop");
          return Promise.resolve();
        },
      });
    },
    createHandler:
      ({ metrics }) =>
      (exchange) => {
        void metrics().then((text) => {
          exchange.sendHeaders(200, { "content-type": "text/plain" });
          exchange.write(Buffer.from(text));
          exchange.end();
        });
      },
    openStore: () => Promise.reject(new Error("not in this test")),
  };
}
