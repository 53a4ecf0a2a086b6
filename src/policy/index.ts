export type { AcknowledgeableRule } from "./acknowledgeable.ts";
export { canonical, settingsByName } from "./aliases.ts";
export type { Covers } from "./covers.ts";
export { contactedHosts, type ContactedHosts } from "./contacted-hosts.ts";
export { isCdkAsset } from "./cdk-asset.ts";
export { BUILT_IN_STACK, decide, digestOf, finding } from "./decide.ts";
export type { Decision, Finding, Status, Suggestion } from "./decide.ts";
export type { VerifiedAttestation } from "./attested.ts";
export type { Described } from "./described.ts";
export { provenanceSource } from "./provenance-source.ts";
export { bindRule } from "./bind.ts";
export type { BoundRule, BoundSigner } from "./bind.ts";
export { boundToBuild, type BuildBound, type VerifiedProvenance } from "./bound-to-build.ts";
export { PROVENANCE_TYPES } from "../predicate/index.ts";
export type {
  AttestationRequirement,
  AttestationRule,
  BuildBinding,
  ImageRule,
  KeylessTrust,
  KeyTrust,
  Mirror,
  NamedCredentials,
  PolicyDocument,
  PredicateCheck,
  PredicateContext,
  RegistrySettings,
  Requirement,
  Signer,
} from "./document.ts";
export type {
  AttestationOutcome,
  Attested,
  Content,
  Evidence,
  Facts,
  FailedAttestation,
  FailedSignature,
  Failure,
  Resolution,
  Signed,
  SignedChild,
  Tagged,
  Through,
  Unresolved,
} from "./facts.ts";
export { Tally, type Standing } from "./tally.ts";
export { wantedWords, type Threshold } from "./threshold.ts";
export { explain } from "./explain.ts";
export { findPolicyFile, foldersUpToRoot, policyFileIn } from "./find.ts";
export { LINT_CHECKS, lintPolicy, type LintFinding, type LintSeverity } from "./lint/index.ts";
export { everyRuleMandatory, levelOf, levelsWithoutUpdate, type LevelNow, type LevelsNow } from "./levels.ts";
export { loadPolicyFile, loadWrittenPolicy, readPolicyObject, type WrittenPolicy } from "./load.ts";
export type { ExemptionSubject, ExemptionTerms } from "./covering.ts";
export type { Exemption } from "./exemption.ts";
export { isDay, startOf } from "./day.ts";
export { type InlineExemptions, readMarkers } from "./inline.ts";
export { lift, type Lifted, liftedRules } from "./lift.ts";
export { counts, isNoFault, withNotices } from "./notice.ts";
export { AmbiguousMatch, matchImage, matchingRules } from "./match.ts";
export type { MatchedRule } from "./match.ts";
export type { MatchPattern } from "./match-pattern.ts";
export { oldTrustedRoot, usesDatedRoot, type OldTrustedRoot } from "./old-trusted-root.ts";
export { NOTICE_REASONS, noticesOf, type Surroundings } from "./notices.ts";
export { nearest } from "./nearest.ts";
export { newExemptionProblem, type NewExemption } from "./new-exemption.ts";
export { outlineOf } from "./outline.ts";
export { presetFor } from "./preset-for.ts";
export { PRESET_NAMES, presetOf } from "./presets/index.ts";
export type { Preset, PresetName } from "./presets/index.ts";
export { InvalidPolicy } from "./problems.ts";
export type { PolicyProblem } from "./problems.ts";
export { speaksFor, spokenFor } from "./spoken.ts";
export { told, type Told, type ToldFinding } from "./told.ts";
export { MAX_EXEMPTIONS } from "./schema.ts";
export { fitsPreset, signerFor } from "./signer-for.ts";
export { unusedExemptions, type UnusedExemption } from "./unused.ts";
export { shown } from "./shown.ts";
export { writtenYaml } from "./written-yaml.ts";
