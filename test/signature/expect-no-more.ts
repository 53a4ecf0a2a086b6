import { expect } from "@jest/globals";
import { SIGNATURE_REASONS } from "../../src/signature/index.ts";
import type { SignatureResult } from "../../src/signature/index.ts";

/**
 * Judged by a check, not by a parser that tripped: nothing is a verifier's error, and nothing else is accepted. A witness
 * that is not required may be missing, as if it had never been there.
 */
export function expectNoMore(result: SignatureResult, original: SignatureResult): void {
  if (result.verified && original.verified) {
    const { times = [], ...signer } = result.signer;
    const { times: originalTimes = [], ...originalSigner } = original.signer;
    expect(signer).toEqual(originalSigner);
    expect(originalTimes).toEqual(expect.arrayContaining([...times]));
  } else if (!result.verified) {
    expect(Object.keys(SIGNATURE_REASONS)).toContain(result.reason);
    expect(result.reason).not.toBe("verifier-error");
  }
}
