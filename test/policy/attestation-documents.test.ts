import { describe, expect, it } from "@jest/globals";
import { ruleProblems } from "./attested.ts";

const attestation = (...list: readonly unknown[]) => ({ attestations: list });
const slsa = (more: object = {}) => ({ type: "slsa-provenance", by: ["ci"], ...more });
const custom = (...conditions: readonly unknown[]) => ({ type: "https://acme.example/x", by: ["ci"], conditions });

type Row = readonly [name: string, rule: object, problems: readonly RegExp[]];

const rows: readonly Row[] = [
  ["an empty list", attestation(), [/^attestations: expected a list of attestations, .*an empty list/]],
  ["a mapping", { attestations: slsa() }, [/^attestations: .*found a mapping/]],
  ["17 of them", attestation(...Array.from({ length: 17 }, () => slsa())), [/^attestations: .*a list of 17/]],
  ["a text", attestation("sbom"), [/^attestations\[0\]: expected an attestation.*found a text/]],
  ["an empty mapping", attestation({}), [/\.type: is missing/, /\.by: is missing/]],
  ["no type", attestation({ by: ["ci"] }), [/^attestations\[0\]\.type: is missing/]],
  ["an empty type", attestation({ type: "", by: ["ci"] }), [/\.type: .*an empty text/]],
  ["a type left open", attestation({ type: null, by: ["ci"] }), [/\.type: .*found nothing/]],
  ["a misspelt type", attestation({ type: "slsa-provenence", by: ["ci"] }), [/\.type: is no type of attestation/]],
  ["cosign's word", attestation({ type: "slsaprovenance1x", by: ["ci"] }), [/\.type: is no type/]],
  ["a wildcard in a type", attestation({ type: "https://acme.example/*", by: ["ci"] }), [/\.type: is no type/]],
  ["a capture in a type", attestation({ type: "https://acme.example/{name}", by: ["ci"] }), [/\.type: is no type/]],
  ["a blank in a type", attestation({ type: "https://acme.example/a b", by: ["ci"] }), [/\.type: is no type/]],
  ["a look-alike in a type", attestation({ type: "https://\u0430cme.example/", by: ["ci"] }), [/\.type: is no type/]],
  [
    "a known type with a slash",
    attestation({ type: "https://slsa.dev/provenance/v1/", by: ["ci"] }),
    [/\.type: is not quite a known predicate type/],
  ],
  [
    "a known type in capitals",
    attestation({ type: "https://SPDX.dev/Document", by: ["ci"] }),
    [/\.type: is not quite a known/],
  ],
  [
    "a signature's type",
    attestation({ type: "https://sigstore.dev/cosign/sign/v1", by: ["ci"] }),
    [/\.type: is a signature/],
  ],
  ["nobody", attestation({ type: "sbom" }), [/\.by: is missing/]],
  ["an empty list of signers", attestation({ type: "sbom", by: [] }), [/\.by: .*an empty list/]],
  ["a signer alone", attestation({ type: "sbom", by: "ci" }), [/\.by: .*found a text/]],
  ["an unknown signer", attestation({ type: "sbom", by: ["cj"] }), [/\.by\[0\]: "cj" is no signer of this document/]],
  ["a signer twice", attestation({ type: "sbom", by: ["ci", "ci"] }), [/\.by\[1\]: "ci" is listed twice/]],
  ["the same twice", attestation(slsa(), slsa()), [/^attestations\[1\]: is the same as attestations\[0\]/]],
  [
    "the same twice in another order of keys",
    attestation(slsa(), { by: ["ci"], type: "slsa-provenance" }),
    [/^attestations\[1\]: is the same/],
  ],
  ["a misspelt key", attestation(slsa({ bulder: "https://x/y/z" })), [/\.bulder: "bulder" is not a key of/]],
  [
    "an age of a provenance",
    attestation(slsa({ maximumAge: "7d" })),
    [/\.maximumAge: goes with type: vulnerabilities, and this is an attestation of type slsa-provenance/],
  ],
  [
    "a builder of an SBOM",
    attestation({ type: "spdx", by: ["ci"], builder: "https://x/y/z" }),
    [/\.builder: goes with type: slsa-provenance/],
  ],
  ["conditions of a provenance", attestation(slsa({ conditions: [] })), [/\.conditions: goes with type: the URI of/]],
  [
    "a ref of a custom type",
    attestation({ type: "https://acme.example/x", by: ["ci"], ref: "refs/heads/main" }),
    [/\.ref: goes with type: slsa-provenance/],
  ],
  [
    "every problem at once",
    attestation(slsa({ builder: "x", sourceRepository: "x", ref: "x", workflow: "x" }), { type: "sbom", by: ["no"] }),
    [
      /\[0\]\.builder: is no URL/,
      /\[0\]\.sourceRepository: is no URL/,
      /\[0\]\.ref: /,
      /\[0\]\.workflow: /,
      /\[1\]\.by/,
    ],
  ],
  ["an empty glob", attestation(slsa({ builder: { glob: "" } })), [/\.builder\.glob: .*an empty text/]],
  ["any builder", attestation(slsa({ builder: { glob: "**" } })), [/\.builder: /]],
  ["a builder on any host", attestation(slsa({ builder: { glob: "https://*/x/y" } })), [/\.builder: has no scheme/]],
  [
    "a builder of any account",
    attestation(slsa({ builder: { glob: "https://github.com/*" } })),
    [/\.builder: leaves open/],
  ],
  [
    "any account",
    attestation(slsa({ sourceRepository: { glob: "https://github.com/*/web" } })),
    [/leaves the account/],
  ],
  [
    "a repository to clone",
    attestation(slsa({ sourceRepository: "https://github.com/acme/web.git" })),
    [/\.sourceRepository: is not an account and a repository/],
  ],
  ["a branch's short name", attestation(slsa({ ref: "main" })), [/\.ref: is no full name/]],
  ["a * outside a glob", attestation(slsa({ ref: "refs/tags/v*" })), [/\.ref: has a \* in an exact text/]],
  [
    "a reusable workflow",
    attestation(slsa({ workflow: "acme/x/.github/workflows/a.yml@refs/tags/v1" })),
    [/\.workflow: is no path of a workflow in the source/],
  ],
  [
    "a capture that the match has not",
    attestation(slsa({ sourceRepository: "https://github.com/acme/{repo}" })),
    [/^attestations\[0\]: sourceRepository holds \{repo\}, and .* captures no \{repo\}/],
  ],
  ["such a capture in a condition", attestation(custom({ at: "/x", equals: "{repo}" })), [/conditions holds \{repo\}/]],
  [
    "an age of words",
    attestation({ type: "vulnerabilities", by: ["ci"], maximumAge: "a week" }),
    [/maximumAge: expected/],
  ],
  ["an age of a number", attestation({ type: "vulnerabilities", by: ["ci"], maximumAge: 7 }), [/the number 7/]],
  [
    "an age of nothing",
    attestation({ type: "vulnerabilities", by: ["ci"], maximumAge: "0d" }),
    [/maximumAge: expected/],
  ],
  [
    "an age of years",
    attestation({ type: "vulnerabilities", by: ["ci"], maximumAge: "367d" }),
    [/maximumAge: expected/],
  ],
  [
    "a severity that excludes nothing",
    attestation({ type: "vulnerabilities", by: ["ci"], maximumSeverity: "critical" }),
    [/maximumSeverity: expected one of none, negligible, low, medium, high/],
  ],
  ["an empty list of conditions", attestation(custom()), [/\.conditions: .*an empty list/]],
  ["a condition of nothing", attestation(custom({ at: "/x" })), [/conditions\[0\]: asks nothing/]],
  ["a condition without a place", attestation(custom({ equals: 1 })), [/conditions\[0\]\.at: is missing/]],
  ["a pointer without a slash", attestation(custom({ at: "x", equals: 1 })), [/\.at: "x" is no JSON pointer/]],
  ["a pointer with a stray tilde", attestation(custom({ at: "/~2", equals: 1 })), [/\.at: "\/~2" is no JSON pointer/]],
  [
    "a text for a number",
    attestation(custom({ at: "/x", atLeast: "5" })),
    [/\.atLeast: expected a number, found a text/],
  ],
  ["no values", attestation(custom({ at: "/x", in: [] })), [/\.in: .*an empty list/]],
  ["a list in a list", attestation(custom({ at: "/x", in: [["a"]] })), [/\.in/]],
  ["null as a value", attestation(custom({ at: "/x", equals: null })), [/\.equals: .*found nothing/]],
  ["any text", attestation(custom({ at: "/x", glob: "*" })), [/\.glob: is nothing but wildcards/]],
  ["a glob of none", attestation(custom({ at: "/x", glob: "prod" })), [/\.glob: has no wildcard/]],
  ["a stray brace", attestation(custom({ at: "/x", equals: "{" })), [/\.equals: has a brace/]],
  ["a regular expression", attestation(custom({ at: "/x", matches: ".*" })), [/"matches" is not a key of a condition/]],
];

describe("an attestation that is wrong is an error which says what (law 7)", () => {
  it.each(rows)("%s", (_, rule, expected) => {
    const problems = ruleProblems(rule);
    expect(problems).toHaveLength(expected.length);
    for (const pattern of expected) expect(problems.join("\n")).toMatch(new RegExp(pattern.source, "m"));
  });

  it("a signer with a capture that the match has not is named where it is used", () => {
    const by = ruleProblems({ signedBy: ["key"], ...attestation(slsa()) }, "ghcr.io/acme/*");
    expect(by).toEqual([
      expect.stringMatching(/^attestations\[0\]\.by\[0\]: signers\.ci\.cosign\.sourceRepository holds/),
    ]);
    const bound = ruleProblems({ signedBy: ["person"], boundToBuild: { by: ["ci"], within: "1h" } }, "ghcr.io/acme/*");
    expect(bound).toEqual([expect.stringMatching(/^boundToBuild\.by\[0\]: signers\.ci/)]);
  });
});

describe("a binding that is wrong", () => {
  const bound = (boundToBuild: unknown, more: object = {}) => ({ boundToBuild, ...more });
  const good = { by: ["ci"], within: "1h" };

  it.each<Row>([
    ["nothing", bound({}), [/\.by: is missing/, /\.within: is missing/]],
    ["a list", bound([good]), [/^boundToBuild: .*a list of 1/]],
    ["an unknown signer", bound({ ...good, by: ["no"] }), [/^boundToBuild\.by\[0\]: "no" is no signer/]],
    ["no time", bound({ by: ["ci"] }), [/\.within: is missing/]],
    ["a time of two days", bound({ ...good, within: "2d" }), [/\.within: expected a time/]],
    ["a time without a unit", bound({ ...good, within: "60" }), [/\.within: expected a time/]],
    ["a misspelt key", bound({ ...good, witin: "1h" }), [/\.witin: "witin" is not a key of a binding/]],
    [
      "signatures by keys alone",
      bound(good, { signedBy: ["key", "scanner"] }),
      [/^boundToBuild: every signer in signedBy/],
    ],
    [
      "provenances by keys alone",
      bound({ ...good, by: ["key"] }),
      [/^boundToBuild\.by: every signer here signs with a key/],
    ],
    [
      "no signature",
      bound(good, { signedBy: undefined, signature: "not-required", because: "nobody signs these" }),
      [/^boundToBuild: only goes with signedBy/],
    ],
  ])("by %s", (_, rule, expected) => {
    const problems = ruleProblems(rule);
    expect(problems).toHaveLength(expected.length);
    for (const pattern of expected) expect(problems.join("\n")).toMatch(new RegExp(pattern.source, "m"));
  });

  it("by a key beside an identity is none", () => {
    expect(ruleProblems(bound(good, { signedBy: ["key", "ci"] }))).toEqual([]);
  });
});
