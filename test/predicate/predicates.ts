/** Predicates as the tools write them, shortened; the commit and the run are those of `release` in test/policy/identities.ts. */
export const COMMIT = "7d3a3e5c1f0b4d2a9e8c7b6a5f4e3d2c1b0a9f8e";
export const RUN = "https://github.com/acme/web/actions/runs/1001/attempts/1";
export const WORKFLOW = ".github/workflows/release.yml";
const SOURCE = "git+https://github.com/acme/web@refs/tags/v1.2.3";

export const GENERATOR =
  "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@refs/tags/v2.1.0";

/** slsa-github-generator's container generator. */
export const generated = {
  builder: { id: GENERATOR },
  buildType: "https://github.com/slsa-framework/slsa-github-generator/container@v1",
  invocation: {
    configSource: { uri: SOURCE, digest: { sha1: COMMIT }, entryPoint: WORKFLOW },
    parameters: {},
    environment: { github_run_id: "1001", github_run_attempt: "1" },
  },
  metadata: { buildInvocationID: "1001-1", completeness: { parameters: true } },
  materials: [{ uri: SOURCE, digest: { sha1: COMMIT } }],
};

/** actions/attest-build-provenance. */
export const attested = {
  buildDefinition: {
    buildType: "https://actions.github.io/buildtypes/workflow/v1",
    externalParameters: {
      workflow: { ref: "refs/tags/v1.2.3", repository: "https://github.com/acme/web", path: WORKFLOW },
    },
    internalParameters: { github: { event_name: "push", runner_environment: "github-hosted" } },
    resolvedDependencies: [{ uri: SOURCE, digest: { gitCommit: COMMIT } }],
  },
  runDetails: {
    builder: { id: `https://github.com/acme/web/${WORKFLOW}@refs/tags/v1.2.3` },
    metadata: { invocationId: RUN },
  },
};

/** BuildKit of a git context, as docker/build-push-action runs it. */
export const built = {
  buildDefinition: {
    buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
    externalParameters: {
      configSource: {
        uri: "https://github.com/acme/web.git#refs/tags/v1.2.3",
        digest: { sha1: COMMIT },
        path: "Dockerfile",
      },
      request: { frontend: "dockerfile.v0" },
    },
    resolvedDependencies: [
      { uri: "pkg:docker/alpine@3.20?platform=linux%2Famd64", digest: { sha256: "0".repeat(64) } },
      { uri: "https://github.com/acme/web.git#refs/tags/v1.2.3", digest: { sha1: COMMIT } },
    ],
  },
  runDetails: { builder: { id: RUN }, metadata: { invocationId: "0abc" } },
};

/** The same in BuildKit's other version. */
export const builtV02 = {
  builder: { id: RUN },
  buildType: "https://mobyproject.org/buildkit@v1",
  invocation: {
    configSource: {
      uri: "https://github.com/acme/web.git#refs/tags/v1.2.3",
      digest: { sha1: COMMIT },
      entryPoint: "Dockerfile",
    },
  },
  materials: [{ uri: "https://github.com/acme/web.git#refs/tags/v1.2.3", digest: { sha1: COMMIT } }],
  metadata: { buildInvocationID: "0abc" },
};

export const V0_2 = "https://slsa.dev/provenance/v0.2";
export const V1 = "https://slsa.dev/provenance/v1";
export const VULN = "https://cosign.sigstore.dev/attestation/vuln/v1";

export const trivy = (...severities: readonly unknown[]) => ({
  SchemaVersion: 2,
  ArtifactName: "ghcr.io/acme/web",
  ArtifactType: "container_image",
  Results: [
    { Target: "debian", Class: "os-pkgs", Type: "debian" },
    {
      Target: "app/package.json",
      Class: "lang-pkgs",
      Vulnerabilities: severities.map((Severity, index) => ({ VulnerabilityID: `CVE-2026-${index}`, Severity })),
    },
  ],
});

export const grype = (...severities: readonly unknown[]) => ({
  matches: severities.map((severity, index) => ({ vulnerability: { id: `CVE-2026-${index}`, severity } })),
  source: { type: "image" },
  descriptor: { name: "grype", version: "0.90.0" },
});

/** Each finding with its rule's score. */
export const sarif = (...scores: readonly unknown[]) => ({
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: {
          name: "Trivy",
          rules: scores.map((score, index) => ({
            id: `CVE-2026-${index}`,
            properties: { "security-severity": score },
          })),
        },
      },
      results: scores.map((_, index) => ({ ruleId: `CVE-2026-${index}`, level: "note" })),
    },
  ],
});

export const FINISHED = "2026-11-20T12:00:00.123456789+01:00";

/** As `cosign attest --type vuln` records a scan. */
export const scanned = (result: unknown, scanFinishedOn: unknown = FINISHED) => ({
  invocation: { uri: "", event_id: "" },
  scanner: { uri: "pkg:github/aquasecurity/trivy@0.60.0", version: "0.60.0", db: {}, result },
  metadata: { scanStartedOn: FINISHED, scanFinishedOn },
});

export const spdx = { spdxVersion: "SPDX-2.3", packages: [{ name: "musl", SPDXID: "SPDXRef-1" }] };
export const cycloneDx = { bomFormat: "CycloneDX", specVersion: "1.6", components: [{ name: "musl" }] };
