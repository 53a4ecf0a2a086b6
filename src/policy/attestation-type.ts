import { CYCLONEDX_TYPES, PROVENANCE_TYPES, SCAN_TYPES, SIGNATURE_TYPE, SPDX_TYPES } from "../predicate/index.ts";
import type { attestationShapes } from "./attestation-shapes.ts";
import { InvalidIdentity } from "./invalid-identity.ts";
import { didYouMean } from "./nearest.ts";

/** What an attestation is about, and which predicate types say it. */
export interface AttestationType {
  readonly shape: keyof typeof attestationShapes;
  readonly predicateTypes: readonly string[];
}

export const SLSA_PROVENANCE = "slsa-provenance";

/** The names of the document, so that nobody has to know which URI a tool writes. */
export const NAMED_TYPES: ReadonlyMap<string, AttestationType> = new Map([
  [SLSA_PROVENANCE, { shape: "provenance", predicateTypes: PROVENANCE_TYPES }],
  ["sbom", { shape: "sbom", predicateTypes: [...SPDX_TYPES, ...CYCLONEDX_TYPES] }],
  ["spdx", { shape: "sbom", predicateTypes: SPDX_TYPES }],
  ["cyclonedx", { shape: "sbom", predicateTypes: CYCLONEDX_TYPES }],
  ["vulnerabilities", { shape: "scan", predicateTypes: SCAN_TYPES }],
]);

/** URIs compare byte by byte (in-toto), so what only looks like a known one would never be found. */
const KNOWN = [...NAMED_TYPES.values()].flatMap(({ predicateTypes }) => predicateTypes);

const MAX_URI = 512;

/** What a URI looks like. */
export const PREDICATE_TYPE = "^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$";

/** @throws InvalidIdentity */
export function attestationType(name: string): AttestationType {
  const known = NAMED_TYPES.get(name);
  if (known !== undefined) return known;
  if (!new RegExp(PREDICATE_TYPE).test(name) || /[*{}]/.test(name) || name.length > MAX_URI) {
    const remedy = `Write ${[...NAMED_TYPES.keys()].join(", ")}, or the predicateType that the attestation itself holds.`;
    throw new InvalidIdentity("is no type of attestation.", `${didYouMean(name, NAMED_TYPES.keys())}${remedy}`);
  }
  if (folded(name) === folded(SIGNATURE_TYPE)) {
    throw new InvalidIdentity("is a signature and says nothing about the image.", "Write signedBy in its place.");
  }
  const meant = KNOWN.find((uri) => uri !== name && folded(uri) === folded(name));
  if (meant !== undefined) throw new InvalidIdentity("is not quite a known predicate type.", `Write ${meant}.`);
  return { shape: "custom", predicateTypes: [name] };
}

function folded(uri: string): string {
  return uri
    .toLowerCase()
    .replace(/^http:/, "https:")
    .replace(/\/+$/, "");
}
