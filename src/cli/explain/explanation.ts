import { createExaminer, type Examination, type Verdict } from "../../gate/index.ts";
import { bindRule, matchImage, matchingRules, type BoundRule, type PolicyDocument } from "../../policy/index.ts";
import { InvalidImageReference, parseImageReference, type ImageReference } from "../../reference/index.ts";
import { cacheFolder } from "../../storage/index.ts";
import type { Locked } from "../../lock/index.ts";
import type { JudgeOptions } from "../judge.ts";
import type { Terminal } from "../terminal.ts";

/** What a verdict about an image rests on, and what there is beside it. */
export interface Explanation {
  readonly verdict: Verdict;
  /** Absent where the text is no reference. */
  readonly reference?: ImageReference;
  /** Absent where no match covers the image: nobody was asked then. */
  readonly matched?: Matched;
  /** What the lock file says of it; absent where there is no lock file, or the text is no reference. */
  readonly locked?: LockedIn;
  /** Absent where it is not known which digest to look at. */
  readonly examination?: Examination;
}

/** What a lock file says, and the file as people name it. */
export type LockedIn = Locked & { readonly source: string };

export interface Matched {
  readonly rule: BoundRule;
  readonly captures: ReadonlyMap<string, string>;
  /** The rules that match as well and are less specific. */
  readonly others: readonly Pick<BoundRule, "match">[];
}

/** Looks at everything that the registries hold about what was judged, within the hosts that the matches name. */
export async function explanationsOf(
  verdicts: readonly Verdict[],
  policy: PolicyDocument | undefined,
  { cache, lock, offline = false }: JudgeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly Explanation[]> {
  if (policy === undefined) return verdicts.map((verdict) => ({ verdict, ...referenceOf(verdict, lock) }));
  const folder = cache ? cacheFolder(terminal.env) : undefined;
  const options = {
    ...{ environment: terminal.env, signal, offline },
    ...(folder !== undefined && { cacheFolder: folder }),
    ...(lock && { lock }),
  };
  const examiner = createExaminer(policy, options);
  try {
    return await Promise.all(
      verdicts.map(async (verdict): Promise<Explanation> => {
        const named = referenceOf(verdict, lock);
        const { reference } = named;
        if (reference === undefined) return { verdict };
        const matched = matchedBy(policy, reference);
        if (matched === undefined) return { verdict, ...named };
        if (verdict.digest === undefined) return { verdict, ...named, matched };
        const examination = await examiner.examine(reference, matched.rule, verdict.digest);
        return { verdict, ...named, matched, examination };
      }),
    );
  } finally {
    await examiner.close();
  }
}

function referenceOf({ image }: Verdict, lock: JudgeOptions["lock"]): Pick<Explanation, "reference" | "locked"> {
  try {
    if (image === null) return {};
    const reference = parseImageReference(image);
    return { reference, ...(lock && { locked: { source: lock.source, ...lock.index.find(reference) } }) };
  } catch (error) {
    if (error instanceof InvalidImageReference) return {};
    throw error;
  }
}

function matchedBy(policy: PolicyDocument, reference: ImageReference): Matched | undefined {
  const found = matchImage(policy, reference);
  if (found === undefined) return undefined;
  const others = matchingRules(policy, reference).filter(({ match }) => match !== found.match);
  return { rule: bindRule(found, reference), captures: found.captures, others };
}
