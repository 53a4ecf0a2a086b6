import type { RegistryReason } from "./errors.ts";

const HOSTILE = "Do not deploy the image before you know why: the registry, or something on the way to it, altered it.";
const PORTAL = "Check that the host is a container registry and that no proxy or login page answers in its place.";
const REPORT_TO_OPERATOR =
  "Ask the registry's operator; the answer does not follow the OCI distribution specification.";

/** What to do next where the place of the failure knows nothing better. */
export const DEFAULT_REMEDIES: Readonly<Record<RegistryReason, string>> = {
  "not-found":
    "Check the image's name and digest, and whether it was deleted; some registries also say so where a login is missing.",
  unauthorized: "Log in to the registry with an account that may pull this repository.",
  "rate-limited": "Wait, log in to get a higher limit, or check fewer images at once.",
  timeout: "Try again; if it stays, check the network and the registry's state.",
  aborted: "Run again to check what is left.",
  tls: "Install the registry's certificate authority, or name it with `ca` under `registries`; certificate checks cannot be switched off.",
  unreachable: "Check the registry's host name, the port, and the network between this machine and it.",
  "private-address":
    "Check with the registry's operator what sends this check into a private network; nothing was asked there.",
  unavailable: "Try again later; the registry has a problem of its own.",
  "too-large": "Ask who pushed it: no image or signature needs that much.",
  "too-many":
    "Remove what does not belong to the image from its signatures, its referrers and its index, then run again.",
  "digest-mismatch": HOSTILE,
  "ambiguous-manifest": "Push the image again with a current tool: two readers would see two different images.",
  "unsupported-manifest": "Push the image again with a current tool, as an OCI or Docker schema 2 manifest.",
  "bad-content-type": PORTAL,
  "bad-encoding": PORTAL,
  malformed:
    "Push it again with a current tool; if that does not help, ask the registry's operator what it sends instead.",
  "bad-redirect": "Check with the registry's operator where its content is stored; the redirect was not followed.",
  "bad-realm": "Check with the registry's operator where tokens are issued; no credentials were sent there.",
  "credential-config":
    "Check the file: a helper is named by letters, digits, dots and dashes, as in credHelpers: ecr-login.",
  protocol: REPORT_TO_OPERATOR,
  offline: "Run `digestbound lock --evidence` where the network is and commit what it writes, or leave --offline out.",
};
