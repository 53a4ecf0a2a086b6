export { NO_FACTS, type RegistryFacts, type RegistryRepository } from "./deletion.ts";
export { LINT_REASONS, type LintFinding, type LintReason } from "./finding.ts";
export { isRegistryType, registryFacts, registryTypes } from "./registries.ts";
export { stackFindings } from "./stack.ts";
export { PIPELINE_REASONS, type PipelineReason } from "./pipelines/finding.ts";
export { isPipelineFile, type PipelineFile, pipelineFindings, type PipelineFinding } from "./pipelines/pipelines.ts";
