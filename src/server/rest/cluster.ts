/** The cluster, and what machines ask a broker: alive, ready, metrics. */
import type { Readiness } from "../../broker/api.ts";
import { TidemarkError } from "../../model/errors.ts";
import { acceptLossOf, drainOf, electOf, rebalanceOf, removeOf } from "../../wire/json/cluster.ts";
import { partitionJson } from "../../wire/json/topics.ts";
import { JSON_TYPE, sendBytes } from "../reply.ts";
import type { Route } from "./route.ts";
import { schemas } from "./schemas.ts";

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const clusterRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/cluster",
    summary: "The brokers of the cluster",
    query: [
      { name: "partitions", kind: "flag", doc: "all partitions, too: leaders, in sync, lag" },
    ],
    success: [200, "The cluster"],
    async serve(request) {
      const { broker, context, query } = request;
      const cluster = await broker.describeCluster(context);
      if (!query.flag("partitions")) return request.answer(200, cluster);
      const topics = await broker.topics.list(context, { internal: true });
      const partitions = topics.flatMap(({ name: topic, partitions: all }) =>
        all.map((partition) => ({ topic, ...partitionJson(partition) })),
      );
      request.answer(200, { ...cluster, partitions });
    },
  },
  {
    method: "POST",
    path: "/v1/cluster/rebalance",
    summary: "Begin what has to move next, or with dryRun say what would move",
    body: { types: [JSON_TYPE], schema: schemas.rebalance },
    success: [200, "What is planned, began and moves; ask again until nothing is left"],
    async serve(request) {
      const asked = rebalanceOf((await request.body()).value);
      request.answer(200, await request.broker.cluster.rebalance(request.context, asked));
    },
  },
  {
    method: "POST",
    path: "/v1/cluster/drain",
    summary: "Let a broker give its leaderships away and take nothing new; cancel: no more",
    body: { types: [JSON_TYPE], schema: schemas.drainBroker },
    success: [204, "It does"],
    async serve(request) {
      await request.broker.cluster.drain(request.context, drainOf((await request.body()).value));
      request.empty();
    },
  },
  {
    method: "POST",
    path: "/v1/cluster/remove",
    summary: "Forget a broker that holds nothing",
    body: { types: [JSON_TYPE], schema: schemas.removeBroker },
    success: [204, "It is forgotten"],
    async serve(request) {
      await request.broker.cluster.remove(request.context, removeOf((await request.body()).value));
      request.empty();
    },
  },
  {
    method: "POST",
    path: "/v1/cluster/accept-loss",
    summary: "Let a partition that nobody can lead begin with what one replica has",
    body: { types: [JSON_TYPE], schema: schemas.acceptLoss },
    success: [200, "Who has what, who leads or would, and whether that was accepted"],
    async serve(request) {
      const asked = acceptLossOf((await request.body()).value);
      request.answer(200, await request.broker.cluster.acceptLoss(request.context, asked));
    },
  },
  {
    method: "POST",
    path: "/v1/cluster/elect",
    summary: "Make the first replica of every partition its leader, where it is in sync",
    body: { types: [JSON_TYPE], schema: schemas.nothing },
    success: [200, "How many partitions got another leader"],
    async serve(request) {
      electOf((await request.body()).value);
      request.answer(200, {
        elected: await request.broker.cluster.electPreferred(request.context),
      });
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
