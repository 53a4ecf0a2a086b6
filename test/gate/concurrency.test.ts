import { describe, expect, it } from "@jest/globals";
import { limitByHost } from "../../src/gate/concurrency.ts";
import { parseImageReference } from "../../src/reference/index.ts";

const at = (host: string) => parseImageReference(`${host}/acme/app:1`);

/** Runs work of these hosts until all of it is under way or waits; returns how much is under way for each host. */
async function underWay(limit: ReturnType<typeof limitByHost>, hosts: readonly string[], release: Promise<undefined>) {
  const counts: Record<string, number> = {};
  for (const host of hosts) {
    void limit(at(host), async () => {
      counts[host] = (counts[host] ?? 0) + 1;
      await release;
    });
  }
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return counts;
}

describe("images are checked side by side", () => {
  it("up to the connections of their registry, so that a slow one holds up no other", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const hosts = [...Array.from({ length: 40 }, () => "slow.example"), "ghcr.io", "quay.io"];
    expect(await underWay(limitByHost(24), hosts, promise)).toEqual({ "slow.example": 24, "ghcr.io": 1, "quay.io": 1 });
    resolve(undefined);
  });

  it("up to 64 of all registries", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const hosts = Array.from({ length: 100 }, (_, index) => `registry${index}.example`);
    const counts = await underWay(limitByHost(24), hosts, promise);
    expect(Object.keys(counts)).toHaveLength(64);
    resolve(undefined);
  });
});
