/** The cluster, and what machines ask a broker: alive, ready, metrics. */
import type { Readiness } from "../../broker/api.ts";
import { TidemarkError } from "../../model/errors.ts";
import { sendBytes } from "../reply.ts";
import type { Route } from "./route.ts";

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const clusterRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/cluster",
    summary: "The brokers of the cluster",
    success: [200, "The cluster"],
    async serve(request) {
      request.answer(200, await request.broker.describeCluster(request.context));
    },
  },
  {
    method: "GET",
    path: "/healthz",
    summary: "Whether the process lives",
    success: [200, "It does"],
    serve: (request) => request.answer(200, { status: "ok" }),
  },
  {
    method: "GET",
    path: "/readyz",
    summary: "Whether the broker serves, and what it rebuilds; 503 while it recovers or drains",
    success: [200, "It does"],
    serve(request) {
      const readiness = request.broker.readiness();
      const isDraining = readiness.ready && request.exchange.draining.aborted;
      const now: Readiness = isDraining
        ? { ready: false, status: "draining", detail: "draining", rebuilding: [] }
        : readiness;
      request.answer(now.ready ? 200 : 503, now);
    },
  },
  {
    method: "GET",
    path: "/metrics",
    summary: "Metrics as Prometheus reads them",
    success: [200, "Metrics"],
    answers: ["text/plain"],
    async serve(request) {
      if (request.parts.metrics === undefined)
        throw new TidemarkError("NOT_SUPPORTED", "this broker runs without a metrics exporter");
      const text = await request.parts.metrics();
      sendBytes(request.exchange, 200, METRICS_TYPE, Buffer.from(text, "utf8"));
    },
  },
];
