import { describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { within } from "../../src/registry/budget.ts";
import { Mirrors } from "../../src/registry/mirrors.ts";
import {
  RegistryError,
  type Attestation,
  type Budget,
  type Candidate,
  type Problem,
} from "../../src/registry/index.ts";
import { digestOf, type Repository } from "../../src/reference/index.ts";
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

describe("evidence from a mirror", () => {
  const place = { manifest: digestOf(Buffer.from("manifest")), layer: digestOf(Buffer.from("layer")) };
  const bytes = Buffer.from("bytes");
  const annotated = { "dev.sigstore.cosign/certificate": "PEM" };
  const legacy = (annotations: Record<string, string>): Candidate => ({
    ...{ kind: "legacy", payload: bytes, signature: "MEUCIQ==", annotations, ...place },
  });
  const attestation = (annotations: Record<string, string>): Attestation => ({
    ...{ kind: "attestation", envelope: bytes, annotations, ...place },
  });

  async function every(mirrored: Candidate | Attestation, own: Candidate | Attestation) {
    async function* ask({ registry }: Repository): AsyncGenerator<Candidate | Attestation | Problem> {
      yield await Promise.resolve(registry === source.registry ? own : mirrored);
    }
    const found: unknown[] = [];
    const locations = { mirrors: mirrors.slice(0, 1), source };
    for await (const item of new Mirrors(limits).every(locations, budget(limits), ask)) found.push(item);
    return found;
  }

  it.each([
    ["a signature", legacy],
    ["an attestation", attestation],
  ])("without its certificate hides not what the source has: %s", async (_, make) => {
    expect(await every(make({}), make(annotated))).toEqual([make({}), make(annotated)]);
  });

  it.each([
    ["a signature", legacy(annotated)],
    ["an attestation", attestation(annotated)],
    ["a bundle", { kind: "bundle", bundle: bytes, ...place } satisfies Candidate],
  ])("that the source has, too, counts once: %s", async (_, candidate) => {
    expect(await every(candidate, candidate)).toEqual([candidate]);
  });
});

it("a mirror may send as many bytes as the image may cost", async () => {
  const large = budget({ ...limits, bytes: 5_000 });
  const ask = ({ registry }: Repository, share: Budget) => {
    if (registry !== source.registry) share.takeBytes(4_000, registry);
    return Promise.resolve(registry);
  };
  expect(await new Mirrors(limits).first({ mirrors, source }, large, ask)).toBe("one.example");
});
