export { decide, finding, type Decision, type Finding, type Status, type Suggestion } from "./decide.ts";
export type { ImageRule, PolicyDocument, RegistrySettings, Requirement, Signer } from "./document.ts";
export type { Evidence, Facts, FailedSignature, Failure, Resolution } from "./facts.ts";
export { findPolicyFile } from "./find.ts";
export { loadPolicyFile, readPolicyObject } from "./load.ts";
export { AmbiguousMatch, matchImage } from "./match.ts";
export { InvalidMatch, parseMatch, type MatchPattern } from "./match-pattern.ts";
export { InvalidPolicy, type PolicyProblem } from "./problems.ts";
