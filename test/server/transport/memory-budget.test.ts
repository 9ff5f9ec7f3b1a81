import { describe, expect, it } from "vitest";
import { MemoryBudget } from "../../../src/server/transport/memory-budget.ts";

describe("MemoryBudget (P5)", () => {
  it("reserves up to its bound and gives back", () => {
    const budget = new MemoryBudget(100);
    expect(budget.reserve(60)).toBe(true);
    expect(budget.reserve(60)).toBe(false);
    expect(budget.usedBytes).toBe(60);
    budget.release(60);
    expect(budget.reserve(100)).toBe(true);
  });

  it("tells how much has to go: what is above it, and what found no room", () => {
    const budget = new MemoryBudget(100);
    budget.reserve(80);
    budget.noteBuffered(50);
    expect(budget.takeShortage()).toBe(30);
    budget.noteBuffered(0);
    expect(budget.takeShortage()).toBe(0);
    budget.reserve(40);
    expect(budget.takeShortage()).toBe(40);
    expect(budget.takeShortage()).toBe(0);
  });

  it("refuses to be released twice", () => {
    expect(() => new MemoryBudget(1).release(1)).toThrow(/released twice/);
  });
});
