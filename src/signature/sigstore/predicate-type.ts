const IN_TOTO = "application/vnd.in-toto+json";

/**
 * The predicate type that a bundle, or a DSSE envelope by itself, claims for its in-toto statement; undefined where it holds no
 * such statement. Nothing of it is verified: it says what to look at, and as what to verify it.
 */
export function claimedPredicateType(candidate: Uint8Array): string | undefined {
  const outer = membersOf(candidate);
  const envelope = outer?.["dsseEnvelope"] ?? outer;
  if (!isObject(envelope) || envelope["payloadType"] !== IN_TOTO) return undefined;
  const { payload } = envelope;
  if (typeof payload !== "string") return undefined;
  const type = membersOf(Buffer.from(payload, "base64"))?.["predicateType"];
  return typeof type === "string" && type !== "" ? type : undefined;
}

/** Leniently: what the strict reader refuses is still told by the name that it gives itself. */
function membersOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
