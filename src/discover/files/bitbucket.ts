import type { Scope } from "../platform.ts";
import { ONLY_WITH_SCHEME, open, place, placeOrMember, usesByFields } from "./by-fields.ts";
import { has, hasAnywhere, type Kind } from "./recognised.ts";

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
  isOne: (document) => has(document, "pipelines", "image", "definitions"),
  read: (file, document) => usesByFields(file, document, SCOPE, "Bitbucket Pipelines"),
  notes: (document) =>
    hasAnywhere(document, "pipe", /^(?!docker:\/\/)/i)
      ? ["runs pipes, whose images their own repositories name: pin them as docker://image@digest"]
      : [],
};
