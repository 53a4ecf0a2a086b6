import type { ImageUse } from "../discover/index.ts";
import {
  bindRule,
  canonical,
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
  noticesOf,
  withNotices,
  type BoundRule,
  type Decision,
  type PolicyDocument,
  settingsByName,
} from "../policy/index.ts";
import {
  formatImageReference,
  formatRepository,
  InvalidImageReference,
  parseImageReference,
  type ImageReference,
} from "../reference/index.ts";
import { defaultLimits, type Limits } from "../registry/index.ts";
import { Assessor } from "./assess.ts";
import { failureOf } from "./attempt.ts";
import { limitByHost } from "./concurrency.ts";
import { EvidenceSearch } from "./evidence.ts";
import { asLocked, isLockedPin, lockedTag, type GateLock } from "./lock.ts";
import { lockFindings, type Known } from "./lock-findings.ts";
import { Once } from "./once.ts";
import { openRegistry, storedIn, type GateOptions } from "./open-registry.ts";
import { subjectOf } from "./subject.ts";
import { withTagNow } from "./tag-now.ts";
import { cosignVerifier } from "./verifier.ts";
import { exempt, imageOf, rejected, undetermined, unknown, weighed, type Verdict } from "./verdict.ts";

/** Judges uses of images. One gate is one run: a tag is resolved once in its life. */
export interface Gate {
  /** The verdicts in the order of the uses, whatever finished first. Never rejects. */
  check(uses: readonly ImageUse[], options?: CheckOptions): Promise<Verdict[]>;
  /** Ends the connections. */
  close(): Promise<void>;
}

export interface CheckOptions {
  /** False: of a locked tag nothing is asked, not even whether it moved. True where it is left out. */
  readonly noticesTags?: boolean;
}

/** A gate for a policy document; without one only pinning and the reference itself are judged, and no packet is sent. */
export function createGate(policy: PolicyDocument | undefined, options: GateOptions = {}): Gate {
  const { lock, now = Date.now } = options;
  if (policy === undefined)
    return offlineGate((use) => noticed(lift(judgeWithoutPolicy(use), subjectOf(use, undefined), NO_TERMS), use, lock));
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const hosts = settingsByName(policy);
  const registry = openRegistry(policy, limits, options);
  const verifier = options.verifier ?? cosignVerifier(options.now);
  const sparesTag = (reference: ImageReference) =>
    (hosts.get(reference.registry)?.mirrors ?? []).length > 0 || isLockedPin(lock, reference);
  const search = new EvidenceSearch(registry, verifier, options);
  const assessor = new Assessor(registry, search, limits, { ...options, sparesTag, evidence: storedIn(options) });
  const limit = limitByHost(limits.connections);
  const facts = new Once<Facts>();
  const beside = new Once<Facts | undefined>();
  const { signal } = options;
  const assess: Assess = {
    facts: (...asked) =>
      facts.get(keyOf(...asked), async () => {
        const [reference, rule] = asked;
        const entry = lockedTag(lock, reference);
        const found = await limit(reference, () => assessor.assess(reference, rule, signal, entry?.digest));
        return entry === undefined ? found : asLocked(found, entry);
      }),
    listed: (reference, { resolution }) => assessor.listed(reference, resolution),
    now: (...asked) => {
      const [reference, rule] = asked;
      const entry = lockedTag(lock, reference);
      if (entry === undefined) return undefined;
      return beside.get(keyOf(...asked), () =>
        limit(reference, () => assessor.beside(entry.digest, reference, rule, signal)),
      );
    },
  };
  return gateOf(
    async (use, { noticesTags = true }) => {
      const terms = { policy, now: now() };
      const { verdict, notices = [], ...known } = await judgeUse(use, policy, assess, { ...terms, noticesTags });
      const lifted = <D extends Decision>(decision: D) => lift(decision, subjectOf(use, decision.digest), terms);
      const { now: tag } = known;
      const own = lifted(verdict);
      const judged = tag === undefined ? own : withTagNow(own, lifted(tag.decision));
      return noticed(judged, use, lock, { ...known, own }, notices);
    },
    () => registry.close(),
  );
}

/** Without a document nothing is lifted; a resource that asks for it is told so. */
const NO_TERMS: ExemptionTerms = { policy: { aliases: new Map(), exemptions: [], inline: "rejected" }, now: 0 };

/** A verdict with what the lock file and the registry's other answers have to say of such a use. */
function noticed(
  verdict: Verdict,
  use: ImageUse,
  lock: GateLock | undefined,
  known: Known & { readonly own?: Decision } = {},
  notices: readonly Finding[] = [],
): Verdict {
  const reference = lock === undefined ? undefined : referenceOf(use);
  const isNamed = lock !== undefined && reference !== undefined && !("status" in reference);
  return withNotices(verdict, [
    ...(isNamed ? lockFindings(lock, reference, known.own ?? verdict, known) : []),
    ...notices,
  ]);
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

type Judge = (use: ImageUse, options: CheckOptions) => Promise<Verdict>;

function gateOf(judge: Judge, close: () => Promise<void>): Gate {
  const check: Gate["check"] = (uses, options = {}) =>
    Promise.all(uses.map(async (use) => weighed(await guarded(use, judge, options))));
  return { check, close };
}

async function guarded(use: ImageUse, judge: Judge, options: CheckOptions): Promise<Verdict> {
  try {
    return await judge(use, options);
  } catch (error) {
    const { reason, message, remedy } = failureOf(error);
    return undetermined(use, reason, `${message} ${remedy}`);
  }
}

/** @param isWaived whether the rule is the one for what this program builds, and not the document's own for the image */
type Asked = [reference: ImageReference, rule: BoundRule, isWaived: boolean];

/** Of one repository there is one rule, but for what is waived, which must never count for a use that is not. */
function keyOf(...[reference, , isWaived]: Asked): string {
  return JSON.stringify([formatImageReference(reference), isWaived]);
}

interface Assess {
  facts(...asked: Asked): Promise<Facts>;
  /** The platforms of all that the image's index lists, where anybody can say. */
  listed(reference: ImageReference, facts: Facts): Promise<readonly string[] | undefined>;
  /** What a locked tag answers itself, where that is not what is locked. */
  now(...asked: Asked): Promise<Facts | undefined> | undefined;
}

interface Judged extends Known {
  readonly verdict: Verdict;
  readonly notices?: readonly Finding[];
}

async function judgeUse(
  use: ImageUse,
  policy: PolicyDocument,
  assess: Assess,
  terms: ExemptionTerms & Required<CheckOptions>,
): Promise<Judged> {
  const reference = referenceOf(use, policy);
  if ("status" in reference) return { verdict: reference };
  const matched = matchImage(policy, reference);
  if (matched === undefined) return { verdict: rejected(use, unmatched(reference, policy)) };
  if (policy.cdkAssets === "accepted" && isCdkAsset(canonical(reference, policy)))
    return { verdict: exempt(use), isOwn: true };
  const rule = bindRule(matched, reference);
  const isOwn = use.builtBy !== undefined && policy.builtInStack === "accepted";
  const required = isOwn ? waived(rule) : rule;
  const [facts, now] = await Promise.all([
    assess.facts(reference, required, isOwn),
    terms.noticesTags ? assess.now(reference, required, isOwn) : undefined,
  ]);
  const built = use.builtBy === undefined ? {} : { builtBy: use.builtBy };
  const decided = (known: Facts) => decide({ ...known, ...built }, liftedRules(subjectOf(use, digestOf(known)), terms));
  const verdict = { use, image: imageOf(use), ...decided(facts) };
  const { platform } = use;
  const lists = platform === undefined ? undefined : await assess.listed(reference, facts);
  const notices = noticesOf(facts, { ...(platform && { platform }), ...(lists && { listed: lists }) });
  const tag = now && { facts: now, decision: decided(now) };
  return { verdict, resolution: facts.resolution, now: tag, isOwn, notices };
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
  const [written, counted] = [reference, canonical(reference, policy)].map(formatRepository);
  const what = written === counted ? written : `${written}, which counts as ${counted}`;
  const message = `no match in ${policy.source} covers ${what}, so its registry was not asked.`;
  const found = finding("image-registry", "no-match", message);
  return reference.digest === undefined ? [found, unpinned(reference)] : [found];
}

function unpinned({ tag }: ImageReference): Finding {
  return tag === undefined
    ? finding("image-pinned", "no-tag", "it has neither tag nor digest, so the registry decides what runs.")
    : finding("image-pinned", "mutable-tag", `the tag ${tag} can be moved to another image at any time.`);
}
