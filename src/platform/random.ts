/** The randomness port; seeded in simulation. */

/** Does not promise: that two instances differ, or cryptographic strength beyond the host's. */
export interface Random {
  /** Uniform in [0, 1). */
  float(): number;
  bytes(count: number): Uint8Array;
}
