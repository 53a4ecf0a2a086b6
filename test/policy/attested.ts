import { bindRule, matchImage, type AttestationRequirement, type BoundSigner } from "../../src/policy/index.ts";
import type { CertificateIdentity } from "../../src/signature/index.ts";
import { COMMIT, RUN, WORKFLOW } from "../predicate/predicates.ts";
import { GITHUB, GOOGLE, identity } from "./identities.ts";
import { repositoryOf } from "./repository.ts";
import { readTaken } from "../schema/schema.ts";
import { problemsOf, publicPem } from "./workspace.ts";

const key = { cosign: { key: publicPem(), transparencyLog: "not-required" } };
export const signers = {
  ci: { cosign: { issuer: GITHUB, sourceRepository: "https://github.com/acme/{name}" } },
  person: { cosign: { issuer: GOOGLE, subject: "release@corp.com" } },
  scanner: key,
  key,
};

/** A document with one image rule. */
export function documentWith(rule: object, match = "ghcr.io/acme/{name}") {
  return { version: 1, signers, images: [{ match, signedBy: ["ci"], ...rule }] };
}

/** `path: message` of each problem with the rule of a document; what stands before its own keys is left out. */
export function ruleProblems(rule: object, match?: string): readonly string[] {
  return problemsOf(() => readTaken(documentWith(rule, match), "/", "test")).map(
    ({ path, message }) => `${path.replace(/^images\[0\]\.?/, "")}: ${message}`,
  );
}

/** The requirement of a document as it stands for one image. */
export function requirementFor(rule: object, image = "ghcr.io/acme/web") {
  const document = readTaken(documentWith(rule), "/", "test");
  const matched = matchImage(document, repositoryOf(image));
  if (matched === undefined) throw new Error("no match");
  return bindRule(matched, repositoryOf(image)).requirement;
}

export function attestationFor(attestation: object, image?: string): AttestationRequirement<BoundSigner> {
  const [first] = requirementFor({ attestations: [attestation] }, image).attestations;
  if (first === undefined) throw new Error("no attestation");
  return first;
}

export const NOW = new Date("2026-11-27T12:00:00Z");

/** What a predicate lacks for an attestation of a document; "nothing" where it is as required. */
export function lackOf(
  attestation: object,
  predicate: unknown,
  {
    certificate,
    type,
    image,
    now = NOW,
  }: {
    readonly certificate?: CertificateIdentity;
    readonly type?: string;
    readonly image?: string;
    readonly now?: Date;
  } = {},
): string {
  const { lack, predicateTypes } = attestationFor(attestation, image);
  const predicateType = type ?? predicateTypes.at(-1) ?? "";
  return lack(predicate, { predicateType, now, ...(certificate && { certificate }) }) ?? "nothing";
}

/** The certificate of the run that made the predicates in test/predicate/predicates.ts. */
export const run = (claims: Readonly<Record<string, string | undefined>> = {}) =>
  identity({
    claims: {
      sourceRepositoryDigest: COMMIT,
      runInvocationUri: RUN,
      buildConfigUri: `https://github.com/acme/web/${WORKFLOW}@refs/tags/v1.2.3`,
      buildConfigDigest: COMMIT,
      ...claims,
    },
  });
