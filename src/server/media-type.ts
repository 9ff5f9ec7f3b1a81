/** The media type of a header value, without its parameters, in lower case. */
export function mediaTypeOf(header: string | undefined): string {
  if (header === undefined) return "";
  const end = header.indexOf(";");
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
}

/** Whether an `Accept` header names the type itself; `*` alone asks for nothing in particular. */
export function accepts(header: string | undefined, type: string): boolean {
  return (header ?? "").split(",").some((range) => mediaTypeOf(range) === type);
}
