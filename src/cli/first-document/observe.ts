import { createExaminer, type Examination, type Maker } from "../../gate/index.ts";
import { bindRule, matchImage, type PolicyDocument } from "../../policy/index.ts";
import type { Digest, ImageReference } from "../../reference/index.ts";
import { cacheFolder } from "../../storage/index.ts";
import type { Terminal } from "../terminal.ts";

/** An image in use, and what its registry holds about it. */
export interface Observed {
  readonly reference: ImageReference;
  readonly examination: Examination;
}

/** Looks at every image, each registry only as the document's matches let it be asked. */
export async function observe(
  images: readonly ImageReference[],
  policy: PolicyDocument,
  cache: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly Observed[]> {
  const folder = cache ? cacheFolder(terminal.env) : undefined;
  const options = { environment: terminal.env, signal, ...(folder !== undefined && { cacheFolder: folder }) };
  const examiner = createExaminer(policy, options);
  try {
    return await Promise.all(
      images.map(async (reference) => {
        const matched = matchImage(policy, reference);
        if (matched === undefined) throw new Error("an image has no match in the document that was made for it");
        return { reference, examination: await examiner.examine(reference, bindRule(matched, reference)) };
      }),
    );
  } finally {
    await examiner.close();
  }
}

export function digestOf({ examination: { resolution } }: Observed): Digest | undefined {
  return resolution.kind === "failed" ? undefined : resolution.digest;
}

/** What was in the way of seeing everything. */
export function failuresOf({ examination: { resolution, problems } }: Observed) {
  return resolution.kind === "failed" ? [resolution.error] : problems;
}

export type Stranger = Extract<Maker, { kind: "stranger" }>;

/** Who made signatures on the image, as certificates say. */
export function strangersOf({ examination }: Observed): readonly Stranger[] {
  const makers = examination.evidence.filter(({ kind }) => kind === "signature").map(({ maker }) => maker);
  return makers.filter((maker) => maker.kind === "stranger");
}

/** Whether there is a signature by a key that nobody here has. */
export function hasUnknownKey({ examination }: Observed): boolean {
  return examination.evidence.some(({ kind, maker }) => kind === "signature" && maker.kind === "unknown-key");
}

/** Whether everything was seen and no signature was there, be it a good one. */
export function isUnsigned(observed: Observed): boolean {
  const { evidence } = observed.examination;
  return failuresOf(observed).length === 0 && evidence.every(({ kind }) => kind === "attestation");
}
