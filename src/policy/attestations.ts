import { attestationShapes } from "./attestation-shapes.ts";
import { attestationType, type AttestationType } from "./attestation-type.ts";
import type { AttestationRule } from "./document.ts";
import { readNamedSigners, type Signers } from "./named-signers.ts";
import { conditionsRule } from "./predicate-conditions.ts";
import type { PredicateRule } from "./predicate-rule.ts";
import type { Path, Report } from "./problems.ts";
import { provenanceRule } from "./provenance-rule.ts";
import { reported } from "./reported.ts";
import { sbomRule } from "./sbom-rule.ts";
import { scanRule } from "./scan-rule.ts";
import { readShape } from "./shape.ts";

/** Reads the attestations that a rule requires, and reports what is wrong with them. */
export function readAttestations(
  values: readonly unknown[],
  signers: Signers,
  path: Path,
  report: Report,
): readonly AttestationRule[] {
  const texts = values.map((value) => JSON.stringify(value));
  return values.flatMap((value, index) => {
    const at = [...path, index];
    const first = texts.indexOf(texts[index] ?? "");
    if (first < index) report(at, `is the same as attestations[${first}].`, "Remove one of them.");
    return readAttestation(value, signers, at, report) ?? [];
  });
}

function readAttestation(value: unknown, signers: Signers, path: Path, report: Report): AttestationRule | undefined {
  const name = typeOf(value);
  if (name === undefined) {
    readShape(attestationShapes.custom, value, path, report);
    return undefined;
  }
  const type = reported([...path, "type"], report, () => attestationType(name));
  const read = type && readPredicateRule(type, value, path, report);
  if (type === undefined || read === undefined) return undefined;
  const anyOf = readNamedSigners(read.by, signers, [...path, "by"], report);
  return anyOf && { name, predicateTypes: type.predicateTypes, anyOf, ...read.rule };
}

/** The text that says of which type an attestation is, and so which keys it may have. */
function typeOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  return typeof value.type === "string" && value.type !== "" ? value.type : undefined;
}

interface ReadAttestation {
  readonly by: readonly string[];
  readonly rule: PredicateRule;
}

function readPredicateRule(
  { shape }: AttestationType,
  value: unknown,
  path: Path,
  report: Report,
): ReadAttestation | undefined {
  switch (shape) {
    case "provenance": {
      const raw = readShape(attestationShapes.provenance, value, path, report);
      return raw && { by: raw.by, rule: provenanceRule(raw, path, report) };
    }
    case "sbom": {
      const raw = readShape(attestationShapes.sbom, value, path, report);
      return raw && { by: raw.by, rule: sbomRule };
    }
    case "scan": {
      const raw = readShape(attestationShapes.scan, value, path, report);
      return raw && { by: raw.by, rule: scanRule(raw) };
    }
    case "custom": {
      const raw = readShape(attestationShapes.custom, value, path, report);
      return raw && { by: raw.by, rule: conditionsRule(raw.conditions ?? [], [...path, "conditions"], report) };
    }
  }
}
