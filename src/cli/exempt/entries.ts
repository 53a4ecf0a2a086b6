import type { Verdict } from "../../gate/index.ts";
import { canonical, counts, type Exemption, type Finding, type PolicyDocument } from "../../policy/index.ts";
import { formatRepository, parseImageReference, type ImageReference } from "../../reference/index.ts";

/** One thing that is rejected today, and what of it was found where. */
export interface Entry {
  /** A repository, or one digest of it. */
  readonly image: string;
  readonly rule: Exemption["rule"];
  /** The images, each once, and why each is rejected. */
  readonly found: ReadonlyMap<string, string>;
}

/** In the order in which they are printed. What could not be found out, and what nobody can see, is exempt by hand alone. */
const RULES = ["image-registry", "image-pinned", "image-signed", "image-attested"] as const satisfies Entry["rule"][];

/** The narrowest entries that let through what is rejected in these verdicts, sorted. Bytes that are others than their digest says are no more than a broken image. */
export function entriesFor(verdicts: readonly Verdict[], policy: Pick<PolicyDocument, "aliases">): readonly Entry[] {
  const entries = new Map<string, Entry & { readonly found: Map<string, string> }>();
  for (const verdict of verdicts.filter(({ tampered }) => tampered !== true))
    for (const finding of verdict.findings) {
      const { image } = verdict;
      const rule = RULES.find((one) => one === finding.rule);
      if (rule === undefined || image === null) continue;
      const target = targetOf(canonical(parseImageReference(image), policy), verdict, finding);
      const entry = entries.get(`${target} ${rule}`) ?? { image: target, rule, found: new Map<string, string>() };
      entries.set(`${target} ${rule}`, entry);
      entry.found.set(image, finding.reason);
    }
  return [...entries.values()].sort((a, b) =>
    a.image === b.image ? RULES.indexOf(a.rule as never) - RULES.indexOf(b.rule as never) : a.image < b.image ? -1 : 1,
  );
}

/** A signature is about one digest; an image that names none is exempt by its repository. */
function targetOf(reference: ImageReference, { digest: resolved }: Verdict, { rule }: Finding): string {
  const digest = rule === "image-pinned" ? undefined : (reference.digest ?? resolved);
  const repository = formatRepository(reference);
  return digest === undefined ? repository : `${repository}@${digest}`;
}

/** What no entry lets through. */
export interface Refused {
  readonly image: string;
  readonly message: string;
  /** Known to be bad, rather than not found out. */
  readonly isBad: boolean;
}

export function refusedIn(verdicts: readonly Verdict[]): readonly Refused[] {
  return verdicts.flatMap(({ image, findings, tampered }) => {
    const isBad = tampered === true;
    const left = findings.filter((one) => counts(one) && (isBad || !RULES.some((rule) => rule === one.rule)));
    return left.map(({ message }) => ({ image: image ?? "an image", message, isBad }));
  });
}
