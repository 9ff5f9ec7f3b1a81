/** The network of a broker that is alone: there is nobody to reach, and nobody comes. */
import type { Clock } from "../../platform/clock.ts";
import type { Network } from "../../platform/network.ts";

export function noNetwork(clock: Clock): Network {
  return {
    accept: () => undefined,
    open(_target, _channel, events) {
      let isOpen = true;
      void clock.nextTurn().then(() => {
        if (isOpen) events.closed("unreachable", "this broker is alone");
      });
      return {
        send: () => true,
        pause: () => undefined,
        resume: () => undefined,
        close: () => (isOpen = false),
      };
    },
  };
}
