import { expect, it } from "@jest/globals";
import { finding } from "../../src/policy/index.ts";
import { tellFrozen } from "../../src/pulumi/frozen.ts";
import { Recorder } from "../../src/pulumi/recorder.ts";
import type { Run } from "../../src/pulumi/run.ts";
import { verdictOn } from "../report/verdicts.ts";

const blocked = { ...finding("image-lock", "not-locked", "It is not locked."), blocks: true } as const;
const verdict = verdictOn("r.example/a:1", "rejected", {
  findings: [
    finding("image-lock", "tag-moved", "It moved."),
    blocked,
    finding("image-pinned", "mutable-tag", "A tag."),
  ],
});

type Entry = Parameters<typeof tellFrozen>[1];
async function told(outcome: Awaited<Entry["outcome"]>, isFrozen = true): Promise<readonly string[]> {
  const messages: string[] = [];
  const run = { isFrozen: () => isFrozen, recorder: new Recorder() } as Partial<Run> as Run;
  const entry = { told: new Set(), outcome: Promise.resolve(outcome) } as Partial<Entry> as Entry;
  for (let asked = 0; asked < 2; asked += 1) await tellFrozen(run, entry, (message) => void messages.push(message));
  return messages;
}

it("tells once what frozen rejects, and nothing else", async () => {
  expect(await told({ kind: "judged", verdicts: [verdict] })).toEqual([
    "spec.containers[0].image: r.example/a:1: image-lock (tag-moved): It moved.",
    "spec.containers[0].image: r.example/a:1: image-lock (not-locked): It is not locked.",
  ]);
  expect(await told({ kind: "judged", verdicts: [verdict] }, false)).toEqual([]);
});

it("says nothing of a resource that could not be judged at all, of which every rule tells", async () => {
  expect(await told({ kind: "failed", message: "TypeError" })).toEqual([]);
});
