/** The `grpc-timeout` header: up to eight digits and a unit. */
import { TidemarkError } from "../../model/errors.ts";
import { quote } from "../quote.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Milliseconds, rounded up: a deadline is never earlier than asked for. Undefined: none. */
export function parseTimeout(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = /^(\d{1,8})([HMSmun])$/.exec(header);
  if (match === null)
    throw new TidemarkError(
      "INVALID_REQUEST",
      `grpc-timeout ${quote(header)} is not up to eight digits and one of H M S m u n, such as 500m`,
    );
  return Math.ceil(Number(match[1]) * (UNIT_MS[match[2] as string] as number));
}

/** Connect's `connect-timeout-ms`: up to ten digits. */
export function parseConnectTimeout(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (!/^\d{1,10}$/.test(header))
    throw new TidemarkError(
      "INVALID_REQUEST",
      `connect-timeout-ms ${quote(header)} is not up to ten digits`,
    );
  return Number(header);
}
