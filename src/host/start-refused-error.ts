/** A start that cannot be: what is wrong in one line, what to do in another. No fault of ours. */
export class StartRefusedError extends Error {
  override readonly name = "StartRefusedError";
  readonly hint: string;
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
