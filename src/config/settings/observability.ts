/** Settings of what a broker tells about itself. */
import { URL_FORM } from "../forms.ts";
import { choice, duration, text } from "../setting.ts";

export const OBSERVABILITY_SETTINGS = {
  logLevel: choice({
    default: "info",
    of: ["debug", "info", "warn", "error"],
    flag: true,
    reload: true,
    doc: "Least level that is logged.",
  }),
  logFormat: choice({
    default: "auto",
    of: ["auto", "text", "json"],
    doc: "auto: text on a terminal, JSON lines otherwise.",
  }),
  otlpEndpoint: text({
    default: undefined,
    form: URL_FORM,
    flag: true,
    doc: "OpenTelemetry collector (OTLP over HTTP, protobuf) that gets traces and metrics.",
  }),
  otlpIntervalMs: duration({
    default: 10_000,
    min: 1_000,
    max: 3_600_000,
    doc: "How often metrics go to otlpEndpoint.",
  }),
};
