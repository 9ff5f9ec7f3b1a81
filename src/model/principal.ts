/** Who makes a request. Every handler receives one; who may do what comes with access control. */

export interface Principal {
  /** `anonymous` until authentication exists; `internal` for the broker's own work. */
  readonly name: string;
}

export const ANONYMOUS: Principal = { name: "anonymous" };
export const INTERNAL: Principal = { name: "internal" };
