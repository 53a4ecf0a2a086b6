import { describe, expect, it } from "@jest/globals";
import { verifyBundle, verifyLegacySignature } from "../../../src/signature/index.ts";
import type { KeySigner, RequiredClaims, SignatureResult } from "../../../src/signature/index.ts";
import { OTHER, SUBJECT, bundle, legacyCandidate, outcome, payloadFor, statementFor } from "../candidates.ts";
import { judgeBundle, judgeLegacy, keyless, makeBundle, makeLegacy } from "../keyless.ts";
import { keySigner, signingKey } from "../keys.ts";

const KEY = signingKey();
const signer = (requires: RequiredClaims): KeySigner => ({ ...keySigner("release", KEY.trusted), requires });
const asking = (annotations: Readonly<Record<string, string>>): RequiredClaims => ({
  annotations: new Map(Object.entries(annotations)),
});
const naming = (reference: string): RequiredClaims => ({ reference, annotations: new Map() });

function legacy(payload: string, requires: RequiredClaims, annotations: Record<string, string> = {}): SignatureResult {
  return verifyLegacySignature({ ...legacyCandidate(KEY, payload), annotations }, SUBJECT, [signer(requires)]);
}

const digestOf = (text: string) => ({ sha256: text.slice("sha256:".length) });

/** A statement about these subjects: the image unless a digest is told, with these annotations. */
function stated(...subjects: readonly { readonly annotations?: unknown; readonly digest?: string }[]): string {
  const subject = subjects.map(({ digest = SUBJECT, ...more }) => ({ digest: digestOf(digest), ...more }));
  return statementFor(SUBJECT, { subject });
}

function bundled(statement: string, requires: RequiredClaims): SignatureResult {
  return verifyBundle(bundle(KEY, { statement }), SUBJECT, [signer(requires)]);
}

describe("annotations of a legacy payload", () => {
  const prod = asking({ env: "prod" });
  const optional = (value: unknown) => payloadFor(SUBJECT, {}, { optional: value });

  it.each<readonly [string, unknown, string]>([
    ["the one that is asked", { env: "prod" }, "verified"],
    ["more than are asked", { env: "prod", team: "a" }, "verified"],
    ["another value", { env: "test" }, "other-annotations"],
    ["a value that only looks alike", { env: "pro\u0501" }, "other-annotations"],
    ["the value with a blank", { env: "prod " }, "other-annotations"],
    ["the name in other letter case", { ENV: "prod" }, "other-annotations"],
    ["no text", { env: ["prod"] }, "other-annotations"],
    ["none at all", null, "other-annotations"],
  ])("with %s", (_, value, expected) => {
    expect(outcome(legacy(optional(value), prod))).toBe(expected);
  });

  it("are those of the payload: a layer's annotations are not signed", () => {
    expect(outcome(legacy(optional(null), prod, { env: "prod" }))).toBe("other-annotations");
  });

  it("named as members of every object are absent where nobody wrote them", () => {
    expect(outcome(legacy(optional({}), asking({ constructor: "x" })))).toBe("other-annotations");
  });
});

describe("the reference of a legacy payload", () => {
  const named = (reference: string) => payloadFor(SUBJECT, { identity: { "docker-reference": reference } });

  it.each([
    ["ghcr.io/acme/web", "ghcr.io/acme/web", "verified"],
    ["GHCR.io:443/acme/web", "ghcr.io/acme/web", "verified"],
    ["ghcr.io/acme/web:1.4", "ghcr.io/acme/web", "verified"],
    ["index.docker.io/library/nginx", "docker.io/library/nginx", "verified"],
    ["ghcr.io/acme/web-api", "ghcr.io/acme/web", "other-reference"],
    ["ghcr.io/acme", "ghcr.io/acme/web", "other-reference"],
    ["ghcr.io.evil.example/acme/web", "ghcr.io/acme/web", "other-reference"],
    ["https://ghcr.io/acme/web", "ghcr.io/acme/web", "other-reference"],
    ["", "ghcr.io/acme/web", "other-reference"],
  ])("%j for %s: %s", (written, wanted, expected) => {
    expect(outcome(legacy(named(written), naming(wanted)))).toBe(expected);
  });

  it("is in no bundle, whatever its statement says", () => {
    const statement = stated({ annotations: { "docker-reference": "ghcr.io/acme/web" } });
    expect(outcome(bundled(statement, naming("ghcr.io/acme/web")))).toBe("other-reference");
  });
});

describe("annotations of a bundle's statement", () => {
  const prod = asking({ env: "prod" });

  it.each([
    ["of the image", stated({ annotations: { env: "prod" } }), "verified"],
    ["of the image beside another subject", stated({ annotations: { env: "prod" } }, { digest: OTHER }), "verified"],
    ["of another subject", stated({}, { digest: OTHER, annotations: { env: "prod" } }), "other-annotations"],
    ["that the image has twice, alike", stated(...[1, 2].map(() => ({ annotations: { env: "prod" } }))), "verified"],
    ["that the image has once of twice", stated({ annotations: { env: "prod" } }, {}), "other-annotations"],
    ["that differ", stated(...["prod", "test"].map((env) => ({ annotations: { env } }))), "other-annotations"],
    ["that are null", stated({ annotations: null }), "other-annotations"],
    ["that are a list", stated({ annotations: ["env"] }), "malformed-payload"],
  ])("%s", (_, statement, expected) => {
    expect(outcome(bundled(statement, prod))).toBe(expected);
  });
});

describe("of several signers", () => {
  it("the one whose requirements are met is named, by key and by identity", () => {
    const prod = { ...signer(asking({ env: "prod" })), name: "prod" };
    const result = verifyBundle(bundle(KEY), SUBJECT, [prod, keySigner("any", KEY.trusted)]);
    expect(result).toMatchObject({ signer: { signer: "any" } });
    const strict = keyless(undefined, { name: "prod", requires: asking({ env: "prod" }) });
    expect(judgeBundle(makeBundle().bundle, [strict, keyless()])).toMatchObject({ signer: { signer: "ci" } });
  });

  it("what a trusted identity's signature lacks is told before whom another signer trusts", () => {
    const strict = keyless(undefined, { requires: asking({ env: "prod" }) });
    const other = keyless(undefined, { mismatch: () => "it is somebody else" });
    for (const signers of [
      [strict, other],
      [other, strict],
    ])
      expect(judgeLegacy(makeLegacy().candidate, signers)).toMatchObject({ reason: "other-annotations" });
  });

  it("what an identity has to carry is not asked of a certificate that is not verified", () => {
    const strict = keyless([], { requires: asking({ env: "prod" }) });
    expect(judgeBundle(makeBundle().bundle, [strict])).toMatchObject({ reason: "no-trusted-root" });
  });
});
