/**
 * One node's clock in virtual time: monotonic time is the schedule's, wall time may step, drift or
 * freeze. When its node dies, `halt` drops every timer it had set; when its process is stopped, what
 * falls due waits until it goes on.
 */
import type { Clock, Timer } from "../../../src/platform/clock.ts";
import { SimSchedule } from "./sim-schedule.ts";

/** 2026-01-01T00:00:00Z: wall time at the start of every simulation unless told otherwise. */
export const SIM_WALL_START_MS = 1_767_225_600_000;

export class SimClock implements Clock {
  readonly schedule: SimSchedule;
  readonly #timers = new Set<Timer>();
  #wallBaseMs: number;
  #wallBaseAtMs: number;
  #wallRate = 1;
  #halted = false;
  #stopped = false;
  readonly #late = new Map<Timer, () => void>();

  constructor(schedule = new SimSchedule(), wallMs = SIM_WALL_START_MS) {
    this.schedule = schedule;
    this.#wallBaseMs = wallMs;
    this.#wallBaseAtMs = schedule.nowMs;
  }

  monotonicMs(): number {
    return this.schedule.nowMs;
  }

  wallMs(): number {
    return Math.floor(this.#exactWallMs());
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    if (this.#halted) return { cancel: () => undefined };
    const due = (): void => {
      if (this.#stopped) {
        this.#late.set(timer, due);
        return;
      }
      this.#timers.delete(timer);
      fire();
    };
    const scheduled = this.schedule.after(delayMs, () => due());
    const timer: Timer = {
      cancel: () => {
        this.#timers.delete(timer);
        this.#late.delete(timer);
        scheduled.cancel();
      },
    };
    this.#timers.add(timer);
    return timer;
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.setTimer(0, resolve);
    });
  }

  /** The wall clock jumps by `byMs`, either way. Timers do not notice. */
  stepWall(byMs: number): void {
    this.#rebase();
    this.#wallBaseMs += byMs;
  }

  /** Wall milliseconds per monotonic one: 1 is right, 0 is frozen, 1.001 runs fast. */
  setWallRate(rate: number): void {
    this.#rebase();
    this.#wallRate = rate;
  }

  get wallRate(): number {
    return this.#wallRate;
  }

  /** The node died: nothing that it had set fires, and nothing it still sets will. */
  halt(): void {
    this.#halted = true;
    for (const timer of this.#timers) timer.cancel();
  }

  /** As SIGSTOP: no timer fires until `continue`; time itself goes on. */
  stop(): void {
    this.#stopped = true;
  }

  continue(): void {
    this.#stopped = false;
    const late = [...this.#late];
    this.#late.clear();
    for (const [timer, due] of late) {
      this.schedule.after(0, () => this.#timers.has(timer) && due());
    }
  }

  get timersSet(): number {
    return this.#timers.size;
  }

  advance(ms: number): Promise<void> {
    return this.schedule.advance(ms);
  }

  runUntilIdle(): Promise<void> {
    return this.schedule.runUntilIdle();
  }

  run<T>(work: Promise<T>): Promise<T> {
    return this.schedule.run(work);
  }

  #exactWallMs(): number {
    return this.#wallBaseMs + (this.schedule.nowMs - this.#wallBaseAtMs) * this.#wallRate;
  }

  #rebase(): void {
    this.#wallBaseMs = this.#exactWallMs();
    this.#wallBaseAtMs = this.schedule.nowMs;
  }
}
