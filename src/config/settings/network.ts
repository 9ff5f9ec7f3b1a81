/** Settings of listeners and connections: who may connect, and for how long they may do nothing. */
import {
  BODY_TIMEOUT_MS,
  CONNECTIONS_MAX,
  CONNECTIONS_PER_ADDRESS_MAX,
  HEADERS_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  PREFACE_TIMEOUT_MS,
  REQUEST_MEMORY_BYTES_MAX,
  STREAMS_PER_CONNECTION_MAX,
  STREAM_STALL_TIMEOUT_MS,
  WRITE_TIMEOUT_MS,
} from "../../model/limits.ts";
import { HOST_FORM, HOST_PORT_FORM, ORIGIN_FORM, PATH_FORM } from "../forms.ts";
import { count, duration, list, size, text, toggle } from "../setting.ts";

const MiB = 1024 * 1024;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const NETWORK_SETTINGS = {
  listen: list({
    default: ["127.0.0.1:9470"],
    form: HOST_PORT_FORM,
    min: 1,
    max: 16,
    flag: true,
    doc: "Addresses to listen on; port 0 takes a free one. Beyond loopback this wants TLS or insecure.",
  }),
  advertise: text({
    default: undefined,
    form: HOST_PORT_FORM,
    doc: "The address under which clients reach this broker, where it is not the first of listen.",
  }),
  tlsCert: text({
    default: undefined,
    form: PATH_FORM,
    flag: true,
    reload: true,
    doc: "PEM file with the certificate chain. With tlsKey it turns TLS on for every listener.",
  }),
  tlsKey: text({
    default: undefined,
    form: PATH_FORM,
    flag: true,
    reload: true,
    doc: "PEM file with the private key of tlsCert.",
  }),
  insecure: toggle({
    default: false,
    flag: true,
    doc: "Listen beyond loopback although there is no TLS. Anybody who reaches the port may do anything.",
  }),
  corsOrigins: list({
    default: [],
    form: ORIGIN_FORM,
    min: 0,
    max: 64,
    doc: "Origins of web pages that may call this broker from a browser.",
  }),
  allowedHosts: list({
    default: [],
    form: HOST_FORM,
    min: 0,
    max: 64,
    doc: "Host headers that are served besides the listeners' own addresses, such as a proxy's name.",
  }),
  connectionsMax: count({
    default: CONNECTIONS_MAX,
    min: 1,
    max: 100_000,
    doc: "Open connections in all.",
  }),
  connectionsPerAddressMax: count({
    default: CONNECTIONS_PER_ADDRESS_MAX,
    min: 1,
    max: 100_000,
    doc: "Open connections from one address.",
  }),
  streamsPerConnectionMax: count({
    default: STREAMS_PER_CONNECTION_MAX,
    min: 1,
    max: 10_000,
    doc: "Open HTTP/2 streams on one connection.",
  }),
  requestMemoryBytes: size({
    default: REQUEST_MEMORY_BYTES_MAX,
    min: 16 * MiB,
    max: 16 * 1024 * MiB,
    doc: "Memory for requests that have not been taken in whole; above it new ones are turned away.",
  }),
  prefaceTimeoutMs: duration({
    default: PREFACE_TIMEOUT_MS,
    min: 100,
    max: 5 * MINUTE,
    doc: "A connection must show what it speaks within this.",
  }),
  headersTimeoutMs: duration({
    default: HEADERS_TIMEOUT_MS,
    min: 100,
    max: 5 * MINUTE,
    doc: "The headers of a request must be complete within this.",
  }),
  bodyTimeoutMs: duration({
    default: BODY_TIMEOUT_MS,
    min: 100,
    max: 1 * HOUR,
    doc: "The body of a request that is not a stream must be complete within this.",
  }),
  writeTimeoutMs: duration({
    default: WRITE_TIMEOUT_MS,
    min: 100,
    max: 1 * HOUR,
    doc: "An answer of which its peer takes no byte for this long is given up.",
  }),
  streamStallTimeoutMs: duration({
    default: STREAM_STALL_TIMEOUT_MS,
    min: 100,
    max: 24 * HOUR,
    doc: "The same for a stream, whose reader may be a person with a pager.",
  }),
  idleTimeoutMs: duration({
    default: IDLE_TIMEOUT_MS,
    min: 100,
    max: 24 * HOUR,
    doc: "A connection without a request is closed after this.",
  }),
  drainDeadlineMs: duration({
    default: 20 * SECOND,
    min: 0,
    max: 10 * MINUTE,
    reload: true,
    doc: "How long a stopping broker waits for work under way. Orchestrators tend to kill at 30 s.",
  }),
};
