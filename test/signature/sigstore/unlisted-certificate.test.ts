import { describe, expect, it } from "@jest/globals";
import { ownCertificateAuthority } from "../../../src/signature/index.ts";
import { authority, pem } from "../../fixtures/sigstore/certificate.ts";
import { certificateLog } from "../../fixtures/sigstore/certificate-log.ts";
import { octets } from "../../fixtures/sigstore/der.ts";
import { trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { plus, SIGNED_AT, stampOf } from "../../fixtures/sigstore/keyless.ts";
import type { LeafOptions } from "../../fixtures/sigstore/keyless.ts";
import { outcome } from "../candidates.ts";
import { INSTANCE, ROOT, judgeBundle, keyless, makeBundle, rootOf } from "../keyless.ts";

const WITHOUT_LOGS = rootOf({ ...trustedRootJson(INSTANCE), tlogs: [], ctlogs: [] }, { logs: "optional" });
const NONSENSE = { oid: "1.3.6.1.4.1.11129.2.4.2", value: octets(Buffer.from("no list of SCTs")) };

const judgeUnder = (root: typeof ROOT, certificate: LeafOptions, thresholds = {}): string => {
  const { bundle } = makeBundle({ certificate, stamps: (made) => [stampOf(made, INSTANCE.tsa)] });
  return outcome(judgeBundle(bundle, [keyless([root], { thresholds })]));
};

describe("a certificate that says which logs listed it (SCTs)", () => {
  it.each<[string, LeafOptions]>([
    ["a log", {}],
    ["another log", { certificateLog: certificateLog() }],
    ["nobody", { certificateLog: null }],
    ["nonsense", { certificateLog: null, others: [NONSENSE] }],
  ])("under a root without certificate logs it does not matter what: %s", (_, certificate) => {
    expect(judgeUnder(WITHOUT_LOGS, certificate)).toBe("verified");
  });

  it("is refused there where a listing is asked for", () => {
    expect(judgeUnder(WITHOUT_LOGS, {}, { certificateLogs: 1 })).toBe("unlogged-certificate");
  });

  it("is refused under a root with certificate logs that do not know the log, though none be asked for", () => {
    const unknown = { certificateLog: certificateLog() };
    expect(judgeUnder(ROOT, unknown)).toBe("unlogged-certificate");
    expect(judgeUnder(ROOT, unknown, { certificateLogs: 0 })).toBe("unlogged-certificate");
    expect(judgeUnder(ROOT, { certificateLog: null }, { certificateLogs: 0 })).toBe("verified");
    expect(judgeUnder(ROOT, {})).toBe("verified");
  });

  it("is judged in everything else as ever", () => {
    expect(judgeUnder(WITHOUT_LOGS, { authority: authority("test intermediate") })).toBe("untrusted-certificate");
    expect(judgeUnder(WITHOUT_LOGS, { notAfter: plus(SIGNED_AT, 5) })).toBe("untrusted-certificate");
  });

  it("may come from a CA of one's own, too", () => {
    const ca = authority("own root");
    const own = ownCertificateAuthority(pem("CERTIFICATE", ca.der), "ca.pem");
    const judgeOwn = (now: Date) => {
      const { bundle } = makeBundle({
        entries: () => [],
        certificate: { authority: ca, certificateLog: certificateLog() },
      });
      return outcome(judgeBundle(bundle, [keyless([own])], { now }));
    };
    expect(judgeOwn(plus(SIGNED_AT, 60))).toBe("verified");
    expect(judgeOwn(plus(SIGNED_AT, 601))).toBe("untrusted-certificate");
  });
});
