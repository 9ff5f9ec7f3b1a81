/** Processor time that other processes have used: what other people on the machine cannot stretch. */
import { readFileSync } from "node:fs";

/** Linux counts in hundredths of a second everywhere. */
const TICK_MS = 10;

/** In all its threads, in milliseconds; 0 where the system does not say. */
export function processorMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything: fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}

/** In all processes of the machine, in milliseconds; 0 where the system does not say. */
export function machineMs(): number {
  try {
    const [, ...ticks] = readFileSync("/proc/stat", "utf8").split("\n")[0]!.trim().split(/\s+/);
    const [user, nice, system, , , interrupts, softInterrupts] = ticks.map(Number);
    return (user! + nice! + system! + interrupts! + softInterrupts!) * TICK_MS;
  } catch {
    return 0;
  }
}
