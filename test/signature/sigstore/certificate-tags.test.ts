import { describe, expect, it } from "@jest/globals";
import {
  alternativeNames,
  CODE_SIGNING,
  extendedKeyUsage,
  keyUsage,
  uri,
} from "../../fixtures/sigstore/certificate.ts";
import { bitString, oid, set, tlv } from "../../fixtures/sigstore/der.ts";
import { WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import type { LeafOptions } from "../../fixtures/sigstore/keyless.ts";
import { outcome } from "../candidates.ts";
import { judgeBundle, makeBundle } from "../keyless.ts";

const SIGNS = Buffer.of(7, 0x80);
const purposes = (value: Buffer) => ({ ...extendedKeyUsage(), value });

/** The library does not look at all of a tag; whoever else reads the certificate must not read something else in it. */
describe("an extension in other tags than its own grants nothing (found by its table of faults)", () => {
  it.each<[string, LeafOptions, string]>([
    ["a key usage", { keyUsage: keyUsage(tlv(0x03, SIGNS)) }, "verified"],
    ["a constructed key usage", { keyUsage: keyUsage(tlv(0x23, bitString(SIGNS))) }, "unsuitable-certificate"],
    [
      "a constructed key usage whose parts read as bits, too",
      { keyUsage: keyUsage(tlv(0x23, tlv(0x07, Buffer.alloc(128)))) },
      "unsuitable-certificate",
    ],
    ["a set of purposes", { purposes: purposes(set(oid(CODE_SIGNING))) }, "unsuitable-certificate"],
    [
      "a primitive sequence of purposes",
      { purposes: purposes(tlv(0x10, oid(CODE_SIGNING))) },
      "unsuitable-certificate",
    ],
    ["a set of names", { names: { ...alternativeNames(), value: set(uri(WORKFLOW)) } }, "unsuitable-identity"],
  ])("%s", (_, certificate, expected) => {
    expect(outcome(judgeBundle(makeBundle({ certificate }).bundle))).toBe(expected);
  });
});
