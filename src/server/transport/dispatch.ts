/** The checks that every request passes before its handler sees it. */
import { TidemarkError } from "../../model/errors.ts";
import type { Connection } from "./connection.ts";
import type { TransportExchange } from "./transport-exchange.ts";

export function dispatch(
  connection: Connection,
  exchange: TransportExchange,
  headerBytes: number,
): void {
  const { limits, gate, handler, log, draining } = connection.transport;
  connection.remember(exchange);
  if (headerBytes > limits.headerListBytesMax) {
    const message = `The header list is larger than ${limits.headerListBytesMax} bytes`;
    exchange.refuse("REQUEST_TOO_LARGE", message);
    return;
  }
  if (draining.aborted) {
    exchange.refuse("SHUTTING_DOWN", "The broker is stopping: connect again");
    return;
  }
  const verdict = gate.judge({
    method: exchange.method,
    headers: exchange.headers,
    secure: exchange.secure,
    localAddress: connection.localAddress,
  });
  if (verdict.kind === "refuse") {
    exchange.refuse("FORBIDDEN_ORIGIN", verdict.message);
    return;
  }
  if (verdict.kind === "preflight") {
    exchange.sendHeaders(204, verdict.headers);
    exchange.end();
    return;
  }
  exchange.corsHeaders = verdict.headers;
  try {
    handler(exchange);
  } catch (error) {
    log.error("a request handler failed", { error });
    if (error instanceof TidemarkError) exchange.refuse(error.code, error.message);
    else exchange.refuse("INTERNAL", "The broker failed to handle the request: see its log");
  }
}
