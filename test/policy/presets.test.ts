import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { PRESET_NAMES, presetOf, type PresetName } from "../../src/policy/index.ts";
import type { CertificateIdentity } from "../../src/signature/index.ts";
import { parseMatchPattern } from "../../src/policy/match-pattern.ts";
import { bound, GITHUB, GOOGLE, signerProblems } from "./identities.ts";

interface Says {
  readonly issuer: string;
  /** The identity as the publisher writes it; where it is a sloppy expression, what it means. */
  readonly subject: RegExp;
  readonly examples: readonly string[];
}

const workflow = (path: string, ref: string) => `https://github.com/${path}@${ref}`;

const KEYS: readonly PresetName[] = ["docker-hardened"];
type IdentityPreset = Exclude<PresetName, "docker-hardened">;
const IDENTITIES = PRESET_NAMES.filter((name): name is IdentityPreset => !KEYS.includes(name));

/** What the sources say, written down apart from the presets. */
const SOURCES: Readonly<Record<IdentityPreset, Says>> = {
  "argo-cd": {
    issuer: GITHUB,
    subject: /^https:\/\/github\.com\/argoproj\/argo-cd\/\.github\/workflows\/image-reuse\.yaml@refs\/tags\/v[^/]+$/,
    examples: [workflow("argoproj/argo-cd/.github/workflows/image-reuse.yaml", "refs/tags/v2.13.0")],
  },
  chainguard: {
    issuer: GITHUB,
    subject: /^https:\/\/github\.com\/chainguard-images\/images\/\.github\/workflows\/release\.yaml@refs\/heads\/main$/,
    examples: [workflow("chainguard-images/images/.github/workflows/release.yaml", "refs/heads/main")],
  },
  cilium: {
    issuer: GITHUB,
    subject:
      /^https:\/\/github\.com\/cilium\/cilium\/\.github\/workflows\/build-images-releases\.yaml@refs\/tags\/[^/]+$/,
    examples: [workflow("cilium/cilium/.github/workflows/build-images-releases.yaml", "refs/tags/v1.16.3")],
  },
  dependabot: {
    issuer: GITHUB,
    subject:
      /^https:\/\/github\.com\/dependabot\/dependabot-core\/\.github\/workflows\/images-latest\.yml@refs\/heads\/main$/,
    examples: [workflow("dependabot/dependabot-core/.github/workflows/images-latest.yml", "refs/heads/main")],
  },
  distroless: {
    issuer: GOOGLE,
    subject: /^keyless@distroless\.iam\.gserviceaccount\.com$/,
    examples: ["keyless@distroless.iam.gserviceaccount.com"],
  },
  flux: {
    issuer: GITHUB,
    subject:
      /^https:\/\/github\.com\/fluxcd\/gha-workflows\/\.github\/workflows\/controller-release\.yaml@refs\/tags\/v[^/]+$/,
    examples: [workflow("fluxcd/gha-workflows/.github/workflows/controller-release.yaml", "refs/tags/v0.11.0")],
  },
  "flux-cli": {
    issuer: GITHUB,
    subject: /^https:\/\/github\.com\/fluxcd\/flux2\/\.github\/workflows\/release\.yaml@refs\/tags\/v[^/]+$/,
    examples: [workflow("fluxcd/flux2/.github/workflows/release.yaml", "refs/tags/v2.8.0")],
  },
  kubernetes: {
    issuer: GOOGLE,
    subject: /^krel-trust@k8s-releng-prod\.iam\.gserviceaccount\.com$/,
    examples: ["krel-trust@k8s-releng-prod.iam.gserviceaccount.com"],
  },
  kyverno: {
    issuer: GITHUB,
    subject: /^https:\/\/github\.com\/kyverno\/kyverno\/\.github\/workflows\/release\.yaml@refs\/tags\/[^/]+$/,
    examples: [workflow("kyverno/kyverno/.github/workflows/release.yaml", "refs/tags/v1.13.0")],
  },
  talos: {
    issuer: GOOGLE,
    subject: /^[^@]+@siderolabs\.com$/,
    examples: ["release.manager@siderolabs.com"],
  },
};

/** The identity whose subject is this; on GitHub of a run of the workflow's own repository, unless another one is named. */
function identityOf(issuer: string, subject: string, source?: string): CertificateIdentity {
  const [, repository = "", ref = ""] = /^(https:\/\/[^/]+\/[^/]+\/[^/]+)\/.*?@(.*)$/s.exec(subject) ?? [];
  if (repository === "") return { issuer, subject: { kind: "email", value: subject }, claims: {} };
  const claims = { sourceRepositoryUri: source ?? repository, sourceRepositoryRef: ref };
  return { issuer, subject: { kind: "uri", value: subject }, claims };
}

/** GitHub tells no two accounts and no two repositories apart by letter case alone. */
function asGitHubReads(subject: string): string {
  return subject.replace(/^https:\/\/github\.com\/[!-~]+?\/[!-~]+?\//i, (repository) => repository.toLowerCase());
}

describe.each(IDENTITIES)("the preset %s", (name) => {
  const { issuer, subject, examples } = SOURCES[name];
  const signer = bound({ preset: name });
  const mismatch = (identity: CertificateIdentity) =>
    signer.kind === "keyless" ? signer.mismatch(identity) : "no identity";

  it("trusts what its source says", () => {
    expect(signerProblems({ preset: name })).toEqual([]);
    for (const example of examples) {
      expect(subject.test(example)).toBe(true);
      expect(mismatch(identityOf(issuer, example))).toBeUndefined();
    }
  });

  it("is no looser than its source, for whatever looks like its identity", () => {
    const everybody = IDENTITIES.flatMap((one) => SOURCES[one].examples);
    const pieces = ["@", "/", "evil", "refs/tags/v", "refs/heads/main", ".com", "-", "x.yml", "\n", "*", "V", "1"];
    const edit = fc.tuple(fc.nat(120), fc.nat(8), fc.constantFrom(...pieces, ""));
    const near = fc
      .tuple(fc.constantFrom(...examples, ...examples, ...everybody), fc.array(edit, { maxLength: 3 }))
      .map(([start, edits]) =>
        edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), start),
      );
    let trusted = 0;
    fc.assert(
      fc.property(near, fc.constantFrom(issuer, issuer, `${issuer}.evil`, GOOGLE, GITHUB), (text, given) => {
        if (mismatch(identityOf(given, text)) !== undefined) return;
        trusted += 1;
        expect([given, asGitHubReads(text)]).toEqual([issuer, expect.stringMatching(subject)]);
      }),
      { numRuns: 5000 },
    );
    expect(trusted).toBeGreaterThan(50);
  });

  it("does not trust its own workflow in the run of somebody else's repository", () => {
    for (const example of examples.filter((one) => one.startsWith("https://"))) {
      expect(mismatch(identityOf(issuer, example, "https://github.com/evil/images"))).toMatch(/sourceRepository/);
    }
  });
});

it("flux trusts its shared workflow for the account's repositories alone, at a release of each", () => {
  const [shared = ""] = SOURCES.flux.examples;
  const run = (sourceRepositoryUri: string, sourceRepositoryRef: string): CertificateIdentity => ({
    ...{ issuer: GITHUB, subject: { kind: "uri", value: shared } },
    claims: { sourceRepositoryUri, sourceRepositoryRef },
  });
  const signer = bound({ preset: "flux" });
  const judge = (identity: CertificateIdentity) =>
    signer.kind === "keyless" ? signer.mismatch(identity) : "no identity";
  expect(judge(run("https://github.com/fluxcd/source-controller", "refs/tags/v1.8.0"))).toBeUndefined();
  expect(judge(run("https://github.com/fluxcd/source-controller", "refs/heads/main"))).toMatch(/ref/);
  expect(judge(run("https://github.com/fluxcd-evil/source-controller", "refs/tags/v1.8.0"))).toMatch(
    /sourceRepository/,
  );
});

it("docker-hardened trusts the one key of Docker's keyring that is active, and asks for no log, as its source says", () => {
  const { cosign } = presetOf("docker-hardened");
  expect(signerProblems({ preset: "docker-hardened" })).toEqual([]);
  expect(bound({ preset: "docker-hardened" })).toMatchObject({
    ...{ kind: "key", transparencyLog: "not-required" },
    keys: [{ type: "ECDSA P-256", pem: cosign["key"], fingerprint: "EYulVt1S9K7GcBjv0xbChceDzT5UzA9FJ2BXFcZDiHw=" }],
  });
});

it.each(PRESET_NAMES)("the preset %s says for which images, from where and when it was read", (name) => {
  const { images, source, reviewed } = presetOf(name);
  expect(parseMatchPattern(images).host).not.toContain("*");
  expect(source.length).toBeGreaterThan(10);
  expect(reviewed).toMatch(/^20\d\d-\d\d-\d\d$/);
});
