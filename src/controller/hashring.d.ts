/** The part of the `hashring` package that placement uses; it ships without types. */
declare module "hashring" {
  export default class HashRing {
    constructor(servers: readonly string[]);
    /** Up to `size` different servers in ring order from the key's place. */
    range(key: string, size: number): string[];
  }
}
