import type { Covers, Evidence, Resolution, SignedChild, Unresolved } from "../policy/index.ts";
import type { Digest, Tag } from "../reference/index.ts";
import { manifestKind } from "../registry/index.ts";
import type { Entry, Outline } from "./outlines.ts";

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
  judge(digest: Digest): Promise<Evidence>;
}

type Signed = Extract<Evidence, { kind: "signed" }>;
type Lacking = Extract<Evidence, { kind: "unsigned" | "untrusted" | "unbound" }>;

/** The largest public indices list about 30, attestations counted; each costs as much as an image of its own. */
const MAX_CHILDREN = 32;

/**
 * The evidence for an image on whose own digest nothing is trusted: for a single image the signature on the index that its
 * tag points at, for an index the signatures on everything that it lists, each only where the rule says so. One level
 * deep; the digest that is judged stays the deployed one.
 */
export async function covered(own: Evidence, image: Deployed, rule: Covers, ports: CoverPorts): Promise<Evidence> {
  if (!isLacking(own) || !(rule.childOfSignedIndex || rule.allChildren)) return own;
  const outline = await ports.outline(image.digest);
  if (outline.kind === "failed") return outline;
  const found =
    outline.kind === "index"
      ? rule.allChildren && (await byChildren(outline, ports))
      : rule.childOfSignedIndex && image.isPinned && (await byIndex(outline, image.tag, ports));
  if (found === false) return own;
  return typeof found === "string" ? { ...own, uncovered: found } : found;
}

function isLacking(evidence: Evidence): evidence is Lacking {
  return evidence.kind === "unsigned" || evidence.kind === "untrusted" || evidence.kind === "unbound";
}

/** Evidence, or why there is none, as a sentence. */
type Found = Signed | Unresolved | string;

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
  const evidence = await ports.judge(index.digest);
  if (evidence.kind === "signed") return { ...evidence, through: { kind: "index", digest: index.digest } };
  return evidence.kind === "failed" ? evidence : `${place} lists it and ${whyNot(evidence)}.`;
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

/** A list that is wrong about size or type was made by hand: whoever reads it may see something else than was signed. */
function describes(entry: Entry, image: Outline): boolean {
  return entry.mediaType === image.mediaType && entry.size === image.size;
}

/** One after the other, and no further than to the first that is not trusted. */
async function byChildren({ entries }: Outline, ports: CoverPorts): Promise<Found> {
  const refusal = refuse(entries);
  if (refusal !== undefined) return refusal;
  const children: SignedChild[] = [];
  for (const entry of entries) {
    const evidence = await judgeChild(entry, ports);
    if (typeof evidence === "string") return `It is an index in which ${nameOf(entry)} ${evidence}.`;
    if (evidence.kind === "failed") return about(entry, evidence);
    children.push({ digest: entry.digest, signer: evidence.signer });
  }
  const [first] = children;
  return first === undefined
    ? NOTHING
    : { kind: "signed", signer: first.signer, through: { kind: "children", children } };
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
  const evidence = await ports.judge(entry.digest);
  return evidence.kind === "signed" || evidence.kind === "failed" ? evidence : whyNot(evidence);
}

function whyNot(evidence: Exclude<Evidence, Signed | Unresolved>): string {
  if (evidence.kind === "unsigned") return "carries no signature";
  if (evidence.kind === "untrusted")
    return `carries no signature that the policy trusts: ${evidence.failures[0].message}`;
  return evidence.kind === "unbound" ? `is not bound to its build: ${evidence.why}` : "was not judged";
}

function about(entry: Entry, { error }: Unresolved): Unresolved {
  const { reason, message, remedy } = error;
  return { kind: "failed", error: { reason, message: `Of this index ${nameOf(entry)}: ${message}`, remedy } };
}

/** `linux/amd64 (sha256:…)`: a platform is printable where it is one at all. */
function nameOf({ digest, platform }: Entry): string {
  if (platform === undefined) return digest;
  const { os, architecture, variant } = platform;
  return `${[os, architecture, variant].filter((part) => part !== undefined).join("/")} (${digest})`;
}
