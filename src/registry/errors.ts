/** Why a registry could not answer the question, or answered it in a way that must not be believed. */
export type RegistryReason =
  | "not-found"
  | "unauthorized"
  | "rate-limited"
  | "timeout"
  | "aborted"
  | "tls"
  | "unreachable"
  | "unavailable"
  | "too-large"
  | "too-many"
  | "digest-mismatch"
  | "ambiguous-manifest"
  | "unsupported-manifest"
  | "bad-content-type"
  | "bad-encoding"
  | "malformed"
  | "bad-redirect"
  | "bad-realm"
  | "protocol";

const TAMPERED = "Treat the registry, or whatever stands between, as tampered with until its owner explains it.";
const BROKEN = "Report it to the registry's owner; a proxy or a login page in between does this too.";
const LATER = "Try again; if it stays so, ask the registry's owner.";

const REMEDIES: Readonly<Record<RegistryReason, string>> = {
  "not-found": "Check the name; an image that was deleted, or never pushed, has to be pushed again.",
  unauthorized:
    "Log in to this host (docker login) if the image is private; a name that does not exist is answered alike.",
  "rate-limited": "Log in to get a higher limit, or try again later.",
  timeout: LATER,
  aborted: "The run was interrupted.",
  tls: "Install the registry's certificate authority in NODE_EXTRA_CA_CERTS; certificate checks cannot be switched off.",
  unreachable:
    "Check the host name, the network and whether the registry runs; for plain HTTP the policy needs registries: plainHttp.",
  unavailable: LATER,
  "too-large": BROKEN,
  "too-many": "Remove what does not belong there, or raise the matter with the repository's owner.",
  "digest-mismatch": TAMPERED,
  "ambiguous-manifest": TAMPERED,
  "unsupported-manifest": "Push the image again with a current tool.",
  "bad-content-type": BROKEN,
  "bad-encoding": BROKEN,
  malformed: BROKEN,
  "bad-redirect": TAMPERED,
  "bad-realm": TAMPERED,
  protocol: BROKEN,
};

/** A question to a registry that has no trustworthy answer. `remedy` says in one sentence what to do next. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly reason: RegistryReason;
  readonly remedy: string;

  constructor(reason: RegistryReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.remedy = REMEDIES[reason];
  }
}
