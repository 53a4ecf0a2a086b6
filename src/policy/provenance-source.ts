import { Lack, PROVENANCE_TYPES, readProvenance, type Source } from "../predicate/index.ts";

/** What a predicate says was built, where it is a provenance that says so. Never throws. */
export function provenanceSource(predicateType: string, predicate: unknown): Source | undefined {
  if (!PROVENANCE_TYPES.includes(predicateType)) return undefined;
  const read = readProvenance(predicateType, predicate);
  return read instanceof Lack ? undefined : read.source;
}
