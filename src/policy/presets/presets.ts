import { GITHUB_ISSUER } from "../issuer.ts";

const GOOGLE_ISSUER = "https://accounts.google.com";

/** A publisher's own statement of who signs its images, as this document would say it. */
export interface Preset {
  /** The images that the publisher signs so; a rule's match still says for which of them it is trusted. */
  readonly images: string;
  readonly cosign: Readonly<Record<string, unknown>>;
  /** Where the publisher says so. */
  readonly source: string;
  /** When that was last read. */
  readonly reviewed: string;
}

/**
 * Only publishers whose identity is one text, or a glob that nobody else can get into. Each is at least as strict as its source.
 * Presets age: a publisher that renames a workflow is rejected, never accepted by accident.
 */
export const PRESETS = {
  "argo-cd": {
    images: "quay.io/argoproj/argocd",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: "https://github.com/argoproj/argo-cd",
      workflow: ".github/workflows/image-reuse.yaml",
      ref: { glob: "refs/tags/v*" },
    },
    source: "argo-cd, docs/operator-manual/signed-release-assets.md",
    reviewed: "2026-11-23",
  },
  chainguard: {
    images: "cgr.dev/chainguard/**",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: "https://github.com/chainguard-images/images",
      workflow: ".github/workflows/release.yaml",
      ref: "refs/heads/main",
    },
    source: "edu.chainguard.dev, verifying Chainguard's free images",
    reviewed: "2026-11-23",
  },
  cilium: {
    images: "quay.io/cilium/**",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: "https://github.com/cilium/cilium",
      workflow: ".github/workflows/build-images-releases.yaml",
      ref: { glob: "refs/tags/v*" },
    },
    source: "docs.cilium.io, verify image signatures",
    reviewed: "2026-11-23",
  },
  dependabot: {
    images: "ghcr.io/dependabot/**",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: "https://github.com/dependabot/dependabot-core",
      workflow: ".github/workflows/images-latest.yml",
      ref: "refs/heads/main",
    },
    source: "github.com/dependabot/cli, pull request 308",
    reviewed: "2026-11-23",
  },
  distroless: {
    images: "gcr.io/distroless/**",
    cosign: { issuer: GOOGLE_ISSUER, subject: "keyless@distroless.iam.gserviceaccount.com" },
    source: "GoogleContainerTools/distroless, README.md",
    reviewed: "2026-11-23",
  },
  "docker-hardened": {
    images: "dhi.io/**",
    cosign: {
      key: "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKdROmntRJFBrOJOQF5ww6gDBJqGm\nFxa4333s1KsL9ISjtmRzGNih9lNRsqfRVjgFgJIdL6EQ9dohdanvn7r2cg==\n-----END PUBLIC KEY-----\n",
      transparencyLog: "not-required",
    },
    source: "docker-hardened-images/keyring, publickey/dhi-2.pub, the only image key that is active",
    reviewed: "2026-11-27",
  },
  flux: {
    images: "ghcr.io/fluxcd/**",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: { glob: "https://github.com/fluxcd/*" },
      workflow: { glob: "fluxcd/gha-workflows/.github/workflows/controller-release.yaml@refs/tags/v*" },
      ref: { glob: "refs/tags/v*" },
    },
    source: "fluxcd/source-controller, release.yaml, and fluxcd/gha-workflows, controller-release.yaml",
    reviewed: "2026-11-27",
  },
  "flux-cli": {
    images: "ghcr.io/fluxcd/flux-cli",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: "https://github.com/fluxcd/flux2",
      workflow: ".github/workflows/release.yaml",
      ref: { glob: "refs/tags/v*" },
    },
    source: "fluxcd/flux2, release.yaml and .goreleaser.yml",
    reviewed: "2026-11-27",
  },
  kubernetes: {
    images: "registry.k8s.io/**",
    cosign: { issuer: GOOGLE_ISSUER, subject: "krel-trust@k8s-releng-prod.iam.gserviceaccount.com" },
    source: "kubernetes.io, verify signed Kubernetes artifacts",
    reviewed: "2026-11-23",
  },
  kyverno: {
    images: "ghcr.io/kyverno/**",
    cosign: {
      issuer: GITHUB_ISSUER,
      sourceRepository: "https://github.com/kyverno/kyverno",
      workflow: ".github/workflows/release.yaml",
      ref: { glob: "refs/tags/v*" },
    },
    source: "kyverno.io, security, verifying Kyverno container images",
    reviewed: "2026-11-23",
  },
  talos: {
    images: "ghcr.io/siderolabs/**",
    cosign: { issuer: GOOGLE_ISSUER, subject: { glob: "*@siderolabs.com" } },
    source: "docs.siderolabs.com, verifying images",
    reviewed: "2026-11-23",
  },
} as const satisfies Readonly<Record<string, Preset>>;
