import { describe, expect, it } from "@jest/globals";
import { within } from "../../src/registry/budget.ts";
import { createBudget, defaultLimits } from "../../src/registry/index.ts";
import { failureOf } from "./contents.ts";

const limits = { deadline: 60_000, requests: 2, bytes: 10 };

function failure(work: () => void) {
  return failureOf(
    new Promise<void>((resolve) => {
      work();
      resolve();
    }),
  );
}

describe("a budget", () => {
  it("ends with its requests", async () => {
    const budget = createBudget(limits);
    budget.takeRequest("host");
    budget.takeRequest("host");
    expect(budget.spent).toBe(false);
    const error = await failure(() => {
      budget.takeRequest("host");
    });
    expect(error).toMatchObject({ reason: "too-many", message: "host needs more than 2 requests for this image." });
    expect(budget.spent).toBe(true);
  });

  it("ends with its bytes", async () => {
    const budget = createBudget(limits);
    budget.takeBytes(10, "host");
    const error = await failure(() => {
      budget.takeBytes(1, "host");
    });
    expect(error).toMatchObject({ reason: "too-large" });
    expect(budget.spent).toBe(true);
  });

  it("ends with its deadline, and says that it was the deadline", async () => {
    const budget = createBudget({ ...limits, deadline: 1 });
    const error = await failureOf(within(budget, "host", new Promise(() => undefined)));
    expect(error).toMatchObject({ reason: "timeout" });
    expect(budget.spent).toBe(true);
  });

  it("ends with the caller, and says that it was the caller", async () => {
    const caller = new AbortController();
    const budget = createBudget(limits, caller.signal);
    const waiting = failureOf(within(budget, "host", new Promise(() => undefined)));
    caller.abort();
    expect(await waiting).toMatchObject({ reason: "aborted" });
    const error = await failure(() => {
      budget.takeRequest("host");
    });
    expect(error).toMatchObject({ reason: "aborted" });
  });

  it("shares its time with whoever has another way, and neither requests nor bytes; what is shared again is as hasty", () => {
    const budget = createBudget(limits);
    const share = budget.hastyShare(60_000);
    share.takeRequest("host");
    share.takeRequest("host");
    share.takeBytes(10, "host");
    budget.takeRequest("host");
    budget.takeBytes(10, "host");
    const others = [budget, budget.share(1_000), share, share.share(1_000)];
    expect(others.map(({ isHasty }) => isHasty)).toEqual([false, false, true, true]);
    expect(budget.spent).toBe(false);
  });

  it("passes on what is done in time", async () => {
    await expect(within(createBudget(limits), "host", Promise.resolve(42))).resolves.toBe(42);
  });

  it("allows by default what the documentation says", () => {
    expect(defaultLimits).toMatchObject({
      deadline: 20_000,
      requests: 300,
      bytes: 8 * 1024 * 1024,
      attestedBytes: 56 * 1024 * 1024,
    });
    expect(Object.values(defaultLimits).every((limit) => Number.isSafeInteger(limit) && limit > 0)).toBe(true);
  });
});
