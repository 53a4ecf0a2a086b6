import type { Scope } from "../platform.ts";
import { ANY, open, place, usesByFields } from "./by-fields.ts";
import { has, type Kind } from "./recognised.ts";

const VARIABLE = /\$\{[^{}]*\}|\$\w+/g;
const image = open(VARIABLE, "when the pipeline runs");

/** Lists, and maps by name as earlier versions have them. */
const SCOPE: Scope = {
  here: ["steps", "services", "clone", "pipeline"].flatMap((name) => [
    place([name, "[]", "image"], { format: image, certain: false }),
    place([name, ANY, "image"], { format: image, certain: false }),
  ]),
  below: [],
};

/** Drone, and Woodpecker that came from it: steps, services and clones, each in a container. */
export const drone: Kind = {
  name: "Drone or Woodpecker",
  names: /\.ya?ml$/i,
  isNamed: (path) => /(?:^|\/)(?:\.(?:drone|woodpecker)[^/]*\.ya?ml|\.woodpecker\/[^/]+\.ya?ml)$/.test(path),
  isOne: (document) => has(document, "steps", "services", "clone", "pipeline"),
  read: (file, document) => usesByFields(file, document, SCOPE, "Drone or Woodpecker"),
};
