import { InvalidImageReference, formatRepository, parseImageReference, printable } from "../../reference/index.ts";
import { SignatureRejected } from "./reasons.ts";
import type { Members } from "./shape.ts";

/** What signed bytes say beside the digest. Annotations of a manifest or a layer are not signed, and are none of these. */
export interface SignedClaims {
  /** The image's name as it was written: a legacy payload's docker-reference, an attestation's `subject[].name`; a signature in a bundle has none. */
  readonly reference?: string;
  readonly annotations: ReadonlyMap<string, string>;
}

/** What a signer's signatures have to say beside the digest; on the very signature that its key or identity made. */
export interface RequiredClaims {
  /** `registry/repository` that a legacy payload's docker-reference, or an attestation's subject, must name. A signature in a bundle names none, so none satisfies it. */
  readonly reference?: string;
  /** Other names of that very repository, which are as good. */
  readonly otherReferences?: readonly string[];
  /** `optional` of a legacy payload, `subject[].annotations` of a statement: each must be there with this very text. */
  readonly annotations: ReadonlyMap<string, string>;
}

export const NO_CLAIMS: SignedClaims = { annotations: new Map() };

/** The members that are texts: cosign writes no others, and only texts can be asked for. */
export function textsOf(members: Members): ReadonlyMap<string, string> {
  const entries = Object.entries(members);
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** What all of them say alike: a statement that names the digest twice must not say two things about it. */
export function commonTexts(maps: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const [first = new Map<string, string>(), ...others] = maps;
  return new Map([...first].filter(([name, value]) => others.every((other) => other.get(name) === value)));
}

/**
 * What a signature lacks of what is required; undefined where nothing is missing.
 * @param by who made the signature, in printable words
 */
export function lackOf(
  { reference, otherReferences = [], annotations }: RequiredClaims = NO_CLAIMS,
  claims: SignedClaims,
  by: string,
): SignatureRejected | undefined {
  const otherReference =
    reference === undefined ? undefined : referenceLack(reference, otherReferences, claims.reference);
  if (otherReference !== undefined)
    return new SignatureRejected("other-reference", `signed by ${by}, but ${otherReference}`);
  for (const [name, wanted] of annotations) {
    const lack = annotationLack(name, wanted, claims.annotations.get(name));
    if (lack !== undefined) return new SignatureRejected("other-annotations", `signed by ${by}, but ${lack}`);
  }
  return undefined;
}

function annotationLack(name: string, wanted: string, found: string | undefined): string | undefined {
  if (found === wanted) return undefined;
  const required = `"${printable(wanted)}" is required`;
  return found === undefined
    ? `it carries no annotation "${printable(name)}", and ${required}`
    : `its annotation "${printable(name)}" is "${printable(found)}", and ${required}`;
}

function referenceLack(wanted: string, others: readonly string[], written: string | undefined): string | undefined {
  const found = written === undefined ? undefined : repositoryOf(written);
  if (found !== undefined && [wanted, ...others].includes(found)) return undefined;
  return found === undefined
    ? `it names no image repository, and ${wanted} is required`
    : `it was made for ${found}, and ${wanted} is required`;
}

/** cosign writes a repository without tag and digest, and `index.docker.io` for Docker Hub. */
function repositoryOf(text: string): string | undefined {
  try {
    return formatRepository(parseImageReference(text));
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
