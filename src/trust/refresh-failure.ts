import { printable } from "../reference/index.ts";

export type RefreshReason =
  | "weakened-tls"
  | "bad-root"
  | "bad-state"
  | "unreachable"
  | "expired"
  | "rolled-back"
  | "no-target"
  | "not-verified"
  | "unusable"
  | "not-written";

/** Why no trusted root was written; the message is printable, and what was there before is untouched. */
export class RefreshFailure extends Error {
  override readonly name = "RefreshFailure";
  readonly reason: RefreshReason;
  readonly remedy: string;

  constructor(reason: RefreshReason, message: string, remedy: string = REMEDIES[reason], options?: ErrorOptions) {
    super(printable(message), options);
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** What to do, by reason. */
export const REMEDIES: Readonly<Record<RefreshReason, string>> = {
  "weakened-tls": "Unset NODE_TLS_REJECT_UNAUTHORIZED; NODE_EXTRA_CA_CERTS names an authority of your own.",
  "bad-root": "Name the root.json that the instance's operator published, of any version that it has had.",
  "bad-state": "Remove that folder, if nobody else could have written to it, and run again.",
  unreachable: "Check the network, or name a mirror that can be reached: --mirror URL --root FILE.",
  expired:
    "Check this machine's clock. If it is right, the mirror shows what is old: try again later, or another mirror.",
  "rolled-back": "Do not use what this mirror shows before you know why: somebody may be hiding a newer version.",
  "no-target": "Check with the instance's operator: a Sigstore instance publishes trusted_root.json.",
  "not-verified": "Do not use what this mirror shows: it is not what the holders of the root's keys signed.",
  unusable: "Update digestbound, which may know a newer version of the format.",
  "not-written": "Name another file: --output FILE.",
};

/**
 * What the TUF client threw, told by its texts: it gives its errors no codes, and wraps some as text. Which of these it is
 * decides nothing but the words; nothing is written in any case.
 */
export function failureOf(error: unknown, mirror: string): RefreshFailure {
  const messages = messagesOf(error);
  const text = messages.join(": ");
  const [reason, what] = KINDS.find(({ pattern }) => pattern.test(text))?.told ?? [
    "not-verified",
    "cannot be verified",
  ];
  return new RefreshFailure(
    reason,
    `what ${mirror} publishes ${what} (${messages.filter((one) => !WRAPPER.test(one)).join(": ")})`,
    undefined,
    { cause: error },
  );
}

interface Kind {
  readonly pattern: RegExp;
  readonly told: readonly [RefreshReason, string];
}

const KINDS: readonly Kind[] = [
  { pattern: /expired/i, told: ["expired", "is expired"] },
  { pattern: /less than current version|Expected version/, told: ["rolled-back", "is older than what it was before"] },
  { pattern: /(?:^|: )target \S+ not found/, told: ["no-target", "holds no trusted root"] },
  {
    pattern: /fetch failed|timeout|Failed to download|(?:^|: )terminated/i,
    told: ["unreachable", "could not be read"],
  },
];

const MAX_CAUSES = 5;

function messagesOf(error: unknown, left = MAX_CAUSES): readonly string[] {
  if (!(error instanceof Error) || left === 0) return [];
  const status = "statusCode" in error ? ` (HTTP ${String(error.statusCode)})` : "";
  const own = error.message === "" && "code" in error ? String(error.code) : error.message;
  const { cause } = error as { cause?: unknown };
  return [`${own}${status}`, ...messagesOf(cause, left - 1)];
}

/** Texts that only say that there is a cause. */
const WRAPPER = /^error refreshing TUF metadata$|^error downloading target undefined$|^fetch failed$/;
