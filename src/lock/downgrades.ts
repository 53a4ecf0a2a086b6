import { withoutCommands } from "../reference/index.ts";
import { identityOf, isSame, type Identity } from "./identity.ts";
import type { LockedSigner, LockEntry } from "./lock-entry.ts";

/** Stable: they stand in reports, and docs/lock.md explains each. */
export const CHANGE_WARNINGS = [
  "rollback",
  "unsigned",
  "keyless-to-key",
  "signer-lost",
  "other-identity",
  "other-key",
  "fewer-signers",
  "other-source",
  "source-lost",
] as const;

export type ChangeWarningKind = (typeof CHANGE_WARNINGS)[number];

/** Something that is allowed, as the policy trusted it, and still weaker than before, or unexpected. */
export interface ChangeWarning {
  readonly kind: ChangeWarningKind;
  /** One printable sentence. */
  readonly message: string;
}

type Check = (old: LockEntry, now: LockEntry) => readonly ChangeWarning[];

/** In the order in which they are told. */
export const warningsOf: Check = (old, now) =>
  [rollback, unsigned, keylessToKey, lostSigners, otherIdentities, fewerSigners, source].flatMap((check) =>
    check(old, now),
  );

/** By the first time that somebody vouches for; where nobody does, for either of the two, nothing is guessed. */
function rollback(old: LockEntry, now: LockEntry): readonly ChangeWarning[] {
  const [was, is] = [firstSigned(old), firstSigned(now)];
  if (old.digest === now.digest || was === undefined || is === undefined || Date.parse(is) >= Date.parse(was))
    return [];
  return [warning("rollback", `It was signed at ${is}, before what it replaces, which was signed at ${was}.`)];
}

function firstSigned({ signers }: LockEntry): string | undefined {
  const times = signers.map(({ signed }) => signed).filter((time) => time !== undefined);
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

function unsigned(old: LockEntry, now: LockEntry): readonly ChangeWarning[] {
  if (old.signers.length === 0 || now.signers.length > 0) return [];
  return [warning("unsigned", `It was signed by ${named(old.signers)}, and nobody vouches for it any more.`)];
}

function keylessToKey(old: LockEntry, now: LockEntry): readonly ChangeWarning[] {
  if (now.signers.length === 0 || !old.signers.some(isKeyless) || now.signers.some(isKeyless)) return [];
  const message = `It was signed with a certificate (${named(old.signers.filter(isKeyless))}), and is signed with a key alone.`;
  return [warning("keyless-to-key", message)];
}

function isKeyless(signer: LockedSigner): boolean {
  return identityOf(signer).kind === "certificate";
}

function lostSigners(old: LockEntry, now: LockEntry): readonly ChangeWarning[] {
  if (now.signers.length === 0) return [];
  const names = new Set(now.signers.map(({ signer }) => signer));
  const lost = old.signers.filter(({ signer }) => !names.has(signer));
  if (lost.length === 0) return [];
  return [warning("signer-lost", `It is signed by ${named(now.signers)}, and was by ${named(lost)}.`)];
}

/** A signer of the same name that is somebody else: a policy's signer may mean several keys, workflows or repositories. */
function otherIdentities(old: LockEntry, now: LockEntry): readonly ChangeWarning[] {
  const names = new Set(old.signers.map(({ signer }) => signer));
  return [...names].flatMap((name) => {
    const [was, is] = [old, now].map(({ signers }) => signers.filter(({ signer }) => signer === name).map(identityOf));
    const gone = (was ?? []).filter((one) => !(is ?? []).some((other) => isSame(one, other)));
    const come = (is ?? []).filter((one) => !(was ?? []).some((other) => isSame(one, other)));
    return gone.slice(0, come.length).flatMap((one, index) => exchanged(name, one, come[index]));
  });
}

function exchanged(name: string, was: Identity, is: Identity | undefined): readonly ChangeWarning[] {
  if (is === undefined || (was.kind === "key" && is.kind === "certificate")) return [];
  const texts = `: ${is.text}, was ${was.text}.`;
  if (was.kind === "key") return [warning("other-key", `Another key signed for ${name}${texts}`)];
  return [warning("other-identity", `${OTHER[whatDiffers(was, is)]} signed for ${name}${texts}`)];
}

const OTHER = {
  issuer: "An identity by another issuer",
  ref: "A run for another kind of ref",
  workflow: "Another workflow of the same repository",
  subject: "Another identity",
  key: "A key in the place of a certificate",
} as const;

type Certificate = Extract<Identity, { kind: "certificate" }>;

function whatDiffers(was: Certificate, is: Identity): keyof typeof OTHER {
  if (is.kind === "key") return "key";
  if (was.issuer !== is.issuer) return "issuer";
  if (beforeRef(was) === beforeRef(is)) return "ref";
  const repository = repositoryOf(was);
  return repository !== undefined && repository === repositoryOf(is) ? "workflow" : "subject";
}

function beforeRef({ subject }: Certificate): string {
  return subject.replace(/@refs\/.*$/, "");
}

/** Of a workflow on a GitHub. */
function repositoryOf({ subject }: Certificate): string | undefined {
  return /^(https:\/\/[^/]+\/[^/]+\/[^/]+)\/\.github\/workflows\//.exec(subject)?.[1];
}

/** Told only where no name is missing, which says it already. */
function fewerSigners(old: LockEntry, now: LockEntry): readonly ChangeWarning[] {
  const isNameLost = old.signers.some((one) => now.signers.every(({ signer }) => signer !== one.signer));
  if (now.signers.length >= old.signers.length || isNameLost) return [];
  return [warning("fewer-signers", `It is signed by ${now.signers.length}, and was by ${old.signers.length}.`)];
}

function source({ source: was }: LockEntry, { source: is }: LockEntry): readonly ChangeWarning[] {
  if (was === undefined) return [];
  if (is === undefined) {
    const message = `It was built from ${was.repository}, and nothing verified says any more what it is built from.`;
    return [warning("source-lost", message)];
  }
  if (was.repository.toLowerCase() === is.repository.toLowerCase()) return [];
  return [warning("other-source", `It is built from ${is.repository}, and was from ${was.repository}.`)];
}

function named(signers: readonly LockedSigner[]): string {
  return signers.map(({ signer, identity }) => `${signer}, ${identity}`).join("; ");
}

function warning(kind: ChangeWarningKind, message: string): ChangeWarning {
  return { kind, message: withoutCommands(message) };
}
