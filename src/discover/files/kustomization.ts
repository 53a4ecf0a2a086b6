import { posix } from "node:path";
import { members, under } from "../cloudformation/source.ts";
import { locateWithin } from "../discover.ts";
import type { Format } from "../format.ts";
import { yaml } from "../formats.ts";
import { field } from "../field.ts";
import type { LocatedUse } from "../image-use.ts";
import { parseImageReference, printable } from "../../reference/index.ts";
import type { Around, FileFormat } from "./file-format.ts";
import { objectUses, resourceOf, textIn } from "./kubernetes.ts";
import { KUSTOMIZATION } from "./kustomize-scope.ts";
import { overrideSplices } from "./kustomize-splices.ts";
import { isTemplate } from "./may-hold.ts";
import { type FileUse, placeInFile } from "./place-in-file.ts";
import { withPlaceholders } from "./placeholders.ts";
import { readTemplate } from "./template.ts";
import { type SourceDocument, SourceFile } from "./source-file.ts";
import { NOT_YAML } from "../yaml-text.ts";

const NAME = /^kustomization(?:\.ya?ml)?$/i;
const RESOURCE = "Kustomization";

/** Kustomizations: what they put in the place of manifests' images, and what they take from elsewhere. */
export const kustomizationFile: FileFormat = {
  name: "Kustomize",
  names: NAME,
  read: (file, around) => {
    if (!NAME.test(file.name)) return undefined;
    const parsed = file.documents();
    if ("why" in parsed) return parsed.why === NOT_YAML && isTemplate(file.text) ? readTemplate(file, around) : parsed;
    // Flux has a kind of this name, whose objects are read as any others.
    const own = parsed.documents.filter(({ value }) =>
      /^$|^kustomize\.config\.k8s\.io\//.test(textIn(value, "apiVersion") ?? ""),
    );
    if (own.length === 0) return undefined;
    const patches = own.flatMap((document) => patchFiles(file, document, around));
    const others = parsed.documents.filter((document) => !own.includes(document));
    const uses = [
      ...own.flatMap((document) => usesOf(file, document, around)),
      ...patches.flatMap((patch) => patch.uses),
      ...objectUses(file, others, around),
    ];
    return { uses, notes: patches.flatMap(({ notes }) => notes) };
  },
};

function usesOf(file: SourceFile, document: SourceDocument, { corrections }: Around): readonly FileUse[] {
  const resource = { name: "", urn: RESOURCE, props: document.value };
  const located = withPlaceholders(locateWithin(KUSTOMIZATION, resource, corrections));
  return placeInFile(file, document, located).map((use, index) => withSplices(file, document, use, located[index]));
}

function withSplices(
  file: SourceFile,
  document: SourceDocument,
  use: FileUse,
  located: LocatedUse | undefined,
): FileUse {
  const [list, , key] = located?.spot.steps ?? [];
  if (located === undefined || use.use.kind !== "image" || list !== "images" || key === undefined) return use;
  const splices = overrideSplices(file, document, located.spot.steps.slice(0, -1), tagOf(use.use.image));
  return splices === undefined ? use : { use: use.use, splices };
}

function tagOf(image: string): string | undefined {
  try {
    return parseImageReference(image).tag;
  } catch {
    return undefined;
  }
}

interface Patches {
  readonly uses: readonly FileUse[];
  readonly notes: readonly string[];
}

/** A patch that is a list of operations, in a file of its own, is no object that anybody would know it by. */
function patchFiles(file: SourceFile, { value }: SourceDocument, around: Around): Patches {
  const paths = ["patches", "patchesJson6902"].flatMap((name) =>
    under(value, name)
      .flatMap(members)
      .flatMap((patch) => textIn(patch.value, "path") ?? []),
  );
  const uses: FileUse[] = [];
  const notes: string[] = [];
  for (const path of new Set(paths)) {
    const text = around.read(path);
    const beside = posix.join(posix.dirname(file.path), path);
    const found = text === undefined ? undefined : patchUses(new SourceFile(beside, text), around);
    if (found === undefined) notes.push(`names a patch that cannot be read here (${printable(path)})`);
    else uses.push(...found);
  }
  return { uses, notes };
}

const OBJECT: Format = { ...yaml("kubernetes"), read: () => [] };
const PATCH = { here: [field("patch", { role: "run", pinForm: "name:tag@digest", format: OBJECT })], below: [] };

/** Undefined where it is no YAML. */
function patchUses(file: SourceFile, { corrections }: Around): readonly FileUse[] | undefined {
  const parsed = file.documents();
  if ("why" in parsed) return undefined;
  return parsed.documents.flatMap((document) => {
    if (resourceOf(document.value) !== undefined) return [];
    const resource = { name: "", urn: `${RESOURCE} patch`, props: { patch: document.value } };
    const located = locateWithin(PATCH, resource, corrections).map(({ use, spot }) => ({
      use: { ...use, place: { ...use.place, path: use.place.path.replace(/^patch\.?/, "") } },
      spot: { ...spot, steps: spot.steps.slice(1) },
    }));
    return placeInFile(file, document, withPlaceholders(located));
  });
}
