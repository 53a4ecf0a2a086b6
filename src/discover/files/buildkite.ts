import type { Format } from "../format.ts";
import type { Scope } from "../platform.ts";
import { unknownTill } from "../documents/decided.ts";
import { place, usesByFields } from "./by-fields.ts";
import { interpolate } from "./interpolate.ts";
import { has, type Kind } from "./recognised.ts";

const image: Format = {
  read: (text) => {
    const read = interpolate(text, () => undefined);
    if (read === undefined) return [{ kind: "unreadable", why: "has a $ that Buildkite cannot read" }];
    if (read.open.length === 0) return [{ kind: "image", image: read.text }];
    return [unknownTill("when the pipeline is uploaded", read.text)];
  },
};
const SCOPE: Scope = {
  here: [],
  below: [
    // Of plugins, and of steps and pods for agents on Kubernetes.
    place("image", { format: image, certain: false }),
    place("env", { end: "nothing" }),
  ],
};

export const buildkite: Kind = {
  name: "Buildkite",
  names: /\.ya?ml$/i,
  isNamed: (path) => /(?:^|\/)(?:\.buildkite\/(?:[^/]+\/)*[^/]+|buildkite)\.ya?ml$/.test(path),
  isOne: (document) => Array.isArray(document) || has(document, "steps"),
  read: (file, document) => {
    if (!Array.isArray(document.value)) return usesByFields(file, document, SCOPE, "Buildkite");
    // A pipeline may be its steps alone.
    const { spans } = document;
    const value = { steps: document.value };
    const below = { value, spans: (paths: Parameters<typeof spans>[0]) => spans(paths.map((steps) => steps.slice(1))) };
    return usesByFields(file, below, SCOPE, "Buildkite");
  },
};
