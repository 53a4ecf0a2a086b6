import { describe, expect, it } from "@jest/globals";
import { alternativeNames, claim, rawClaim, uri } from "../../fixtures/sigstore/certificate.ts";
import type { ExtensionSpec } from "../../fixtures/sigstore/certificate.ts";
import { ISSUER } from "../../fixtures/sigstore/keyless.ts";
import { outcome } from "../candidates.ts";
import { ROOT, judgeBundle, keyless, makeBundle } from "../keyless.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const OLDER = [
  rawClaim(2, "push"),
  rawClaim(3, SHA),
  rawClaim(4, "Release \u{1f680}"),
  rawClaim(5, "acme/web"),
  rawClaim(6, "refs/tags/v1"),
];
const NEWER = [claim(20, "push"), claim(13, SHA), claim(12, "https://github.com/acme/web"), claim(14, "refs/tags/v1")];

const anyone = keyless([ROOT], { mismatch: () => undefined });
const judge = (claims: readonly ExtensionSpec[], issuer = ISSUER) =>
  judgeBundle(makeBundle({ certificate: { claims, issuer: [rawClaim(1, issuer)] } }).bundle, [anyone]);
const claimsOf = (claims: readonly ExtensionSpec[], issuer?: string) => {
  const result = judge(claims, issuer);
  return result.verified ? result.signer.certificate?.claims : result.reason;
};
const MAPPED = {
  buildTrigger: "push",
  sourceRepositoryDigest: SHA,
  sourceRepositoryUri: "https://github.com/acme/web",
  sourceRepositoryRef: "refs/tags/v1",
};

describe("certificates of GitHub workflows from before 2023, whose claims stand in the extensions .2 to .6 (law 7)", () => {
  it("say the same as those of today, which have both", () => {
    expect(claimsOf(OLDER)).toEqual(MAPPED);
    expect(claimsOf(NEWER)).toEqual(MAPPED);
    expect(claimsOf([...OLDER, ...NEWER])).toEqual(MAPPED);
  });

  it("say nothing about what they do not have: who asks for ids or the runner is not answered", () => {
    expect(Object.keys(MAPPED)).not.toContain("sourceRepositoryIdentifier");
    expect(claimsOf([rawClaim(5, "acme/web")])).toEqual({ sourceRepositoryUri: MAPPED.sourceRepositoryUri });
  });

  it.each([2, 3, 5, 6])("are refused where .%d and its successor say different things", (number) => {
    const other = { 2: "schedule", 3: SHA.replace("0", "f"), 5: "evil/web", 6: "refs/tags/v2" }[number] ?? "";
    const mixed = [...OLDER.filter(({ oid }) => !oid.endsWith(`.1.${number}`)), rawClaim(number, other), ...NEWER];
    expect(claimsOf(mixed)).toBe("unsuitable-identity");
  });

  it.each([
    ["another host", 5, "https://evil.test/acme/web"],
    ["a path upwards", 5, "acme/web/../../evil"],
    ["a repository without owner", 5, "web"],
    ["a query", 5, "acme/web?x"],
    ["a blank at the end", 5, "acme/web "],
    ["nothing", 5, ""],
    ["a control", 6, "refs/tags/v1\u0000"],
    ["DER instead of text", 6, "\u000c\u000crefs/tags/v1"],
    ["a ref without its kind", 6, "main"],
    ["a ref with a blank in it", 6, "refs/tags/v1 refs/tags/v2"],
    ["a shortened commit", 3, "0123456"],
    ["a trigger of several words", 2, "push schedule"],
  ])("are refused with %s", (_, number, text) => {
    expect(claimsOf([rawClaim(number, text)])).toBe("unsuitable-identity");
  });

  it("say nothing in letters that look alike", () => {
    expect(claimsOf([rawClaim(5, "\u0430cme/web")])).toEqual({});
  });

  it("are held to no grammar where today's extension says the same", () => {
    expect(claimsOf([rawClaim(6, "odd ref"), claim(14, "odd ref")])).toEqual({ sourceRepositoryRef: "odd ref" });
  });

  it("have a ref in other letters as today's have one: nobody can ask for it", () => {
    expect(claimsOf([rawClaim(6, "refs/heads/k\u00f6ln")])).toEqual({});
    expect(claimsOf([rawClaim(6, "refs/heads/k\u00f6ln"), claim(14, "refs/heads/k\u00f6ln")])).toEqual({});
    expect(claimsOf([rawClaim(6, "refs/heads/k\u00f6ln"), claim(14, "refs/heads/koln")])).toBe("unsuitable-identity");
  });

  it.each(["https://gitlab.com", "https://token.actions.acme.ghe.com", `${ISSUER}/acme`, `${ISSUER}.evil.test`])(
    "mean nothing beside another issuer: %s",
    (issuer) => {
      expect(claimsOf(OLDER, issuer)).toEqual({});
    },
  );

  it("do not stand in for the subject", () => {
    const names = alternativeNames(uri("https://github.com/evil/web/.github/workflows/release.yml@refs/heads/main"));
    const { bundle } = makeBundle({ certificate: { claims: OLDER, names } });
    expect(outcome(judgeBundle(bundle))).toBe("untrusted-identity");
  });
});
