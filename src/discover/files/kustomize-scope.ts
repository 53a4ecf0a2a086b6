import { field, type Field } from "../field.ts";
import type { Format } from "../format.ts";
import { FORMATS, yaml } from "../formats.ts";
import { printable } from "../../reference/index.ts";
import type { Group } from "../group.ts";
import { helmValues } from "../helm-values.ts";
import { UNKNOWN } from "../image-use.ts";
import { joinOverride } from "../joins.ts";
import type { Scope } from "../platform.ts";

const USAGE = { role: "run", pinForm: "name:tag@digest", certain: false, optional: true } as const;

const NO_TAG = "takes its tag or digest from the manifests that it stands for: name newTag or digest here.";
const SUFFIXED = "puts a suffix behind the tags of the manifests that it stands for.";

/** Kustomize's override: with a new name alone the tag is the manifest's, and the image is neither the one nor the other. */
const override: Group["join"] = (parts, inputs) => {
  const isSuffixed = parts.has("tagSuffix");
  const isWhole = parts.has("newTag") || parts.has("digest");
  if (isWhole && !isSuffixed) return joinOverride(parts, inputs);
  const part = parts.has("newName") ? "newName" : "name";
  const name = parts.get(part);
  if (name === undefined || name === UNKNOWN || (part === "name" && !isSuffixed)) return undefined;
  const why = isSuffixed ? SUFFIXED : NO_TAG;
  return { part, readings: [{ kind: "unknown", known: `${name}:…`, why }] };
};

const GROUP: Group = { root: 2, join: override };

const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:\/\/|[a-z][a-z0-9+.-]*::|[\w.-]+@[\w.-]+:|github\.com[/:])|[?&]ref=/i;
const NAMES_REMOTE =
  "names a remote resource, and which images it deploys cannot be seen here: they are in `kustomize build . | digestbound check -`";

/** A file beside is read where it stands, if it is among those that are checked. */
const remote: Format = { read: (text) => (ELSEWHERE.test(text) ? [{ kind: "hidden", why: NAMES_REMOTE }] : []) };

const objects = FORMATS.get("k8s-yaml") ?? yaml("kubernetes");
/** In one line it is the name of a file. */
const inlineOrFile: Format = {
  ...objects,
  read: (text, ...given) => (/[\n{]/.test(text) ? objects.read(text, ...given) : remote.read(text, ...given)),
};

const REPLACED: Format = {
  read: (text) =>
    /image|newTag|newName|digest/i.test(text)
      ? [{ kind: "unknown", why: `is put there by a replacement that kustomize makes at ${printable(text)}.` }]
      : [],
};

const CHART = "names a Helm chart, and which images it deploys cannot be seen here: they are in `kustomize build`";

/** The places of a kustomization in which images stand, or what deploys them. */
export const KUSTOMIZATION: Scope = {
  here: [
    ...["name", "newName", "newTag", "digest", "tagSuffix"].map((name) => part(name)),
    ...["resources[]", "bases[]", "components[]", "crds[]"].map((path) => field(path, { ...USAGE, format: remote })),
    ...["generators[]", "transformers[]", "validators[]", "patchesStrategicMerge[]"].map((path) =>
      field(path, { ...USAGE, format: inlineOrFile }),
    ),
    ...["patches[].patch", "patchesJson6902[].patch"].map((path) => field(path, { ...USAGE, format: objects })),
    ...["patches[].path", "patchesJson6902[].path"].map((path) => field(path, { ...USAGE, format: remote })),
    field("replacements[].targets[].fieldPaths[]", { ...USAGE, format: REPLACED }),
    ...["helmCharts[]", "helmChartInflationGenerator[]"].flatMap((path) => [
      field(`${path}.name`, { ...USAGE, end: "hidden", why: CHART }),
      field(`${path}.chartName`, { ...USAGE, end: "hidden", why: CHART }),
      ...["valuesInline", "values"].map((name) => field(`${path}.${name}`, { ...USAGE, format: values() })),
    ]),
  ],
  below: [],
};

function values(): Format {
  return { inside: helmValues(), read: () => [] };
}

function part(name: string): Field {
  return field(["images", "[]", name], { ...USAGE, end: "part", part: { name, group: GROUP } });
}
