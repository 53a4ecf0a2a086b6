import type { ImageUse } from "../../discover/index.ts";
import { createGate, type GateOptions, type Verdict } from "../../gate/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { cacheFolder } from "../../storage/index.ts";
import { progress } from "../judge.ts";
import { nowOf, type Terminal } from "../terminal.ts";

/** Judges references, in their order. One is one run: what a tag answered counts all through it (law 1). */
export type Judge = (images: readonly string[]) => Promise<readonly Verdict[]>;

export interface JudgingOptions {
  readonly cache: boolean;
  readonly place: string;
  readonly onEvidence?: GateOptions["onEvidence"];
}

/** Opens a gate for as long as the work takes. */
export async function withGate<T>(
  policy: PolicyDocument,
  { cache, place, onEvidence }: JudgingOptions,
  terminal: Terminal,
  signal: AbortSignal,
  work: (judge: Judge) => Promise<T>,
): Promise<T> {
  const folder = cache ? cacheFolder(terminal.env) : undefined;
  const gate = createGate(policy, {
    environment: terminal.env,
    signal,
    describe: true,
    ...(onEvidence && { onEvidence }),
    now: () => nowOf(terminal).getTime(),
    ...(folder !== undefined && { cacheFolder: folder }),
  });
  try {
    return await work(async (images) => {
      if (images.length === 0) return [];
      const done = progress(images.length, terminal);
      try {
        return await gate.check(images.map((image) => useOf(image, place)));
      } finally {
        done();
      }
    });
  } finally {
    await gate.close();
  }
}

export function useOf(image: string, path: string): ImageUse {
  return { kind: "image", image, place: { resource: "lock file", path }, role: "run", pinForm: "name:tag@digest" };
}
