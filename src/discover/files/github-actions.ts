import { under } from "../cloudformation/source.ts";
import type { Scope } from "../platform.ts";
import { ANY, ONLY_WITH_SCHEME, open, place, placeOrMember, usesByFields, WITH_SCHEME } from "./by-fields.ts";
import { imagesByMatrix } from "./github-matrix.ts";
import { mayHold } from "./may-hold.ts";
import { has, isObject, type Kind, valuesOf } from "./recognised.ts";

const EXPRESSION = /\$\{\{[^]*?\}\}/g;
const WHEN = "when the workflow runs";
const image = open(EXPRESSION, WHEN, WITH_SCHEME);
const action = open(EXPRESSION, WHEN, ONLY_WITH_SCHEME);

const WORKFLOW: Scope = {
  here: [
    ...placeOrMember(["jobs", ANY, "container"], "image", { format: image }),
    place(["jobs", ANY, "services", ANY, "image"], { format: image }),
    place(["jobs", ANY, "steps", "[]", "uses"], { format: action }),
  ],
  below: [],
};

const MATRIX: Scope = {
  here: [
    place(["jobs", ANY, "strategy", "matrix", ANY, "[]"], { format: image, certain: false }),
    place(["jobs", ANY, "strategy", "matrix", "include", "[]", ANY], { format: image, certain: false }),
  ],
  below: [],
};

/** Jobs that run in containers, with service containers, and actions that are images. Gitea and Forgejo read the same. */
export const githubWorkflow: Kind = {
  name: "GitHub Actions workflow",
  names: /\.ya?ml$/i,
  isNamed: (path) => /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/.test(path),
  mayBe: (text) => mayHold(text, "jobs"),
  isOne: (document) =>
    under(document, "jobs").some(
      (jobs) =>
        isObject(jobs) &&
        valuesOf(jobs).some((job) => has(job, "runs-on") || (has(job, "uses") && has(document, "on"))),
    ),
  read: (file, document) => {
    const { jobs, lists } = imagesByMatrix(document.value);
    return [
      ...usesByFields(file, document, WORKFLOW, "GitHub Actions workflow", jobs),
      ...usesByFields(file, document, MATRIX, "GitHub Actions workflow", lists),
    ];
  },
};

const ACTION: Scope = {
  here: [place("runs.image", { format: action }), place("runs.steps[].uses", { format: action })],
  below: [],
};

/** An action that is an image, or that uses some. */
export const githubAction: Kind = {
  name: "GitHub action",
  names: /^action\.ya?ml$/i,
  isNamed: (path) => /(?:^|\/)action\.ya?ml$/.test(path),
  mayBe: (text) => mayHold(text, "runs", "using"),
  isOne: (document) => under(document, "runs").some((runs) => has(runs, "using")),
  read: (file, document) => usesByFields(file, document, ACTION, "GitHub action"),
};
