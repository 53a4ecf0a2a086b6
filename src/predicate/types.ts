/** The predicate types of SLSA provenance, each exact. Drafts (`v1?draft`, `v1-rc1`) and v0.1 are other types. */
export const SLSA_V0_2 = "https://slsa.dev/provenance/v0.2";
export const SLSA_V1 = "https://slsa.dev/provenance/v1";
export const PROVENANCE_TYPES: readonly string[] = [SLSA_V0_2, SLSA_V1];

/** As cosign, BuildKit and in-toto write them, and with the document's version, as actions/attest does. */
export const SPDX_TYPES: readonly string[] = [
  "https://spdx.dev/Document",
  "https://spdx.dev/Document/v2.2",
  "https://spdx.dev/Document/v2.3",
];

/** As cosign and actions/attest write it, and with the document's version, as Docker Hardened Images do. */
export const CYCLONEDX_TYPES: readonly string[] = [
  "https://cyclonedx.org/bom",
  "https://cyclonedx.org/bom/v1.4",
  "https://cyclonedx.org/bom/v1.5",
  "https://cyclonedx.org/bom/v1.6",
];

/** Cosign's record of a vulnerability scan. */
export const SCAN_TYPES: readonly string[] = ["https://cosign.sigstore.dev/attestation/vuln/v1"];

/** What cosign signs an image with: no attestation about it. */
export const SIGNATURE_TYPE = "https://sigstore.dev/cosign/sign/v1";
