import { field } from "../field.ts";
import type { Format } from "../format.ts";
import { readDocument } from "./text.ts";

const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false } as const;
/** Images of CodeBuild's own have names of their own. */
const image: Format = { read: (text) => (text.startsWith("aws/codebuild/") ? [] : [{ kind: "image", image: text }]) };

const PLACES = ["build-list[].env", "build-graph[].env", "build-matrix.static.env", "build-matrix.dynamic.env"].flatMap(
  (place) => ["image", "image[]"].map((name) => `batch.${place}.${name}`),
);
const SCOPE = { here: PLACES.map((place) => field(place, { ...OPTIONS, format: image })), below: [] };

/**
 * What AWS CodeBuild does, or the name of the file that says so. Images stand in the builds of a batch; commands are scripts,
 * which are looked through elsewhere.
 */
export const buildspec: Format = {
  mayBeEmpty: true,
  read: (text) => (/[\r\n\u0085\u2028\u2029{]/.test(text) ? readDocument(text, SCOPE) : []),
};
