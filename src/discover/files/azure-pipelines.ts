import { under } from "../cloudformation/source.ts";
import type { Format } from "../format.ts";
import type { Scope } from "../platform.ts";
import { ANY, open, place, placeOrMember, usesByFields, WITH_SCHEME } from "./by-fields.ts";
import { mayHold } from "./may-hold.ts";
import type { FileUse } from "./place-in-file.ts";
import { has, hasAnywhere, isObject, type Kind, textUnder, valuesOf } from "./recognised.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

const NAME =
  /(?:^|\/)[^/]*azure-pipelines?[^/]*\.ya?ml$|(?:^|\/)\.azure-?(?:pipelines|devops)\/(?:[^/]+\/)*[^/]+\.ya?ml$/;
const VARIABLE = /\$\{\{[^]*?\}\}|\$\[[^]*\]|\$\([^()]*\)/g;
const image = open(VARIABLE, "when the pipeline runs", WITH_SCHEME);
/** An expression as a name says when what is under it counts. */
const CONDITION = /^\$\{\{/;

/** Containers of jobs, of service containers and among the resources. */
export const azurePipelines: Kind = {
  name: "Azure Pipelines",
  names: /\.ya?ml$/i,
  isNamed: (path) => NAME.test(path),
  mayBe: (text) => ["jobs", "stages", "resources", "pool"].some((name) => mayHold(text, name)),
  isOne: (document) =>
    under(document, "jobs").some((jobs) => hasOne(jobs, "job", "deployment")) ||
    under(document, "stages").some((stages) => hasOne(stages, "stage")) ||
    under(document, "resources").some((resources) =>
      under(resources, "containers").some((list) => hasOne(list, "container")),
    ) ||
    (has(document, "steps") && has(document, "pool")),
  read,
  notes: (document) =>
    hasAnywhere(document, "template", /./)
      ? ["uses templates: those of this tree are checked where they stand, those of other repositories nowhere"]
      : [],
};

function hasOne(list: unknown, ...names: readonly string[]): boolean {
  return Array.isArray(list) && list.some((one) => has(one, ...names));
}

function read(file: SourceFile, document: SourceDocument): readonly FileUse[] {
  return usesByFields(file, document, scopeFor(aliasesIn(document.value)), "Azure Pipelines");
}

/** A job names a container of the resources, or an image. */
function scopeFor(aliases: ReadonlySet<string>): Scope {
  const format: Format = { ...image, read: (text, ...given) => (aliases.has(text) ? [] : image.read(text, ...given)) };
  const job = { format, certain: false } as const;
  return {
    here: [],
    below: [
      place("containers[].image", { format: image, certain: false }),
      place(["containers", "[]", CONDITION, "[]", "image"], { format: image, certain: false }),
      place("containers[].repository", { format: ofRegistry, certain: false }),
      ...placeOrMember(["container"], "image", job),
      ...placeOrMember(["container", CONDITION], "image", job),
      ...placeOrMember(["services", ANY], "image", job),
      // Names and values of somebody's own.
      ...["inputs", "variables", "parameters", "env"].map((name) => place(name, { end: "nothing" })),
    ],
  };
}

/** Of an Azure Container Registry; the tag comes from what triggers the run. */
const ofRegistry: Format = {
  read: () => [{ kind: "unknown", why: "is an image of an Azure Container Registry whose tag the run chooses." }],
};

/** How the resources call their containers, wherever conditions put them. */
function aliasesIn(document: unknown): ReadonlySet<string> {
  const lists = under(document, "resources").flatMap((resources) => under(resources, "containers"));
  const found = lists
    .flatMap(valuesOf)
    .flatMap((one) => [one, ...(isObject(one) ? valuesOf(one).flatMap(valuesOf) : [])]);
  return new Set(found.flatMap((one) => textUnder(one, "container") ?? []));
}
