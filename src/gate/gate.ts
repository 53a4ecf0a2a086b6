import type { ImageUse } from "../discover/index.ts";
import {
  bindRule,
  decide,
  finding,
  isCdkAsset,
  matchImage,
  digestOf,
  type ExemptionTerms,
  type Facts,
  type Finding,
  lift,
  liftedRules,
  type BoundRule,
  type PolicyDocument,
} from "../policy/index.ts";
import {
  formatImageReference,
  formatRepository,
  InvalidImageReference,
  parseImageReference,
  type ImageReference,
} from "../reference/index.ts";
import { defaultLimits, type Limits } from "../registry/index.ts";
import { Assessor, failureOf } from "./assess.ts";
import { limitByHost } from "./concurrency.ts";
import { EvidenceSearch } from "./evidence.ts";
import { Once } from "./once.ts";
import { openRegistry, type GateOptions } from "./open-registry.ts";
import { subjectOf } from "./subject.ts";
import { cosignVerifier } from "./verifier.ts";
import { exempt, imageOf, rejected, undetermined, unknown, weighed, type Verdict } from "./verdict.ts";

/** Judges uses of images. One gate is one run: a tag is resolved once in its life. */
export interface Gate {
  /** The verdicts in the order of the uses, whatever finished first. Never rejects. */
  check(uses: readonly ImageUse[]): Promise<Verdict[]>;
  /** Ends the connections. */
  close(): Promise<void>;
}

/** A gate for a policy document; without one only pinning and the reference itself are judged, and no packet is sent. */
export function createGate(policy: PolicyDocument | undefined, options: GateOptions = {}): Gate {
  if (policy === undefined) return offlineGate(judgeWithoutPolicy);
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const registry = openRegistry(policy, limits, options);
  const verifier = options.verifier ?? cosignVerifier(options.now);
  const search = new EvidenceSearch(registry, verifier, options);
  const assessor = new Assessor(registry, search, limits, options);
  const limit = limitByHost(limits.connections);
  const facts = new Once<Facts>();
  const assess: Assess = (reference, rule) =>
    facts.get(JSON.stringify([formatImageReference(reference), rule.requirement.kind]), () =>
      limit(reference, () => assessor.assess(reference, rule, options.signal)),
    );
  const { now = Date.now } = options;
  return gateOf(
    async (use) => {
      const terms = { policy, now: now() };
      const verdict = await judgeUse(use, policy, assess, terms);
      return lift(verdict, subjectOf(use, verdict.digest), terms);
    },
    () => registry.close(),
  );
}

/** A gate that could not be set up: everything it is asked about stays undetermined, for the reason given (law 3). */
export function createRefusingGate(reason: string, message: string): Gate {
  return offlineGate((use) => undetermined(use, reason, message));
}

function offlineGate(judge: (use: ImageUse) => Verdict): Gate {
  return gateOf(
    (use) => Promise.resolve(use).then(judge),
    () => Promise.resolve(),
  );
}

function gateOf(judge: (use: ImageUse) => Promise<Verdict>, close: () => Promise<void>): Gate {
  return { check: (uses) => Promise.all(uses.map(async (use) => weighed(await guarded(use, judge)))), close };
}

async function guarded(use: ImageUse, judge: (use: ImageUse) => Promise<Verdict>): Promise<Verdict> {
  try {
    return await judge(use);
  } catch (error) {
    const { reason, message, remedy } = failureOf(error);
    return undetermined(use, reason, `${message} ${remedy}`);
  }
}

type Assess = (reference: ImageReference, rule: BoundRule) => Promise<Facts>;

async function judgeUse(
  use: ImageUse,
  policy: PolicyDocument,
  assess: Assess,
  terms: ExemptionTerms,
): Promise<Verdict> {
  const reference = referenceOf(use, policy);
  if ("status" in reference) return reference;
  const matched = matchImage(policy, reference);
  if (matched === undefined) return rejected(use, unmatched(reference, policy));
  if (policy.cdkAssets === "accepted" && isCdkAsset(reference)) return exempt(use);
  const rule = bindRule(matched, reference);
  const required = use.builtBy !== undefined && policy.builtInStack === "accepted" ? waived(rule) : rule;
  const facts = await assess(reference, required);
  const lifted = liftedRules(subjectOf(use, digestOf(facts)), terms);
  const built = use.builtBy === undefined ? {} : { builtBy: use.builtBy };
  return { use, image: imageOf(use), ...decide({ ...facts, ...built }, lifted) };
}

/** A program that builds an image vouches for it by that alone, where the platform team says so. */
function waived({ match }: BoundRule): BoundRule {
  return {
    match,
    requirement: {
      kind: "signature-not-required",
      because: "the policy says builtInStack: accepted",
      attestations: [],
    },
  };
}

function judgeWithoutPolicy(use: ImageUse): Verdict {
  const reference = referenceOf(use);
  if ("status" in reference) return reference;
  if (reference.digest === undefined) return rejected(use, [unpinned(reference)]);
  return { use, image: imageOf(use), status: "accepted", digest: reference.digest, findings: [], signers: [] };
}

function referenceOf(use: ImageUse, policy?: PolicyDocument): ImageReference | Verdict {
  if (use.kind === "unknown" && use.cdkAsset === true && policy?.cdkAssets === "accepted") return exempt(use);
  if (use.kind === "unknown") return unknown(use, policy?.builtInStack);
  if (use.kind === "unreadable") return rejected(use, [finding("image-reference", "unreadable", `${use.why}.`)]);
  if (use.kind === "hidden") return rejected(use, [finding("image-inspectable", "hidden", `${use.why}.`)]);
  try {
    return parseImageReference(use.image);
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
    return rejected(use, [finding("image-reference", error.reason, error.message)]);
  }
}

function unmatched(reference: ImageReference, policy: PolicyDocument): Finding[] {
  const message = `no match in ${policy.source} covers ${formatRepository(reference)}, so its registry was not asked.`;
  const found = finding("image-registry", "no-match", message);
  return reference.digest === undefined ? [found, unpinned(reference)] : [found];
}

function unpinned({ tag }: ImageReference): Finding {
  return tag === undefined
    ? finding("image-pinned", "no-tag", "it has neither tag nor digest, so the registry decides what runs.")
    : finding("image-pinned", "mutable-tag", `the tag ${tag} can be moved to another image at any time.`);
}
