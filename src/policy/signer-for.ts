import type { CertificateIdentity } from "../signature/index.ts";
import { firstMismatch } from "./condition.ts";
import { InvalidIdentity } from "./invalid-identity.ts";
import { parseIssuer } from "./issuer.ts";
import { presetOf, type PresetName } from "./presets/index.ts";
import { InvalidPolicy } from "./problems.ts";
import { readPolicyObject } from "./load.ts";

/** What stands under `cosign` of a signer. */
type RawSigner = Readonly<Record<string, string>>;

/**
 * The signer that trusts exactly this identity, as a document writes it: on GitHub Actions the source repository, the workflow
 * and the ref, elsewhere the subject. Undefined where a document cannot say it. Having signed is no reason to be trusted:
 * this is what a person may decide, never what a program does.
 */
export function signerFor(identity: CertificateIdentity): RawSigner | undefined {
  const raw = isGithub(identity.issuer) ? githubSigner(identity) : issuerSigner(identity);
  return raw !== undefined && trusts(raw, identity) ? raw : undefined;
}

function isGithub(issuer: string): boolean {
  try {
    return parseIssuer(issuer).github !== undefined;
  } catch (error) {
    if (error instanceof InvalidIdentity) return false;
    throw error;
  }
}

function githubSigner({ issuer, subject, claims }: CertificateIdentity): RawSigner | undefined {
  const { sourceRepositoryUri: sourceRepository, sourceRepositoryRef: ref } = claims;
  const path = pathOf(subject.value);
  if (sourceRepository === undefined || path === undefined) return undefined;
  const own = `${pathOf(sourceRepository) ?? ""}/`;
  const isOwn = ref !== undefined && path.startsWith(own) && path.endsWith(`@${ref}`);
  const workflow = isOwn ? path.slice(own.length, -`@${ref}`.length) : path;
  return { issuer, sourceRepository, workflow, ...(ref !== undefined && { ref }) };
}

/** What follows `https://host/`. */
function pathOf(url: string): string | undefined {
  return /^https:\/\/[^/]+\/(.+)$/.exec(url)?.[1];
}

function issuerSigner({ issuer, subject, claims }: CertificateIdentity): RawSigner {
  const { sourceRepositoryUri: sourceRepository } = claims;
  return { issuer, subject: subject.value, ...(sourceRepository !== undefined && { sourceRepository }) };
}

/** Whether a publisher's preset trusts this identity. */
export function fitsPreset(preset: PresetName, identity: CertificateIdentity): boolean {
  return trusts(presetOf(preset).cosign, identity);
}

/** Read as a document is read: what it would refuse, or what would mean somebody else, is not written. */
function trusts(cosign: Readonly<Record<string, unknown>>, identity: CertificateIdentity): boolean {
  try {
    const images = [{ match: "registry.invalid/image", signedBy: ["found"] }];
    const { signers } = readPolicyObject({ version: 1, signers: { found: { cosign } }, images }, "/", "what was found");
    const signer = signers.get("found");
    if (signer?.kind !== "keyless") return false;
    const bound = signer.conditions.map(({ bind }) => bind(new Map()));
    return firstMismatch(bound, identity) === undefined;
  } catch (error) {
    // A GitHub instance of one's own needs a trusted root's file, which nobody has named here.
    if (error instanceof InvalidPolicy) return error.problems.every(({ path }) => path.endsWith(".trustedRoot"));
    throw error;
  }
}
