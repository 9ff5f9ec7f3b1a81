/** What the staleness test needs of the generator. */
export const digestPath: string;
export function digestOfInputs(): string;
export function digestsOnDisk(paths: readonly string[]): Record<string, string>;
