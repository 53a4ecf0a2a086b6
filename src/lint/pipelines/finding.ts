import type { Level, Severity } from "../../rules/index.ts";

/** Why a signature may vouch for another image than the one that was built; docs/reasons.md lists them. */
export const PIPELINE_REASONS = [
  "signed-by-tag",
  "digest-looked-up",
  "unknown-subject",
  "unreadable-pipeline",
] as const;

export type PipelineReason = (typeof PIPELINE_REASONS)[number];

/** A file that may be a pipeline, or be called by one. */
export interface PipelineFile {
  /** POSIX, relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** A command or a step that signs something else than a digest that the build gave it. Every text in it is safe to print. */
export interface PipelineFinding {
  readonly rule: "signing-by-tag";
  readonly reason: PipelineReason;
  readonly severity: Severity;
  /** Where the policy document says nothing. What is advisory here stays so whatever the document says. */
  readonly level: Level;
  /** The file that signs: the one that was given, or one that it calls. */
  readonly file: string;
  /** Counted from 1, as are columns, in UTF-16 code units; `endColumn` is the first one behind it, on the same line. */
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
  /** Inside the file: `jobs.build.steps[3].run`. */
  readonly path: string;
  readonly message: string;
  /** What to write instead: lines of text. */
  readonly remedy: string;
}
