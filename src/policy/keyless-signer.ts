import { authoritySignerShape } from "./authority-signer-shape.ts";
import { claimCondition, issuerCondition, noIssuer, type Condition } from "./condition.ts";
import type { KeylessTrust } from "./document.ts";
import { githubRef, githubRepository } from "./github-repository.ts";
import { githubSignerShape } from "./github-signer-shape.ts";
import { anyGithubWorkflow, githubWorkflow } from "./github-workflow.ts";
import { parseIdentityText } from "./identity-text.ts";
import { isGitHubDotCom, parseIssuer, type Issuer } from "./issuer.ts";
import { issuerSignerShape } from "./issuer-signer-shape.ts";
import { reported } from "./reported.ts";
import { readShape } from "./shape.ts";
import { readClaims } from "./signed-claims.ts";
import type { ClaimName, TrustedRoot } from "../signature/index.ts";
import type { SignerContext } from "./signers.ts";
import { isGithubWorkflow, mayBeWorkflow, noGithubWorkflow, repositoryUri, subjectCondition } from "./subject.ts";
import { readOwnAuthority } from "./own-authority.ts";
import { readTrustedRoots } from "./trusted-roots.ts";
import { readWitnesses } from "./witnesses.ts";

type RawGitHubSigner = NonNullable<ReturnType<typeof readShape<typeof githubSignerShape.schema.shape>>>;
type RawAuthoritySigner = NonNullable<ReturnType<typeof readShape<typeof authoritySignerShape.schema.shape>>>;
type RawIssuerSigner = NonNullable<ReturnType<typeof readShape<typeof issuerSignerShape.schema.shape>>>;

/** Reads a signer that is trusted by its identity; on GitHub Actions that is never the subject alone. */
export function readKeylessSigner(value: Readonly<Record<string, unknown>>, context: SignerContext) {
  const { issuer: text } = value;
  const { path, report } = context;
  const hasAuthority = Object.hasOwn(value, "certificateAuthority");
  if (hasAuthority && text === undefined) return readAuthoritySigner(value, undefined, context);
  if (typeof text !== "string" || text === "") {
    if (hasAuthority) readShape(authoritySignerShape, value, path, report);
    else readShape(issuerSignerShape, value, path, report);
    return undefined;
  }
  const issuer = reported([...path, "issuer"], report, () => parseIssuer(text));
  if (issuer === undefined) return undefined;
  if (hasAuthority && issuer.github === undefined) return readAuthoritySigner(value, issuer, context);
  return issuer.github === undefined
    ? readIssuerSigner(value, issuer, context)
    : readGitHubSigner(value, issuer, issuer.github, context);
}

function readIssuerSigner(value: unknown, issuer: Issuer, context: SignerContext): KeylessTrust | undefined {
  const { path, report } = context;
  const raw = readShape(issuerSignerShape, value, path, report);
  if (raw === undefined) return undefined;
  const { subject, sourceRepository, ref } = raw;
  const at = <T>(field: string, read: () => T) => reported([...path, field], report, read);
  checkWorkflow(raw, context);
  return keylessTrust(raw, instanceRoots(raw, context), context, [
    issuerCondition(issuer.text),
    at("subject", () => subjectCondition(subject)),
    given(sourceRepository, (url) =>
      at("sourceRepository", () => claimCondition("sourceRepository", "sourceRepositoryUri", repositoryUri(url))),
    ),
    sourceRepository === undefined && mayBeWorkflow(subject) ? noGithubWorkflow : undefined,
    given(ref, (name) => at("ref", () => claimCondition("ref", "sourceRepositoryRef", parseIdentityText(name)))),
  ]);
}

/** An authority's certificates that name an issuer are for signers that name it, too: one subject is not the same under each. */
function readAuthoritySigner(value: unknown, issuer: Issuer | undefined, context: SignerContext) {
  const { path, report } = context;
  const raw = readShape(authoritySignerShape, value, path, report);
  if (raw === undefined) return undefined;
  const { subject } = raw;
  checkWorkflow(raw, context);
  const roots = readOwnAuthority(raw, context);
  return keylessTrust(raw, roots, context, [
    issuer === undefined ? noIssuer : issuerCondition(issuer.text),
    reported([...path, "subject"], report, () => subjectCondition(subject)),
    mayBeWorkflow(subject) ? noGithubWorkflow : undefined,
  ]);
}

/** An issuer that is not known for GitHub Actions' may certify its workflows all the same: whoever calls a reusable one is its subject. */
function checkWorkflow(
  { subject, sourceRepository }: Pick<RawIssuerSigner, "subject" | "sourceRepository">,
  { path, report }: SignerContext,
): void {
  const text = typeof subject === "string" ? subject : subject.glob;
  if (sourceRepository !== undefined || !isGithubWorkflow(text)) return;
  const message = "is missing; the subject is a GitHub workflow's, and every repository that calls it has the same.";
  report(
    [...path, "sourceRepository"],
    message,
    "Write sourceRepository with the URL of the repository that is built.",
  );
}

/** The claims that are one exact text. */
const EXACT = {
  repositoryId: "sourceRepositoryIdentifier",
  ownerId: "sourceRepositoryOwnerIdentifier",
  runner: "runnerEnvironment",
  environment: "deploymentEnvironment",
  trigger: "buildTrigger",
} as const satisfies Readonly<Record<string, ClaimName>>;

function readGitHubSigner(value: unknown, issuer: Issuer, home: string, context: SignerContext) {
  const { path, report } = context;
  const raw = readShape(githubSignerShape, value, path, report);
  if (raw === undefined) return undefined;
  const at = <T>(field: string, read: () => T) => reported([...path, field], report, read);
  const ref = given(raw.ref, (name) => at("ref", () => githubRef(name)));
  const { workflow } = raw;
  checkRoot(raw, issuer, context);
  return keylessTrust(raw, instanceRoots(raw, context), context, [
    issuerCondition(issuer.text),
    at("sourceRepository", () => githubRepository(raw.sourceRepository, home)),
    given(ref, (text) => claimCondition("ref", "sourceRepositoryRef", text)),
    workflow === undefined ? anyGithubWorkflow(home) : at("workflow", () => githubWorkflow(workflow, home, ref)),
    ...Object.entries(EXACT).map(([field, claim]) =>
      given(raw[field as keyof typeof EXACT], (text) =>
        at(field, () => claimCondition(field, claim, parseIdentityText(text))),
      ),
    ),
  ]);
}

/** The public-good instance gives certificates for github.com alone; a default that can never match helps nobody. */
function checkRoot({ trustedRoot }: RawGitHubSigner, issuer: Issuer, { path, report }: SignerContext): void {
  if (isGitHubDotCom(issuer) || (trustedRoot !== undefined && trustedRoot !== "public-good")) return;
  const remedy = "Write trustedRoot: roots/github.jsonl with what gh attestation trusted-root --hostname … prints.";
  report(
    [...path, "trustedRoot"],
    "is missing; this issuer's certificates are not of the public-good instance.",
    remedy,
  );
}

function given<T, R>(value: T | undefined, read: (value: T) => R): R | undefined {
  return value === undefined ? undefined : read(value);
}

function instanceRoots(
  { transparencyLog = "required", trustedRoot }: RawGitHubSigner | RawIssuerSigner,
  { path, folder, report, known }: SignerContext,
): readonly TrustedRoot[] {
  if (transparencyLog === "not-required" && (trustedRoot === undefined || trustedRoot === "public-good")) {
    const remedy = "Remove it, or write trustedRoot: roots/github.jsonl for an instance without logs.";
    report([...path, "transparencyLog"], "has no effect: the public-good instance has logs.", remedy);
  }
  return readTrustedRoots(trustedRoot, {
    ...{ path: [...path, "trustedRoot"], folder, report, known },
    options: { logs: transparencyLog === "required" ? "required" : "optional" },
  });
}

function keylessTrust(
  raw: RawGitHubSigner | RawIssuerSigner | RawAuthoritySigner,
  roots: readonly TrustedRoot[],
  { name, path, report }: SignerContext,
  conditions: readonly (Condition | undefined)[],
): KeylessTrust {
  const unlogged = raw.transparencyLog === "not-required";
  const thresholds = readWitnesses(raw.witnesses, {
    ...{ path: [...path, "witnesses"], report, roots },
    excluded: unlogged ? { transparencyLogs: "contradicts transparencyLog: not-required." } : {},
  });
  return {
    ...{ kind: "keyless", name, roots },
    conditions: conditions.filter((condition) => condition !== undefined),
    claims: readClaims(raw, path, report),
    ...(thresholds !== undefined && { thresholds }),
  };
}
