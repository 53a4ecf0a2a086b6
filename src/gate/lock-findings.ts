import type { LockEntry } from "../lock/index.ts";
import { finding, shown, type Decision, type Finding, type Resolution } from "../policy/index.ts";
import { printable, type ImageReference } from "../reference/index.ts";
import { changeWords } from "./change-words.ts";
import type { GateLock } from "./lock.ts";
import type { TagNow } from "./tag-now.ts";

/** What is known of a use beside its verdict. */
export interface Known {
  /** Of the digest that counts; absent where no registry was asked. */
  readonly resolution?: Resolution | undefined;
  /** What the tag answers itself, where it was asked and is not what is locked. */
  readonly now?: TagNow | undefined;
  /** The policy says of what this program builds that it needs nobody to vouch for it; nobody can have locked it either. */
  readonly isOwn?: boolean;
}

/** What was decided about the digest that counts, of which a message tells. */
type Told = Pick<Decision, "signers" | "findings">;

/** How many of the lock's digests for one repository a message names. */
const NAMED = 3;

/** What a lock file has to say of a reference: findings of image-lock, of which only those block that `frozen` asks for. */
export function lockFindings(
  lock: GateLock,
  reference: ImageReference,
  decision: Told,
  known: Known,
): readonly Finding[] {
  const found = lock.index.find(reference);
  if (known.isOwn === true && found.kind !== "locked") return [];
  if (found.kind === "missing") return lock.frozen ? [missing(lock)] : [];
  if (found.kind === "different") return [differs(lock, reference, found.entries, decision)];
  const { entry } = found;
  const told = [...moved(lock, reference, entry, known), ...gone(lock, entry, known)];
  if (told.length > 0 || reference.digest !== undefined) return told;
  return [note("locked-digest", `${hasIt(lock, reference, entry)}${vouched(decision)}`)];
}

/** In the order in which docs/reasons.md tells them. */
export const LOCK_REASONS = [
  "locked-digest",
  "tag-moved",
  "tag-silent",
  "lock-differs",
  "not-locked",
  "digest-gone",
] as const;
type LockReason = (typeof LOCK_REASONS)[number];

function note(reason: LockReason, message: string): Finding {
  return finding("image-lock", reason, message);
}

function blocking(found: Finding): Finding {
  return { ...found, blocks: true };
}

function missing({ source }: GateLock): Finding {
  const message = `${printable(source)} has no entry for it, and it is frozen: nothing else is let through.`;
  return blocking(note("not-locked", message));
}

function differs(
  { source, frozen }: GateLock,
  { tag, digest }: ImageReference,
  entries: readonly LockEntry[],
  { signers }: Told,
): Finding {
  const named = entries.slice(0, NAMED).map(entryWords).join("; ");
  const more = entries.length > NAMED ? `; and ${entries.length - NAMED} more` : "";
  const what = tag === undefined ? "this repository" : `the tag ${tag}`;
  const now = signers.length === 0 ? "" : `, signed by ${signers.map(signerWords).join(", ")}`;
  const [only] = entries;
  const change = digest && entries.length === 1 && only ? changeWords(only, digest, signers) : "";
  const message = `it names ${digest ?? "no digest"}${now}; for ${what} ${printable(source)} has ${named}${more}.${change}${frozenWords({ frozen })}`;
  const found = note("lock-differs", message);
  return frozen ? blocking(found) : found;
}

function frozenWords({ frozen }: Pick<GateLock, "frozen">): string {
  return frozen ? " It is frozen, so nothing else is let through." : "";
}

/** A moved tag is noticed, not followed. */
function moved(lock: GateLock, reference: ImageReference, entry: LockEntry, { now }: Known): readonly Finding[] {
  if (now === undefined) return [];
  const { digest, signers } = now.decision;
  if (digest === undefined) return lock.frozen && !isUncheckedToo(now) ? [silent(lock, reference, entry)] : [];
  const change = changeWords(entry, digest, trust(now) === "trusted" ? signers : []);
  const message = `${hasIt(lock, reference, entry)}; now the tag points at ${digest}. ${trustWords(now)}${change} As long as the tag stands alone, that is what runs.${frozenWords(lock)}`;
  const found = note("tag-moved", message);
  return [lock.frozen ? blocking(found) : found];
}

/** Where the policy asks for evidence, that the tag did not answer is told as image-checked. */
function isUncheckedToo({ decision: { findings } }: TagNow): boolean {
  return findings.some(({ rule }) => rule !== "image-pinned");
}

function silent(lock: GateLock, reference: ImageReference, entry: LockEntry): Finding {
  const message = `${hasIt(lock, reference, entry)}; whether the tag still points there could not be found out.${frozenWords(lock)}`;
  return blocking(note("tag-silent", message));
}

function trust({ decision: { findings } }: TagNow): "trusted" | "untrusted" | "unknown" {
  const wrong = findings.filter(({ rule }) => rule !== "image-pinned");
  if (wrong.length === 0) return "trusted";
  return wrong.every(({ rule }) => rule === "image-checked") ? "unknown" : "untrusted";
}

function trustWords(now: TagNow): string {
  const found = trust(now);
  if (found === "unknown") return "Whether that one is trusted could not be found out.";
  if (found === "untrusted") return "That one is not trusted: this is what an attack looks like.";
  const { signers } = now.decision;
  if (signers.length === 0) return "That one carries what the policy asks for, too.";
  return `That one is trusted, too: signed by ${signers.map(signerWords).join(", ")}.`;
}

function gone({ source }: GateLock, { digest, locked }: LockEntry, { resolution }: Known): readonly Finding[] {
  if (resolution?.kind !== "failed" || resolution.error.reason !== "not-found") return [];
  const message =
    `the registry has no ${digest} any more, which ${printable(source)} has since ${locked}. ` +
    "Find out who deleted it; push the same bytes again from a copy, or lock what takes its place with `digestbound lock`.";
  return [note("digest-gone", message)];
}

function hasIt({ source }: GateLock, { tag }: ImageReference, { digest, locked }: LockEntry): string {
  return `${printable(source)} has ${digest} for the tag ${tag ?? "latest"} since ${locked}`;
}

/** Who vouches for it now, not who the lock file says did. */
function vouched({ signers, findings }: Told): string {
  const wanting = findings.filter(({ rule }) => rule !== "image-pinned");
  if (wanting.length > 0)
    return wanting.every(({ rule }) => rule === "image-checked")
      ? "; whether anybody vouches for it now could not be found out."
      : "; nothing that the policy asks for vouches for it now.";
  return signers.length === 0 ? "." : `; signed by ${signers.map(signerWords).join(", ")}.`;
}

function signerWords({ signer, identity }: { readonly signer: string; readonly identity: string }): string {
  return `${signer} (${identity})`;
}

/** By the file's own word. */
function entryWords({ digest, locked, signers }: LockEntry): string {
  const [first] = signers;
  const who = first === undefined ? "by nobody" : `by ${shown(first.signer)} (${shown(first.identity)})`;
  const more = signers.length > 1 ? ` and ${signers.length - 1} more` : "";
  return `${digest} since ${locked}, signed then ${who}${more}`;
}
