/** All that a client process can be told to do. */
import { bareDisk, bareSyncs } from "../bare/disk.ts";
import { bareAcks, bareProduce, bareRead, bareStream, bareUnary } from "../bare/path-client.ts";
import { startBareServer } from "../bare/path-server.ts";
import { consume, fill, readRaw } from "./consume.ts";
import { startDue, stopDue } from "./due.ts";
import { indexTurns } from "./index-turns.ts";
import { startProbe, stopProbe } from "./probe.ts";
import { idTurns } from "./id-turns.ts";
import { acks, produce, send } from "./produce.ts";
import { startBeat, steadyAcks, stopBeat } from "./steady.ts";
import { acceptScheduled, scheduleAt } from "./schedule.ts";
import { sendSteadily, startTail, stopTail } from "./tail.ts";
import { publish } from "./unary.ts";

export const JOBS = {
  startBareServer,
  bareDisk,
  bareSyncs,
  bareProduce,
  bareStream,
  bareAcks,
  bareRead,
  bareUnary,
  produce,
  send,
  acks,
  fill,
  consume,
  readRaw,
  publish,
  acceptScheduled,
  scheduleAt,
  indexTurns,
  idTurns,
  startDue,
  stopDue,
  startProbe,
  stopProbe,
  startTail,
  stopTail,
  sendSteadily,
  steadyAcks,
  startBeat,
  stopBeat,
};

type Jobs = typeof JOBS;
export type JobName = keyof Jobs;
export type JobInput<Name extends JobName> = Parameters<Jobs[Name]>[0];
export type JobOutput<Name extends JobName> = Awaited<ReturnType<Jobs[Name]>>;
