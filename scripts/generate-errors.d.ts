export const clientErrorsPath: string;
export function renderErrors(errors: Readonly<Record<string, unknown>>): string;
