import { X509Certificate, sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { SignatureResult } from "../../../src/signature/index.ts";
import { CODE_SIGNING, pem, toBeSigned } from "../../fixtures/sigstore/certificate.ts";
import { bitString, oid, sequence } from "../../fixtures/sigstore/der.ts";
import { entryOf, leaf, signed, WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import { IN_TOTO, SUBJECT, preAuth, statementFor } from "../candidates.ts";
import { DER_FAULTS, partsOf, withFault } from "../der-faults.ts";
import type { DerFault } from "../der-faults.ts";
import { expectNoMore } from "../expect-no-more.ts";
import { INSTANCE, ROOT, judgeBundle, keyless, makeBundle } from "../keyless.ts";
import { CERTIFICATE, FIRST, STAMP, at, judgeLayer, layer, replaced } from "../parts.ts";

const LAYER = layer(10);
const ORIGINAL = { bundle: judgeBundle(FIRST), layer: judgeLayer(LAYER) };

const fault = fc.constantFrom(...(Object.keys(DER_FAULTS) as DerFault[]));
const place = (der: Buffer) => fc.nat(partsOf(der) - 1);
const base64 = (bytes: Buffer) => bytes.toString("base64");

describe("DER with a fault in a tag, a length, an object identifier or a value", () => {
  const certificate = Buffer.from(String(at(FIRST, CERTIFICATE)), "base64");
  const stamp = Buffer.from(String(at(FIRST, STAMP)), "base64");

  it("in a bundle's certificate is never accepted, wherever it is", () => {
    fc.assert(
      fc.property(place(certificate), fault, (index, kind) => {
        const der = withFault(certificate, index, kind);
        fc.pre(!der.equals(certificate));
        const result = judgeBundle(replaced(FIRST, CERTIFICATE, base64(der)));
        expect(result.verified).toBe(false);
        expectNoMore(result, ORIGINAL.bundle);
      }),
      { numRuns: 200 },
    );
  });

  it("in a legacy certificate is never accepted", () => {
    const der = Buffer.from(LAYER.certificate.replace(/-----[^-]+-----|\s/g, ""), "base64");
    fc.assert(
      fc.property(place(der), fault, (index, kind) => {
        const faulty = withFault(der, index, kind);
        fc.pre(!faulty.equals(der));
        const result = judgeLayer({ ...LAYER, certificate: pem("CERTIFICATE", faulty) });
        expect(result.verified).toBe(false);
        expectNoMore(result, ORIGINAL.layer);
      }),
      { numRuns: 200 },
    );
  });

  it("in a timestamp says the same time or nothing", () => {
    fc.assert(
      fc.property(place(stamp), fault, (index, kind) => {
        const signedTimestamp = base64(withFault(stamp, index, kind));
        expectNoMore(judgeBundle(replaced(FIRST, STAMP, signedTimestamp)), ORIGINAL.bundle);
        expectNoMore(judgeLayer({ ...LAYER, stamp: signedTimestamp }), ORIGINAL.layer);
      }),
      { numRuns: 120 },
    );
  });

  it("in a certificate that its CA signs all the same is accepted only where OpenSSL reads the same in it", () => {
    const good = leaf(INSTANCE, { certificateLog: null });
    const tbs = toBeSigned(good, good.serial);
    const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
    const signer = keyless([ROOT], { thresholds: { certificateLogs: 0 }, mismatch: () => undefined });
    let accepted = 0;
    for (const [kind, index] of everyFault(tbs)) {
      const broken = withFault(tbs, index, kind);
      const der = sequence(broken, algorithm, bitString(sign("sha256", broken, INSTANCE.fulcio.key.privateKey)));
      const result = judgeCertificate(der, good, signer);
      if (!result.verified) {
        expect([kind, index, result.reason]).not.toContain("verifier-error");
        continue;
      }
      accepted += 1;
      const openSsl = new X509Certificate(der);
      const { value = "" } = result.signer.certificate?.subject ?? {};
      expect({
        ...{ kind, index, names: openSsl.subjectAltName, purposes: openSsl.keyUsage },
        ...{ ca: openSsl.ca, length: value.length },
      }).toEqual({
        ...{ kind, index, names: `URI:${value}`, purposes: expect.arrayContaining([CODE_SIGNING]) },
        ...{ ca: false, length: WORKFLOW.length },
      });
    }
    expect(accepted).toBeGreaterThan(0);
  });
});

function* everyFault(der: Buffer): Generator<readonly [DerFault, number]> {
  for (const kind of Object.keys(DER_FAULTS) as DerFault[])
    for (let index = 0; index < partsOf(der); index++) yield [kind, index];
}

function judgeCertificate(
  der: Buffer,
  good: ReturnType<typeof leaf>,
  signer: ReturnType<typeof keyless>,
): SignatureResult {
  const payload = Buffer.from(statementFor(SUBJECT));
  const made = signed(preAuth(IN_TOTO, payload), { certificate: { ...good, der } }, { payload });
  const { bundle } = makeBundle();
  const verificationMaterial = {
    certificate: { rawBytes: base64(der) },
    tlogEntries: [entryOf(made, INSTANCE.rekor1, "dsse/0.0.1")],
  };
  const dsseEnvelope = {
    payload: base64(payload),
    payloadType: IN_TOTO,
    signatures: [{ sig: base64(made.logged.signature) }],
  };
  return judgeBundle({ mediaType: bundle.mediaType, verificationMaterial, dsseEnvelope }, [signer]);
}
