import { followCall } from "./calls.ts";
import type { PipelineFile, PipelineFinding } from "./finding.ts";
import { GitHubFile } from "./github/workflow.ts";
import { kindOf, type Kind } from "./kinds.ts";
import { MOST_BYTES, Pipeline, type Read, scriptAt, type Source } from "./pipeline.ts";
import { GitLabFile } from "./platforms/gitlab.ts";
import { LAYOUTS } from "./platforms/layouts.ts";
import { runMakefile } from "./platforms/make.ts";
import { StepsFile } from "./platforms/steps.ts";
import { builderIn } from "./remedies.ts";
import { newState } from "./shell/script.ts";
import { hole } from "./value.ts";
import { readYaml } from "./yaml-file.ts";

export type { PipelineFile, PipelineFinding } from "./finding.ts";

/**
 * Whether a file is a pipeline, or a script or Makefile that one may call: by its name, or by its beginning.
 * @param path POSIX, relative to the repository
 */
export function isPipelineFile(path: string, text: string): boolean {
  return kindOf(path, text) !== undefined;
}

/**
 * Where a pipeline signs or attests an image by a tag, or by a digest that it asked the registry for, instead of the digest that
 * the build gave it. Scripts, Makefiles, actions and workflows of the same repository that it calls are followed, and what they
 * do wrong is told with their path: callers that read several files tell equal places once. Never throws.
 * @param read gives a file of the repository by its path, undefined where there is none; only paths inside it are asked for
 * @returns the findings by their places, or `why` the file could not be read, in words that follow its name
 */
export function pipelineFindings(
  file: PipelineFile,
  read: Read,
): readonly PipelineFinding[] | { readonly why: string } {
  if (file.text.length > MOST_BYTES) return { why: "is larger than 1 MiB" };
  const kind = kindOf(file.path, file.text);
  if (kind === undefined) return [];
  try {
    return found(kind, file, read);
  } catch (error) {
    if (error instanceof RangeError) return { why: "nests deeper than is read" };
    throw error;
  }
}

function found(kind: Kind, file: PipelineFile, read: Read): readonly PipelineFinding[] | { readonly why: string } {
  const pipeline: Pipeline = new Pipeline(read, (words, state, site) => followCall(pipeline, words, state, site));
  const source = pipeline.add(file);
  if (kind === "make" || kind === "just" || kind === "shell") followText(pipeline, source, kind);
  else {
    const failed = followYaml(pipeline, source, kind);
    if (failed !== undefined) return failed;
  }
  if (pipeline.isExhausted) return { why: "runs more commands than are followed" };
  return pipeline.findings.toSorted(byPlace);
}

function followText(pipeline: Pipeline, source: Source, kind: "make" | "just" | "shell"): void {
  if (kind === "make") {
    runMakefile(pipeline, source, { targets: "all", variables: [], environment: undefined, folder: "" });
    return;
  }
  const builder = builderIn(source.lines.text);
  const site = { source, path: "script", remedies: { kind: "shell" as const, ...(builder && { builder }) } };
  const state = newState(() => hole("any", "caller"));
  pipeline.run(site, scriptAt(source.lines.text, kind === "just" ? "braces" : "plain"), state);
}

function followYaml(
  pipeline: Pipeline,
  source: Source,
  kind: Exclude<Kind, "make" | "just" | "shell">,
): { readonly why: string } | undefined {
  const yaml = readYaml(source.lines.text);
  if ("why" in yaml) return yaml;
  const file =
    kind === "github"
      ? new GitHubFile(pipeline, source, yaml)
      : kind === "gitlab"
        ? new GitLabFile(pipeline, source, yaml)
        : new StepsFile(pipeline, source, yaml, LAYOUTS[kind]);
  // What a step puts out may stand behind the steps that use it.
  pipeline.isTelling = false;
  file.run();
  pipeline.isTelling = true;
  file.run();
  return undefined;
}

function byPlace(one: PipelineFinding, other: PipelineFinding): number {
  return one.file === other.file ? one.line - other.line || one.column - other.column : one.file < other.file ? -1 : 1;
}
