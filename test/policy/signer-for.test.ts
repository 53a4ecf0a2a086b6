import { describe, expect, it } from "@jest/globals";
import { presetFor, signerFor, writtenYaml } from "../../src/policy/index.ts";
import type { CertificateIdentity } from "../../src/signature/index.ts";
import { bound, email, GITHUB, GOOGLE, identity, release } from "./identities.ts";
import { repositoryOf } from "./repository.ts";

const GITLAB = "https://gitlab.com";
const REUSABLE = "https://github.com/acme/actions/.github/workflows/sign.yml@refs/tags/v1";
const gitlab = identity({
  issuer: GITLAB,
  subjectUri: "https://gitlab.com/acme/web//.gitlab-ci.yml@refs/heads/main",
  claims: { sourceRepositoryUri: "https://gitlab.com/acme/web" },
});

describe("the signer that trusts exactly an identity", () => {
  it.each<readonly [string, CertificateIdentity, object]>([
    [
      "of a release on GitHub Actions",
      release,
      {
        issuer: GITHUB,
        sourceRepository: "https://github.com/acme/web",
        workflow: ".github/workflows/release.yml",
        ref: "refs/tags/v1.2.3",
      },
    ],
    [
      "of a reusable workflow, which belongs to somebody else",
      identity({ subjectUri: REUSABLE }),
      {
        issuer: GITHUB,
        sourceRepository: "https://github.com/acme/web",
        workflow: "acme/actions/.github/workflows/sign.yml@refs/tags/v1",
        ref: "refs/tags/v1.2.3",
      },
    ],
    ["by an email address", email("ci@acme.example"), { issuer: GOOGLE, subject: "ci@acme.example" }],
    [
      "of another forge",
      gitlab,
      { issuer: GITLAB, subject: gitlab.subject.value, sourceRepository: "https://gitlab.com/acme/web" },
    ],
  ])("%s", (_, who, expected) => {
    const cosign = signerFor(who);
    expect(cosign).toEqual(expected);
    const signer = bound({ cosign });
    expect(signer.kind === "keyless" && signer.mismatch(who)).toBeUndefined();
    const stranger = identity({ claims: { sourceRepositoryUri: "https://github.com/evil/web" } });
    expect(signer.kind === "keyless" && signer.mismatch(stranger)).toBeDefined();
  });

  it.each<readonly [string, CertificateIdentity]>([
    [
      "without a source repository, whose workflow anybody may call",
      identity({ claims: { sourceRepositoryUri: undefined } }),
    ],
    ["with a wildcard in its text", email("*@acme.example")],
    ["with a capture in its text", email("{name}@acme.example")],
    ["of nobody that a document can name", email("nobody")],
    ["without an issuer", { ...release, issuer: "" }],
  ])("cannot be written %s", (_, who) => {
    expect(signerFor(who)).toBeUndefined();
  });
});

it.each([
  ["registry.k8s.io/pause", "kubernetes"],
  ["gcr.io/distroless/static", "distroless"],
  ["gcr.io/other/static", undefined],
  ["quay.io/argoproj/argocd", "argo-cd"],
  ["registry.k8s.io.evil.example/pause", undefined],
])("the preset of %s is %s", (name, preset) => {
  expect(presetFor(repositoryOf(name))).toBe(preset);
});

it("what YAML would read as something else is quoted, and one value is one line", () => {
  const value = { a: "- b: c", d: "yes # no", e: "line\nbreak", f: `${"x".repeat(300)} ${"y".repeat(300)}`, g: "*" };
  const lines = writtenYaml(value);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe('a: "- b: c"');
});
