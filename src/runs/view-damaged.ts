/** A stored view of a log cannot be believed: its owner clears it and folds the log again. */
export class ViewDamaged extends Error {
  override readonly name = "ViewDamaged";
  constructor(what: string, key?: Uint8Array) {
    const where = key === undefined ? "" : ` at key ${Buffer.from(key).toString("hex")}`;
    super(`the index${where} ${what}; rebuild it from the log`);
  }
}
