import { describe, expect, it } from "@jest/globals";
import {
  alternativeNames,
  CODE_SIGNING,
  extendedKeyUsage,
  keyUsage,
  uri,
} from "../../fixtures/sigstore/certificate.ts";
import { bitString, oid, sequence, set, tlv } from "../../fixtures/sigstore/der.ts";
import { WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import type { LeafOptions } from "../../fixtures/sigstore/keyless.ts";
import { outcome } from "../candidates.ts";
import { judgeBundle, makeBundle } from "../keyless.ts";

const CONSTRUCTED = 0x20;
const SIGNS = Buffer.of(7, 0x80);

/** The library does not look at all of a tag; whoever else reads the certificate must not read something else in it. */
describe("an extension in other tags than its own grants nothing (found by its table of faults)", () => {
  it.each<[string, LeafOptions, string]>([
    ["a key usage", { keyUsage: keyUsage(tlv(0x03, SIGNS)) }, "verified"],
    [
      "a constructed key usage",
      { keyUsage: keyUsage(tlv(0x03 | CONSTRUCTED, bitString(SIGNS))) },
      "unsuitable-certificate",
    ],
    [
      "a key usage with a constructed tag",
      { keyUsage: keyUsage(tlv(0x23, Buffer.of(3, 0))) },
      "unsuitable-certificate",
    ],
    [
      "a set of purposes",
      { purposes: { ...extendedKeyUsage(), value: set(oid(CODE_SIGNING)) } },
      "unsuitable-certificate",
    ],
    [
      "a purpose in a primitive sequence",
      { purposes: { ...extendedKeyUsage(), value: tlv(0x10, oid(CODE_SIGNING)) } },
      "unsuitable-certificate",
    ],
    ["a set of names", { names: { ...alternativeNames(), value: set(uri(WORKFLOW)) } }, "unsuitable-identity"],
    [
      "a constructed purpose",
      { purposes: { ...extendedKeyUsage(), value: sequence(tlv(0x26, Buffer.of(4, 0))) } },
      "unsuitable-certificate",
    ],
  ])("%s", (_, certificate, expected) => {
    expect(outcome(judgeBundle(makeBundle({ certificate }).bundle))).toBe(expected);
  });
});
