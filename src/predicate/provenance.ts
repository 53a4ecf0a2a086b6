import { Lack } from "./lack.ts";
import { listOf, memberOf, textOf } from "./members.ts";
import { agreedSource, type Statement } from "./agreed-source.ts";
import { commitIn, sourceIn, type Source } from "./source.ts";
import { SLSA_V0_2, SLSA_V1 } from "./types.ts";

/** What a SLSA provenance says about a build, as it says it: every text is the builder's own and not safe to print. */
export interface Provenance {
  /** Who built, a URI. */
  readonly builder: string;
  readonly source?: Source;
  /** The file in the source that says how to build: `.github/workflows/release.yml`. */
  readonly workflow?: string;
  /** Which run it was: a URI, or `‹run›-‹attempt›` by slsa-github-generator. */
  readonly invocation?: string;
}

/** Reads a provenance of one of the `PROVENANCE_TYPES`. Never throws, whatever the predicate is. */
export function readProvenance(predicateType: string, predicate: unknown): Provenance | Lack {
  if (predicateType === SLSA_V0_2) return readV02(predicate);
  if (predicateType === SLSA_V1) return readV1(predicate);
  return new Lack("is no provenance of a version that is read");
}

/** https://slsa.dev/spec/v0.2/provenance */
function readV02(predicate: unknown): Provenance | Lack {
  const build = memberOf(predicate, "invocation", "configSource");
  const metadata = memberOf(predicate, "metadata");
  return provenance({
    builder: textOf(predicate, "builder", "id"),
    buildType: textOf(predicate, "buildType"),
    statements: [fromUri(build)],
    dependencies: memberOf(predicate, "materials"),
    workflow: textOf(build, "entryPoint"),
    invocation: textOf(metadata, "buildInvocationID") ?? textOf(metadata, "buildInvocationId"),
  });
}

/** https://slsa.dev/spec/v1.0/provenance; GitHub's build type names a workflow, BuildKit a configSource, others a source. */
function readV1(predicate: unknown): Provenance | Lack {
  const parameters = memberOf(predicate, "buildDefinition", "externalParameters");
  const workflow = memberOf(parameters, "workflow");
  return provenance({
    builder: textOf(predicate, "runDetails", "builder", "id"),
    buildType: textOf(predicate, "buildDefinition", "buildType"),
    statements: [
      fromWorkflow(workflow),
      fromUri(memberOf(parameters, "configSource")),
      fromUri(memberOf(parameters, "source")),
    ],
    dependencies: memberOf(predicate, "buildDefinition", "resolvedDependencies"),
    workflow: textOf(workflow, "path"),
    invocation: textOf(predicate, "runDetails", "metadata", "invocationId"),
  });
}

interface Parts {
  readonly builder: string | undefined;
  readonly buildType: string | undefined;
  readonly statements: readonly (Statement | undefined)[];
  readonly dependencies: unknown;
  readonly workflow: string | undefined;
  readonly invocation: string | undefined;
}

function provenance({ builder, buildType, statements, dependencies, workflow, invocation }: Parts): Provenance | Lack {
  if (builder === undefined) return new Lack("names no builder");
  if (buildType === undefined) return new Lack("names no type of build");
  const known = statements.filter((one) => one !== undefined);
  const source = agreedSource(known, resolved(dependencies));
  if (source instanceof Lack) return source;
  return {
    builder,
    ...(source !== undefined && { source }),
    ...(workflow !== undefined && { workflow }),
    ...(invocation !== undefined && { invocation }),
  };
}

function resolved(dependencies: unknown): readonly Source[] {
  const list = listOf({ dependencies }, "dependencies") ?? [];
  return list.map(fromUri).filter((one): one is Source => one !== undefined && !(one instanceof Lack));
}

function fromUri(described: unknown): Statement | undefined {
  if (described === undefined) return undefined;
  const uri = typeof described === "string" ? described : textOf(described, "uri");
  // BuildKit writes an empty configSource where it was given a folder.
  if (uri === undefined) return undefined;
  const source = sourceIn(uri);
  if (source === undefined) return new Lack("names a source that is no plain URL");
  const digest = memberOf(described, "digest");
  const commit = commitIn({ sha1: memberOf(digest, "sha1"), gitCommit: memberOf(digest, "gitCommit") });
  if (commit === undefined) return source;
  if (source.commit !== undefined && source.commit !== commit) return new Lack("names two commits of its source");
  return { ...source, commit };
}

function fromWorkflow(workflow: unknown): Statement | undefined {
  if (workflow === undefined) return undefined;
  const uri = textOf(workflow, "repository");
  const ref = textOf(workflow, "ref");
  const source = uri === undefined ? undefined : sourceIn(uri);
  if (source === undefined) return new Lack("names a workflow of no repository");
  return ref === undefined ? source : { ...source, ref };
}
