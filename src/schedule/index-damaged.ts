/** The stored index cannot be believed: its owner clears it and folds the log again. */
export class ScheduleIndexDamaged extends Error {
  override readonly name = "ScheduleIndexDamaged";
  constructor(what: string, key?: Uint8Array) {
    const where = key === undefined ? "" : ` at key ${Buffer.from(key).toString("hex")}`;
    super(`the pending index${where} ${what}; rebuild it from the log`);
  }
}
