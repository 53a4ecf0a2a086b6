import type { Annotations } from "./legacy-material.ts";
import type { CertificateIdentity } from "./certificate-identity.ts";
import type { SignatureReason } from "./reasons.ts";
import type { VerifiedSigner } from "./signer.ts";

/** Bytes that may be an attestation: a sigstore bundle, or a DSSE envelope as cosign's `.att` layers hold it. */
export type AttestationCandidate =
  | { readonly kind: "bundle"; readonly bundle: Uint8Array }
  | {
      readonly kind: "envelope";
      readonly envelope: Uint8Array;
      /** All of the layer's, unauthenticated: certificate, log entry and timestamp stand there. */
      readonly annotations: Annotations;
    };

export type AttestationResult =
  | {
      readonly verified: true;
      readonly signer: VerifiedSigner;
      /** The type of what is said about the subject, a URI, as it was signed. */
      readonly predicateType: string;
      /** What is said, as strict JSON was read; whether it suffices is for the policy to say. */
      readonly predicate: unknown;
    }
  | {
      readonly verified: false;
      readonly reason: SignatureReason;
      readonly message: string;
      /** Who did sign, verified against a root but not trusted by the policy; only with "untrusted-identity". */
      readonly signedBy?: CertificateIdentity;
    };
