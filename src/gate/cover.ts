import type { Attested, Covers, Evidence, Resolution, SignedChild, Unresolved } from "../policy/index.ts";
import type { Digest, Tag } from "../reference/index.ts";
import { manifestKind, platformName } from "../registry/index.ts";
import type { Findings } from "./evidence.ts";
import { describes, type Entry, type Outline } from "./outlines.ts";

/** The deployed image. */
export interface Deployed {
  readonly digest: Digest;
  /** Where the reference names a tag beside its digest. */
  readonly tag?: Tag;
  /** Whether the reference names the digest; what a tag alone points at is not searched for among other things. */
  readonly isPinned: boolean;
}

/** What may be asked about other digests in the image's repository. Nothing here rejects. */
export interface CoverPorts {
  /** Of bytes that were hashed. */
  outline(digest: Digest): Promise<Outline | Unresolved>;
  /** What a tag points at, the same all through a run (law 1). */
  tagged(tag: Tag): Promise<Resolution>;
  /** What is trusted on a digest itself, by the same rule and the same search as on the deployed one. */
  judge(digest: Digest): Promise<Findings | Unresolved>;
}

/** Everything that the rule requires. */
interface Trusted extends Findings {
  readonly evidence: Extract<Evidence, { kind: "signed" }>;
}

/** The largest public indices list about 30, attestations counted; each costs as much as an image of its own. */
const MAX_CHILDREN = 32;

/**
 * The evidence for an image on whose own digest something lacks that the rule requires: for a single image all of it on the
 * index that its tag points at, for an index all of it on everything that it lists, each only where the rule says so. One
 * level deep; the digest that is judged stays the deployed one.
 */
export async function covered(own: Findings, image: Deployed, rule: Covers, ports: CoverPorts): Promise<Findings> {
  if (!(rule.childOfSignedIndex || rule.allChildren) || !isKnownToLack(own)) return own;
  const outline = await ports.outline(image.digest);
  if (outline.kind === "failed") return unlessFoundOut(own, outline);
  const found =
    outline.kind === "index"
      ? rule.allChildren && (await byChildren(outline, ports))
      : rule.childOfSignedIndex && image.isPinned && (await byIndex(outline, image.tag, ports));
  if (found === false) return own;
  if (typeof found === "string") return { ...own, uncovered: found };
  return "kind" in found ? unlessFoundOut(own, found) : found;
}

/** Nothing remains to be found out on the digest itself, and it does not suffice. */
function isKnownToLack({ evidence, attested }: Findings): boolean {
  const outcomes = [evidence, ...attested.map(({ outcome }) => outcome)];
  return outcomes.some(isLacking) && !outcomes.some(({ kind }) => kind === "failed" || kind === "unasked");
}

function isLacking({ kind }: Evidence | Attested["outcome"]): boolean {
  return ["unsigned", "untrusted", "too-few", "unbound", "missing", "lacking"].includes(kind);
}

/** What lacks might have been elsewhere, where nobody could look. */
function unlessFoundOut({ evidence, attested }: Findings, failure: Unresolved): Findings {
  return {
    evidence: isLacking(evidence) ? failure : evidence,
    attested: attested.map((one) => (isLacking(one.outcome) ? { ...one, outcome: failure } : one)),
  };
}

/** Everything that is required, or what lacks, as a sentence. */
type Found = Trusted | Unresolved | string;

/** An index names its images and no image its index, so the tag says which index it may be; a candidate, no more. */
async function byIndex(image: Outline, tag: Tag | undefined, ports: CoverPorts): Promise<Found> {
  if (tag === undefined) return NO_TAG;
  const answer = await ports.tagged(tag);
  if (answer.kind === "failed")
    return answer.error.reason === "not-found" ? `There is no tag ${tag} any more.` : answer;
  const index = await ports.outline(answer.digest);
  if (index.kind === "failed") return index;
  const lack = lackOf(index, image);
  const place = `The tag ${tag} points at ${index.digest}, which`;
  if (lack !== undefined) return `${place} ${lack}.`;
  const found = await judge(index.digest, ports);
  if (typeof found === "string") return `${place} lists it and ${found}.`;
  if ("kind" in found) return found;
  return { ...found, evidence: { ...found.evidence, through: { kind: "index", digest: index.digest } } };
}

const NO_TAG =
  "Without a tag the index that lists it cannot be found: deploy the index by its digest, write the tag beside the digest, " +
  "or sign every image of the index (cosign sign --recursive).";

function lackOf(index: Outline, image: Outline): string | undefined {
  if (index.kind !== "index") return index.digest === image.digest ? "is this image itself" : "is no index";
  const entries = index.entries.filter(({ digest }) => digest === image.digest);
  if (entries.length === 0) return "is an index that does not list it";
  return entries.every((entry) => describes(entry, image)) ? undefined : "is an index that lists it as something else";
}

/** One after the other, and no further than to the first that is not trusted. */
async function byChildren({ entries }: Outline, ports: CoverPorts): Promise<Found> {
  const refusal = refuse(entries);
  if (refusal !== undefined) return refusal;
  const children: SignedChild[] = [];
  let first: Trusted | undefined;
  for (const entry of entries) {
    const found = await judgeChild(entry, ports);
    if (typeof found === "string") return `It is an index in which ${nameOf(entry)} ${found}.`;
    if ("kind" in found) return about(entry, found);
    first ??= found;
    const { signer, cosigners } = found.evidence;
    children.push({ digest: entry.digest, signer, ...(cosigners && { cosigners }) });
  }
  if (first === undefined) return NOTHING;
  return { ...first, evidence: { ...first.evidence, through: { kind: "children", children } } };
}

const NOTHING = "It is an index that lists nothing.";

/** What needs no request to be known. */
function refuse(entries: readonly Entry[]): string | undefined {
  if (entries.length === 0) return NOTHING;
  if (entries.length > MAX_CHILDREN) {
    return `It is an index that lists ${entries.length} manifests; at most ${MAX_CHILDREN} are looked at.`;
  }
  const other = entries.find(({ mediaType }) => manifestKind(mediaType) !== "image");
  return other && `It is an index in which ${nameOf(other)} is no image.`;
}

async function judgeChild(entry: Entry, ports: CoverPorts): Promise<Found> {
  const outline = await ports.outline(entry.digest);
  if (outline.kind === "failed") return outline;
  if (!describes(entry, outline)) return "is something else than the index says";
  return judge(entry.digest, ports);
}

/** Everything that the rule requires, on another digest; what lacks, in words that follow its name. */
async function judge(digest: Digest, ports: CoverPorts): Promise<Found> {
  const found = await ports.judge(digest);
  if ("kind" in found) return found;
  const { evidence, attested } = found;
  const failure = [evidence, ...attested.map(({ outcome }) => outcome)].find((one) => one.kind === "failed");
  if (failure !== undefined) return failure;
  if (evidence.kind !== "signed") return whyUnsigned(evidence);
  const unmet = attested.find(({ outcome }) => outcome.kind !== "attested");
  return unmet === undefined ? { evidence, attested } : whyUnattested(unmet);
}

function whyUnsigned(evidence: Evidence): string {
  if (evidence.kind === "unsigned") return "carries no signature";
  if (evidence.kind === "untrusted")
    return `carries no signature that the policy trusts: ${evidence.failures[0].message}`;
  if (evidence.kind === "too-few") return evidence.lack;
  return evidence.kind === "unbound" ? `is not bound to its build: ${evidence.why}` : "was not judged";
}

function whyUnattested({ name, outcome }: Attested): string {
  if (outcome.kind === "missing") return `carries no attestation of type ${name}`;
  if (outcome.kind === "untrusted")
    return `carries no attestation of type ${name} that the policy trusts: ${outcome.failures[0].message}`;
  return outcome.kind === "lacking" ? `carries an attestation of type ${name} that ${outcome.lack}` : "was not judged";
}

function about(entry: Entry, { error }: Unresolved): Unresolved {
  const { reason, message, remedy } = error;
  return { kind: "failed", error: { reason, message: `Of this index ${nameOf(entry)}: ${message}`, remedy } };
}

/** `linux/amd64 (sha256:…)`: a platform is printable where it is one at all. */
function nameOf({ digest, platform }: Entry): string {
  return platform === undefined ? digest : `${platformName(platform)} (${digest})`;
}
