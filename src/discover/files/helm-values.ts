import { parseImageReference } from "../../reference/index.ts";
import { locateWithin } from "../discover.ts";
import { helmValues } from "../helm-values.ts";
import type { LocatedUse } from "../image-use.ts";
import { lookIn } from "../look-in.ts";
import { shapeOf } from "../data.ts";
import { appVersionOf } from "./chart-version.ts";
import type { Around, FileFormat } from "./file-format.ts";
import { isTemplate } from "./may-hold.ts";
import { overridden } from "./overridden-values.ts";
import { type FileUse, placeInFile } from "./place-in-file.ts";
import { withPlaceholders } from "./placeholders.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";
import { splitSplices } from "./split-splices.ts";
import { readTemplate } from "./template.ts";
import { NOT_YAML } from "../yaml-text.ts";

const NAME = /^values.*\.ya?ml$|values\.ya?ml$/i;

/** Values of Helm charts: a chart's own, and those that somebody lays over them. */
export const helmValuesFile: FileFormat = {
  name: "Helm values",
  names: NAME,
  read: (file, around) => {
    if (!NAME.test(file.name)) return undefined;
    const parsed = file.documents();
    if ("why" in parsed) return parsed.why === NOT_YAML && isTemplate(file.text) ? readTemplate(file, around) : parsed;
    const objects = parsed.documents.filter(({ value }) => shapeOf(value) === "object");
    const readings = objects.map((document) => readValues(file, document, around));
    const uses = readings.flatMap((reading) => reading.uses);
    const isChart = around.read("Chart.yaml") !== undefined;
    return uses.length > 0 || isChart ? { uses, notes: readings.flatMap(({ notes }) => notes) } : undefined;
  },
};

interface Values {
  readonly uses: readonly FileUse[];
  readonly notes: readonly string[];
}

function readValues(file: SourceFile, document: SourceDocument, around: Around): Values {
  const registry = textAt(document.value, "global", "imageRegistry");
  const props = overridden(file, document, around);
  const resource = { name: "", urn: "Helm values", props: props.values };
  const located = locateWithin(helmValues(registry), resource, around.corrections);
  const own = withPlaceholders(props.own(located));
  const version = appVersionOf(around);
  const versioned = own.map((one) => withAppVersion(one, version));
  const isVersioned = versioned.some((one, index) => one !== own[index]);
  const notes = [
    ...(registry === undefined ? [] : ["sets global.imageRegistry, which is taken for the registry of each image"]),
    ...(isVersioned ? ["leaves its image's tag out, for which charts take appVersion of Chart.yaml"] : []),
  ];
  return { uses: placed(file, document, versioned), notes };
}

/** `helm create` makes charts so: the tag of the chart's own image is the application's version where values name none. */
function withAppVersion(one: LocatedUse, version: string | undefined): LocatedUse {
  const { use, spot } = one;
  if (version === undefined || use.kind !== "image" || spot.steps.join("/") !== "image/repository") return one;
  try {
    const { tag, digest } = parseImageReference(use.image);
    if (tag !== undefined) return one;
    const image = digest === undefined ? `${use.image}:${version}` : use.image.replace("@", `:${version}@`);
    parseImageReference(image);
    return { use: { ...use, image }, spot };
  } catch {
    return one;
  }
}

function placed(file: SourceFile, document: SourceDocument, located: readonly LocatedUse[]): readonly FileUse[] {
  return placeInFile(file, document, located).map((use, index) => {
    const { spot } = located[index] ?? {};
    if (use.source !== undefined || use.use.kind !== "image" || spot === undefined || spot.inText) return use;
    const splices = splitSplices(file, document, spot.steps.slice(0, -1), tagOf(use.use.image));
    return splices === undefined ? use : { ...use, splices };
  });
}

function tagOf(image: string): string | undefined {
  try {
    return parseImageReference(image).tag;
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, ...names: readonly string[]): string | undefined {
  const found = lookIn(value, ...names);
  return typeof found === "string" && found !== "" ? found : undefined;
}
