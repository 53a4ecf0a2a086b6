export { parseJsonPointer, valueAt, type JsonPointer } from "./json-pointer.ts";
export { Lack } from "./lack.ts";
export { readProvenance, type Provenance } from "./provenance.ts";
export { sbomLack } from "./sbom.ts";
export { readScan, type Scan } from "./scan.ts";
export { isAbove, SEVERITIES, type ScanFinding, type Severity } from "./severity.ts";
export { sourceIn, type Source } from "./source.ts";
export {
  CYCLONEDX_TYPES,
  PROVENANCE_TYPES,
  SCAN_TYPES,
  SIGNATURE_TYPE,
  SLSA_V0_2,
  SLSA_V1,
  SPDX_TYPES,
} from "./types.ts";
