import { boundToBuild, PROVENANCE_TYPES, type BuildBound } from "../policy/index.ts";

/** How it is decided whether one build made a signature and a provenance. */
export interface BuildJudge {
  readonly provenanceTypes: readonly string[];
  /** Pure. What was bound stays so, whatever is found besides. */
  readonly boundToBuild: (...given: Parameters<typeof boundToBuild>) => BuildBound;
}

export const sameRun: BuildJudge = { provenanceTypes: PROVENANCE_TYPES, boundToBuild };
