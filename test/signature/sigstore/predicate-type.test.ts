import { expect, it } from "@jest/globals";
import { claimedPredicateType } from "../../../src/signature/index.ts";
import { generateKeyPair, signatureBundle, statement } from "../../fixtures/index.ts";

const SPDX = "https://spdx.dev/Document";
const digest = `sha256:${"1".repeat(64)}`;
const payload = (options = {}) => statement({ digest, predicateType: SPDX, ...options }).toString("base64");
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const payloadType = "application/vnd.in-toto+json";

it.each([
  ["a bundle", signatureBundle({ digest, predicateType: SPDX, keyPair: generateKeyPair("p256") }), SPDX],
  ["an envelope by itself", bytes({ payloadType, payload: payload(), signatures: [] }), SPDX],
  ["another payload type", bytes({ payloadType: "text/plain", payload: payload() }), undefined],
  ["a bundle without an envelope", bytes({ messageSignature: {} }), undefined],
  ["no predicate type", bytes({ payloadType, payload: payload({ predicateType: "" }) }), undefined],
  ["a payload that is no text", bytes({ payloadType, payload: 1 }), undefined],
  ["a payload that is no JSON", bytes({ payloadType, payload: "AAAA" }), undefined],
  ["a list", bytes([]), undefined],
  ["an envelope that is null", bytes({ dsseEnvelope: null, payload: 1 }), undefined],
  ["no JSON", Buffer.from([0xff]), undefined],
])("%s claims its predicate type, or none", (_, candidate, expected) => {
  expect(claimedPredicateType(candidate)).toBe(expected);
});
