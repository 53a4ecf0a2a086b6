import { verifyBundle, verifyLegacySignature } from "../signature/index.ts";
import type { Verifier } from "./evidence.ts";

/**
 * The signature room's functions.
 * @param now the clock, in milliseconds since 1970
 */
export function cosignVerifier(now: () => number = Date.now): Verifier {
  const context = () => ({ now: new Date(now()) });
  return {
    legacy: (candidate, subject, signers) => verifyLegacySignature(candidate, subject, signers, context()),
    bundle: (bundle, subject, signers, manifest) =>
      verifyBundle(bundle, subject, signers, { ...context(), ...(manifest && { manifest }) }),
  };
}
