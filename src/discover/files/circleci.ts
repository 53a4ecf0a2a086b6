import { under } from "../cloudformation/source.ts";
import type { Scope } from "../platform.ts";
import { ANY, open, place, usesByFields } from "./by-fields.ts";
import { mayHold } from "./may-hold.ts";
import { has, isObject, type Kind, valuesOf } from "./recognised.ts";

const image = open(/<<[^<>]*>>/g, "when the pipeline runs");

const SCOPE: Scope = {
  here: [],
  // Orbs that stand in the file have jobs and executors as the file itself does.
  below: ["jobs", "executors"].map((name) =>
    place([name, ANY, "docker", "[]", "image"], { format: image, certain: false }),
  ),
};

export const circleci: Kind = {
  name: "CircleCI",
  names: /\.ya?ml$/i,
  isNamed: (path) => /(?:^|\/)\.circleci\/[^/]+\.ya?ml$/.test(path),
  mayBe: (text) => mayHold(text, "docker", "version"),
  isOne: (document) =>
    has(document, "version") &&
    [...under(document, "jobs"), ...under(document, "executors")].some(
      (jobs) =>
        isObject(jobs) && valuesOf(jobs).some((job) => under(job, "docker").some((list) => Array.isArray(list))),
    ),
  notes: (document) =>
    under(document, "orbs")
      .flatMap(valuesOf)
      .some((orb) => typeof orb === "string")
      ? ["uses orbs, whose images their own sources name"]
      : [],
  read: (file, document) => usesByFields(file, document, SCOPE, "CircleCI"),
};
