/** How a stream between nodes introduces itself: the path and headers of its HTTP/2 request. */

export const PEER_PATH = "/tidemark.peer.v1.PeerService/Stream";
/** Of all that is said on streams between nodes; another one is refused. */
export const PEER_VERSION = "1";

export const HEADER = {
  clusterId: "tidemark-cluster-id",
  from: "tidemark-from",
  to: "tidemark-to",
  channel: "tidemark-channel",
  version: "tidemark-peer-version",
  /** Of an answer: why the stream is not taken. */
  refused: "tidemark-peer-refused",
} as const;
