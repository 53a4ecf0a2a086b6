import type { Repository } from "../reference/index.ts";
import { namesOf } from "./aliases.ts";
import { firstMismatch } from "./condition.ts";
import type { CaptureUse, ImageRule, KeylessTrust, KeyTrust, Requirement, Signer } from "./document.ts";
import type { MatchedRule } from "./match.ts";
import type { CosignSigner, KeylessSigner, KeySigner, RequiredClaims } from "../signature/index.ts";
import { bindClaims } from "./signed-claims.ts";
import { capturesOf, type Captures } from "./template.ts";

/** A signer as one image's rule means it, with whom it stands for in printable words. */
export type BoundSigner = CosignSigner & { readonly requires: RequiredClaims; readonly described: string };

/** A rule as it stands for one image: nothing in it depends on a capture any more. */
export interface BoundRule extends Pick<ImageRule, "match"> {
  readonly requirement: Requirement<BoundSigner>;
}

/** Fills in what the match captured, and the image's repository. */
export function bindRule({ match, requirement, captures, aliases }: MatchedRule, repository: Repository): BoundRule {
  const names = namesOf(repository, { aliases });
  const bind = (signers: readonly Signer[]) => signers.map((signer) => bindSigner(signer, captures, names));
  const attestations = requirement.attestations.map(({ name, predicateTypes, anyOf, bind: lack }) => ({
    ...{ name, predicateTypes, anyOf: bind(anyOf), lack: lack(captures) },
  }));
  if (requirement.kind !== "signed") return { match, requirement: { ...requirement, attestations } };
  const { boundToBuild, ...signed } = requirement;
  return {
    match,
    requirement: {
      ...signed,
      anyOf: bind(requirement.anyOf),
      attestations,
      ...(boundToBuild && { boundToBuild: { ...boundToBuild, anyOf: bind(boundToBuild.anyOf) } }),
    },
  };
}

/**
 * A signer for one image.
 * @throws Error where a capture is missing, which loading a document rules out
 */
function bindSigner(signer: Signer, captures: Captures, names: ReturnType<typeof namesOf>): BoundSigner {
  const requires = bindClaims(signer.claims, captures, names);
  const bound = signer.kind === "key" ? bindKey(signer) : bindKeyless(signer, captures);
  const extras = [
    ...(requires.reference === undefined ? [] : [`made for ${requires.reference}`]),
    ...Array.from(requires.annotations, ([name, value]) => `annotated ${JSON.stringify(`${name}=${value}`)}`),
  ];
  const words = [...bound.words, ...extras];
  const described = words.length === 0 ? signer.name : `${signer.name} (${words.join(", ")})`;
  return { ...bound.signer, requires, described };
}

interface Bound<S> {
  readonly signer: Omit<S, "requires">;
  readonly words: readonly string[];
}

function bindKey({ kind, name, keys, transparencyLog, roots, thresholds }: KeyTrust): Bound<KeySigner> {
  return { signer: { kind, name, keys, transparencyLog, roots, ...(thresholds && { thresholds }) }, words: [] };
}

function bindKeyless(
  { kind, name, roots, conditions, thresholds }: KeylessTrust,
  captures: Captures,
): Bound<KeylessSigner> {
  const bound = conditions.map((condition) => condition.bind(captures));
  return {
    signer: {
      ...{ kind, name, roots, ...(thresholds && { thresholds }) },
      mismatch: (identity) => firstMismatch(bound, identity),
    },
    words: bound.map(({ field, wanted }) => `${field} ${wanted}`),
  };
}

/** Which captures a signer needs, and in which of its fields. */
export function capturesUsed(signer: Signer): readonly CaptureUse[] {
  const conditions = signer.kind === "keyless" ? signer.conditions : [];
  const annotations = Array.from(signer.claims.annotations, ([name, value]) => ({
    field: `annotations.${name}`,
    captures: capturesOf(value),
  }));
  return [...conditions, ...annotations].flatMap(({ field, captures }) =>
    captures.map((capture) => ({ field, capture })),
  );
}
