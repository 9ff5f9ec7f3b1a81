/** What a started broker tells a newcomer: where it is, and three lines to paste that work in order. */
import { formatHostPort, type HostPort } from "../config/forms.ts";

export interface BannerFacts {
  readonly version: string;
  /** As bound: real ports. */
  readonly addresses: readonly HostPort[];
  readonly secure: boolean;
  readonly dataDir: string;
}

const WILDCARDS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };

/** A URL that this machine reaches; a wildcard address is no place to connect to. */
export function localUrl({ host, port }: HostPort, secure: boolean): string {
  const wildcard = WILDCARDS[host];
  const authority = wildcard === undefined ? formatHostPort({ host, port }) : `${wildcard}:${port}`;
  return `${secure ? "https" : "http"}://${authority}`;
}

export function banner(facts: BannerFacts): string {
  const urls = facts.addresses.map((address) => localUrl(address, facts.secure));
  const [first = ""] = urls;
  // Certificates of first tries are self-signed.
  const curl = facts.secure ? "curl -k" : "curl";
  const json = "-H 'content-type: application/json' -d";
  return `
Tidemark ${facts.version} is ready.

  listens on   ${urls.join("  ")}   (gRPC, HTTP/2, HTTP/1.1)
  data in      ${facts.dataDir}

Paste these to make a topic, schedule a message five seconds ahead, and watch it arrive:

  ${curl} ${first}/v1/topics ${json} '{"name":"hello"}'
  ${curl} ${first}/v1/topics/hello/records ${json} '{"value":"hello, future","delay":"5s"}'
  ${curl} --http2 -N '${first}/v1/topics/hello/records?follow=true&from=earliest'

Ctrl-C stops it.

`;
}
