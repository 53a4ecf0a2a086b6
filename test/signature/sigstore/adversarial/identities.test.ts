import { describe, expect, it } from "@jest/globals";
import { GITHUB, GOOGLE, email, identity, release, signerProblems, verdict } from "../../../policy/identities.ts";

const WEB = { issuer: GITHUB, sourceRepository: "https://github.com/acme/web" };
const SHARED = "acme/shared/.github/workflows/sign.yml@refs/tags/v2";
const SHARED_URI = `https://github.com/${SHARED}`;
const OWN = "https://github.com/acme/web/.github/workflows/release.yml";

describe("identities that the policy compares with the certificate's", () => {
  it.each([
    [
      59,
      "a glob that is not meant to end there",
      { ...WEB, ref: { glob: "refs/tags/v*" } },
      { sourceRepositoryRef: "refs/tags/v1/../../heads/x" },
    ],
    [
      59,
      "a glob that is not meant to begin there",
      { ...WEB, ref: { glob: "refs/tags/v*" } },
      { sourceRepositoryRef: "refs/heads/refs/tags/v1" },
    ],
    [62, "a foreign repository", WEB, { sourceRepositoryUri: "https://github.com/evil/web" }],
    [62, "no repository", WEB, { sourceRepositoryUri: undefined }],
    [63, "a pull request", { ...WEB, ref: { glob: "refs/tags/v*" } }, { sourceRepositoryRef: "refs/pull/7/merge" }],
    [63, "a branch", { ...WEB, ref: { glob: "refs/tags/v*" } }, { sourceRepositoryRef: "refs/heads/v1" }],
    [63, "a runner of somebody's own", { ...WEB, runner: "github-hosted" }, { runnerEnvironment: "self-hosted" }],
    [63, "a runner that nobody names", { ...WEB, runner: "github-hosted" }, { runnerEnvironment: undefined }],
  ])("row %d: %s is not it", (_row, _what, signer, claims) => {
    expect(verdict(signer, release)).toBe("trusted");
    expect(verdict(signer, identity({ claims }))).toMatch(/^its (?:\w+ is |certificate names no )/);
  });

  it("row 62: the right reusable workflow, called by a foreign repository, is not it", () => {
    const signer = { ...WEB, workflow: SHARED };
    expect(verdict(signer, identity({ subjectUri: SHARED_URI }))).toBe("trusted");
    const foreign = identity({
      subjectUri: SHARED_URI,
      claims: { sourceRepositoryUri: "https://github.com/evil/web" },
    });
    expect(verdict(signer, foreign)).toMatch(/^its sourceRepository is /);
  });

  it.each([`${OWN}@refs/tags/v1.2.3.evil`, `https://evil.test/?${OWN}@refs/tags/v1.2.3`])(
    "row 59: an exact workflow is compared whole: %s",
    (subjectUri) => {
      const signer = { ...WEB, workflow: ".github/workflows/release.yml@refs/tags/v1.2.3" };
      expect(verdict(signer, release)).toBe("trusted");
      expect(verdict(signer, identity({ subjectUri }))).not.toBe("trusted");
    },
  );

  it("row 59: a glob is anchored at both ends", () => {
    const signer = { issuer: GOOGLE, subject: { glob: "*@corp.test" } };
    expect(verdict(signer, email("alice@corp.test"))).toBe("trusted");
    expect(verdict(signer, email("alice@corp.test.evil.test"))).not.toBe("trusted");
  });

  it.each([
    ["everything", { glob: "*" }],
    ["every address", { glob: "*@*" }],
    ["nothing", ""],
    ["an empty pattern", { glob: "" }],
    ["a regular expression", { glob: "^.*@corp[.]test$" }],
    ["an expression under its own name", { regexp: ".*" }],
  ])("row 59: %s is an error of the policy", (_, subject) => {
    expect(signerProblems({ cosign: { issuer: GOOGLE, subject } })).not.toEqual([]);
  });

  it("row 62: a workflow without sourceRepository is an error of the policy", () => {
    expect(signerProblems({ cosign: { issuer: GITHUB, workflow: SHARED } }).join()).toContain("sourceRepository");
  });
});
