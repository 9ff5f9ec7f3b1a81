import { describe, expect, it } from "vitest";
import { isClustered, namedControllers, rolesOf } from "../../src/config/cluster.ts";
import { ConfigError } from "../../src/config/config-error.ts";
import { changedSettings, reloadedConfig, resolveConfig } from "../../src/config/resolve.ts";
import { SETTINGS, SETTING_NAMES } from "../../src/config/settings.ts";
import { fromEnvironment, fromFlags, fromYaml, type Source } from "../../src/config/sources.ts";
import type { Setting } from "../../src/config/setting.ts";

function problemsOf(...sources: Source[]): readonly string[] {
  try {
    resolveConfig(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("resolveConfig", () => {
  it("takes defaults where nothing is said, frozen", () => {
    const config = resolveConfig([]);
    expect(config.listen).toEqual(["127.0.0.1:9470"]);
    expect(config.segmentBytes).toBe(134_217_728);
    expect(config.flush).toBe("sync");
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("lets flags win over the environment, and that over the file", () => {
    const config = resolveConfig([
      fromYaml("t.yaml", "rack: file\nbrokerId: 1\nsegmentMs: 1h\n"),
      fromEnvironment({ TIDEMARK_RACK: "environment", TIDEMARK_BROKER_ID: "2" }),
      fromFlags({}, ["rack=flag"]),
    ]);
    expect([config.rack, config.brokerId, config.segmentMs]).toEqual(["flag", 2, 3_600_000]);
  });

  it("takes every value that is its own default", () => {
    const sets = SETTING_NAMES.filter((name) => SETTINGS[name].default !== undefined).map(
      (name) => `${name}=${(SETTINGS[name] as Setting<unknown>).format(SETTINGS[name].default)}`,
    );
    expect(resolveConfig([fromFlags({}, sets)])).toEqual(resolveConfig([]));
  });

  it("takes lists from YAML, commas and repeated flags", () => {
    const want = ["127.0.0.1:1", "[::1]:2"];
    const yaml = fromYaml("t.yaml", 'listen:\n  - 127.0.0.1:1\n  - "[::1]:2"\n');
    expect(resolveConfig([yaml]).listen).toEqual(want);
    expect(resolveConfig([fromFlags({ listen: want }, [])]).listen).toEqual(want);
    const environment = fromEnvironment({ TIDEMARK_LISTEN: "127.0.0.1:1, [::1]:2" });
    expect(resolveConfig([environment]).listen).toEqual(want);
  });

  it("refuses with name, value, origin and what is allowed, all problems at once", () => {
    const problems = problemsOf(
      fromYaml("t.yaml", "rack: ok\nsegmentBites: 5\ngroupCommitBytes: 1 TiB\n"),
      fromEnvironment({ TIDEMARK_LOG_LEVEL: "loud", TIDEMARK_LOG_LEVLE: "info" }),
      fromFlags({ listen: ["nowhere"] }, ["segmentMs=-1", "oops"]),
    );
    expect(problems).toEqual([
      "--set oops: want name=value, such as --set segmentBytes=64MiB",
      'segmentBites = "5" (t.yaml line 2): no such setting; did you mean segmentBytes?',
      'groupCommitBytes = "1 TiB" (t.yaml line 3): want a size from 64 KiB to 16 MiB',
      'logLevel = "loud" (environment TIDEMARK_LOG_LEVEL): want one of debug, info, warn, error',
      'TIDEMARK_LOG_LEVLE = "info" (environment TIDEMARK_LOG_LEVLE): no such setting; did you mean logLevel?',
      expect.stringContaining('listen = "nowhere" (flag --listen): want 1 to 16 of: HOST:PORT'),
      'segmentMs = "-1" (flag --set): want a duration from 1s to 10y',
    ]);
  });

  it("refuses a wrong value even where a stronger source overrides it", () => {
    const problems = problemsOf(
      fromYaml("t.yaml", "logLevel: loud"),
      fromFlags({ logLevel: ["info"] }, []),
    );
    expect(problems).toHaveLength(1);
  });

  it("refuses YAML that is no flat map, with the line", () => {
    expect(problemsOf(fromYaml("t.yaml", "- a\n- b\n"))[0]).toContain("name: value");
    expect(problemsOf(fromYaml("t.yaml", "rack: a\nrack: b\n"))[0]).toContain("t.yaml line 2");
    expect(problemsOf(fromYaml("t.yaml", "rack:\n  deep: 1\n"))[0]).toContain("want a value");
    expect(problemsOf(fromYaml("t.yaml", "rack:\n"))[0]).toContain("want a value");
    expect(problemsOf(fromYaml("t.yaml", "rack: [1, 2]\n"))[0]).toContain("want one value");
    expect(problemsOf(fromYaml("t.yaml", "# nothing\n"))).toEqual([]);
  });

  it("ignores variables that are not ours or that Kubernetes sets", () => {
    const environment = {
      PATH: "/bin",
      TIDEMARK_CONFIG: "a.yaml",
      TIDEMARK_SERVICE_HOST: "10.0.0.1",
      TIDEMARK_SERVICE_PORT: "9470",
      TIDEMARK_PORT: "tcp://10.0.0.1:9470",
      TIDEMARK_PORT_9470_TCP_ADDR: "10.0.0.1",
    };
    expect(problemsOf(fromEnvironment(environment))).toEqual([]);
  });
});

describe("rules between settings", () => {
  it.each(["0.0.0.0:9470", "[::]:9470", "broker.example:9470", "10.0.0.7:1"])(
    "refuses %s without TLS unless insecure says so",
    (address) => {
      expect(problemsOf(fromFlags({ listen: [address] }, []))[0]).toContain("--insecure");
      expect(problemsOf(fromFlags({ listen: [address], insecure: ["true"] }, []))).toEqual([]);
      const tls = { listen: [address], tlsCert: ["c.pem"], tlsKey: ["k.pem"] };
      expect(problemsOf(fromFlags(tls, []))).toEqual([]);
    },
  );

  it.each(["127.0.0.1:0", "127.8.9.1:80", "localhost:9470", "[::1]:9470"])(
    "lets %s listen in the clear",
    (address) => {
      expect(problemsOf(fromFlags({ listen: [address] }, []))).toEqual([]);
    },
  );

  it("wants certificate and key together, and timeouts in order", () => {
    expect(problemsOf(fromFlags({ tlsCert: ["c.pem"] }, []))[0]).toContain("tlsKey is not");
    expect(problemsOf(fromFlags({}, ["sessionTimeoutMs=1h"]))[0]).toContain("sessionTimeoutMaxMs");
  });
});

describe("settings of a cluster", () => {
  const set = (...sets: string[]): readonly string[] => problemsOf(fromFlags({}, sets));
  const three = "controllers=1@a:1,2@b:1,3@c:1";

  it("takes nodes of every role", () => {
    expect(set(three)).toEqual([]);
    expect(set(three, "roles=controller")).toEqual([]);
    expect(set(three, "roles=broker", "brokerId=4")).toEqual([]);
    const config = resolveConfig([fromFlags({}, [three, "brokerId=4"])]);
    expect(rolesOf(config)).toEqual(["broker"]);
    expect(namedControllers(config)[1]).toEqual({ brokerId: 2, address: "b:1" });
    expect([isClustered(config), isClustered(resolveConfig([]))]).toEqual([true, false]);
  });

  it("refuses controllers and roles that do not fit each other", () => {
    expect(set("controllers=1@a:1,1@b:1")[0]).toContain("twice");
    expect(set("controllers=a:1")[0]).toContain("BROKER_ID@HOST:PORT");
    expect(set("controllers=1@a:0")[0]).toContain("BROKER_ID@HOST:PORT");
    expect(set(three, "roles=broker")[0]).toContain("must include controller");
    expect(set("roles=broker")[0]).toContain("controllers must name");
    expect(set(three, "roles=controller", "brokerId=4")[0]).toContain("must name broker 4");
    expect(set("clusterId=abc")[0]).toContain("32 digits");
  });

  it("wants certificates of peers to be checked where there are peers and TLS", () => {
    const tls = ["tlsCert=c.pem", "tlsKey=k.pem"];
    expect(set(...tls)).toEqual([]);
    expect(set(three, ...tls)[0]).toContain("peerTlsCa");
    expect(set(three, ...tls, "peerTlsCa=a.pem")).toEqual([]);
    expect(set(three, ...tls, "peerTlsCa=a.pem", "peerTlsCert=p.pem")[0]).toContain("peerTlsKey");
    expect(set(three, "peerTlsCa=a.pem")[0]).toContain("need TLS");
  });
});

describe("reload", () => {
  it("takes what reloads and names what waits for a restart", () => {
    const before = resolveConfig([]);
    const after = resolveConfig([fromFlags({ logLevel: ["debug"] }, ["rack=b"])]);
    expect(changedSettings(before, after).sort()).toEqual(["logLevel", "rack"]);
    const { config, applied, needRestart } = reloadedConfig(before, after);
    expect([config.logLevel, config.rack]).toEqual(["debug", ""]);
    expect([applied, needRestart]).toEqual([["logLevel"], ["rack"]]);
  });
});
