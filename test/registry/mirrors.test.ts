import { expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../../src/registry/budget.ts";
import { Mirrors } from "../../src/registry/mirrors.ts";
import { RegistryError, type Budget } from "../../src/registry/index.ts";
import type { Repository } from "../../src/reference/index.ts";
import { budget, repositoryAt } from "./contents.ts";

const source = repositoryAt("source.example");
const mirrors = [repositoryAt("one.example"), repositoryAt("two.example")];
const limits = { deadline: 800, requests: 60, bytes: 1_000 };

it("mirrors that have nothing and take their time leave half of an image's time to the source, however often they are asked", async () => {
  const all = new Mirrors(limits);
  const image = budget(limits);
  const asked: string[] = [];
  const ask = async ({ registry }: Repository, share: Budget) => {
    asked.push(registry);
    if (registry === source.registry) return "found";
    await within(share, registry, sleep(180));
    throw new RegistryError("not-found", "There is none.");
  };
  const began = performance.now();
  for (let pass = 0; pass < 4; pass += 1) expect(await all.first({ mirrors, source }, image, ask)).toBe("found");
  expect(performance.now() - began).toBeLessThan(700);
  expect(image.spent).toBe(false);
  expect(asked.filter((registry) => registry === source.registry)).toHaveLength(4);
});

it("a mirror that the ones before it leave no time to is asked for the next image", async () => {
  const all = new Mirrors(limits);
  const asked: string[] = [];
  const ask = async ({ registry }: Repository, share: Budget) => {
    asked.push(registry);
    if (registry === source.registry) return "found";
    // The first has nothing, the second answers in 50 ms.
    await within(share, registry, sleep(registry === "one.example" ? 185 : 50));
    throw new RegistryError("not-found", "There is none.");
  };
  const image = budget(limits);
  for (let pass = 0; pass < 2; pass += 1) await all.first({ mirrors, source }, image, ask);
  asked.splice(0);
  await all.first({ mirrors, source }, budget(limits), ask);
  expect(asked).toEqual(["one.example", "two.example", "source.example"]);
});
