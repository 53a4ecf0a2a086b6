import { printable } from "../../reference/index.ts";

export type TrustedRootReason =
  | "too-large"
  | "not-json"
  | "unknown-version"
  | "malformed"
  | "no-certificate-authority"
  | "no-logs"
  | "no-time-source"
  | "log-id"
  | "key"
  | "certificate"
  | "chain"
  | "validity";

/** A trusted root that cannot be used as it is; nothing of it is used then. */
export class InvalidTrustedRoot extends Error {
  override readonly name = "InvalidTrustedRoot";
  readonly reason: TrustedRootReason;
  /** Where in the document: "line 2, tlogs[0].publicKey.validFor". */
  readonly place: string;
  readonly remedy: string;

  constructor(reason: TrustedRootReason, place: string, problem: string) {
    super(`${printable(place)}: ${problem}`);
    this.reason = reason;
    this.place = place;
    this.remedy = REMEDIES[reason];
  }
}

const FETCH_AGAIN =
  "Take the file again from where it is published: the TUF target trusted_root.json, `gh attestation trusted-root`, or `cosign trusted-root create`.";

const REMEDIES: Readonly<Record<TrustedRootReason, string>> = {
  "too-large": "A trusted root has some kilobytes; is this the right file?",
  "not-json": FETCH_AGAIN,
  "unknown-version": "Versions 0.1 and 0.2 of the trusted root are known; is this the right file?",
  malformed: FETCH_AGAIN,
  "no-certificate-authority": "List at least one certificate authority, or trust keys instead.",
  "no-logs":
    "List the instance's transparency logs and certificate logs. If it has none, the signer has to say so: transparencyLog: not-required.",
  "no-time-source": "List a transparency log or a timestamp authority: without either, no certificate can be dated.",
  "log-id": "The log ID must be the base64 of the SHA-256 of the log's public key (SubjectPublicKeyInfo).",
  key: "Give each key in the encoding that keyDetails names: ECDSA P-256, P-384 or P-521, RSA of 2048 bits or more, or Ed25519.",
  certificate: "Give each certificate as base64 of its DER encoding.",
  chain: "Give the whole chain, the issuing certificate first and the self-signed root last.",
  validity: "Every key and authority needs validFor.start, and an end that is not before it.",
};
