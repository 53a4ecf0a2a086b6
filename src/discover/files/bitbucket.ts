import type { Scope } from "../platform.ts";
import { ONLY_WITH_SCHEME, open, place, placeOrMember, usesByFields } from "./by-fields.ts";
import { type Kind, textUnder, valuesOf } from "./recognised.ts";

const VARIABLE = /\$\{[^{}]*\}|\$\w+/g;
const WHEN = "when the pipeline runs";

const SCOPE: Scope = {
  here: [],
  below: [
    ...placeOrMember(["image"], "name", { format: open(VARIABLE, WHEN), certain: false }),
    place("pipe", { format: open(VARIABLE, WHEN, ONLY_WITH_SCHEME), certain: false }),
    // Of pipes and of custom pipelines: names that somebody chose.
    place("variables", { end: "nothing" }),
  ],
};

export const bitbucket: Kind = {
  name: "Bitbucket Pipelines",
  names: /^bitbucket-pipelines.*\.ya?ml$/i,
  isNamed: (path) => /(?:^|\/)bitbucket-pipelines[^/]*\.ya?ml$/.test(path),
  isOne: () => false,
  read: (file, document) => usesByFields(file, document, SCOPE, "Bitbucket Pipelines"),
  notes: (document) =>
    hasPipe(document)
      ? ["runs pipes, whose images their own repositories name: pin them as docker://image@digest"]
      : [],
};

/** A pipeline's steps are a hundred at most; what an alias repeats is looked at once. */
function hasPipe(document: unknown): boolean {
  const met = new Set<unknown>();
  const open = [document];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const pipe = textUnder(value, "pipe");
    if (pipe !== undefined && !/^docker:\/\//i.test(pipe)) return true;
    for (const inner of valuesOf(value)) {
      if (typeof inner !== "object" || inner === null || met.has(inner)) continue;
      met.add(inner);
      open.push(inner);
    }
  }
  return false;
}
