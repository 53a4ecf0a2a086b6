import { createExaminer, type Examination, type Verdict } from "../../gate/index.ts";
import { bindRule, matchImage, matchingRules, type BoundRule, type PolicyDocument } from "../../policy/index.ts";
import { InvalidImageReference, parseImageReference, type ImageReference } from "../../reference/index.ts";
import { cacheFolder } from "../../storage/index.ts";
import type { JudgeFlags } from "../judge.ts";
import type { Terminal } from "../terminal.ts";

/** What a verdict about an image rests on, and what there is beside it. */
export interface Explanation {
  readonly verdict: Verdict;
  /** Absent where the text is no reference. */
  readonly reference?: ImageReference;
  /** Absent where no match covers the image: nobody was asked then. */
  readonly matched?: Matched;
  /** Absent where it is not known which digest to look at. */
  readonly examination?: Examination;
}

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
  { cache }: JudgeFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly Explanation[]> {
  if (policy === undefined) return verdicts.map((verdict) => ({ verdict, ...referenceOf(verdict) }));
  const folder = cache ? cacheFolder(terminal.env) : undefined;
  const options = { environment: terminal.env, signal, ...(folder !== undefined && { cacheFolder: folder }) };
  const examiner = createExaminer(policy, options);
  try {
    return await Promise.all(
      verdicts.map(async (verdict): Promise<Explanation> => {
        const { reference } = referenceOf(verdict);
        if (reference === undefined) return { verdict };
        const matched = matchedBy(policy, reference);
        if (matched === undefined) return { verdict, reference };
        if (verdict.digest === undefined) return { verdict, reference, matched };
        const examination = await examiner.examine(reference, matched.rule, verdict.digest);
        return { verdict, reference, matched, examination };
      }),
    );
  } finally {
    await examiner.close();
  }
}

function referenceOf({ image }: Verdict): { readonly reference?: ImageReference } {
  try {
    return image === null ? {} : { reference: parseImageReference(image) };
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
