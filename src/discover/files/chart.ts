import { members, under } from "../cloudformation/source.ts";
import type { ImageUse } from "../image-use.ts";
import type { Around, FileFormat } from "./file-format.ts";
import { type FileUse, placeInFile } from "./place-in-file.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";
import { objectUses, textIn } from "./kubernetes.ts";

/** The charts that a chart depends on. What its images are, its values and its templates tell; annotations only document them. */
export const chartFile: FileFormat = {
  name: "Helm chart",
  names: /^(?:Chart|requirements)\.ya?ml$/i,
  read: (file, around) => {
    if (!/^(?:chart|requirements)\.ya?ml$/.test(file.name)) return undefined;
    const parsed = file.documents();
    if ("why" in parsed) return parsed;
    const charts = parsed.documents.filter(({ value }) => isChart(file, value));
    if (charts.length === 0) return undefined;
    const uses = charts.flatMap((document) => usesOf(file, document, around));
    return { uses: [...uses, ...objectUses(file, parsed.documents, around)] };
  },
};

function isChart({ name }: SourceFile, value: unknown): boolean {
  if (name.startsWith("requirements")) return under(value, "dependencies").length > 0;
  return textIn(value, "name") !== undefined && textIn(value, "apiVersion") !== undefined;
}

function usesOf(file: SourceFile, document: SourceDocument, around: Around): readonly FileUse[] {
  const dependencies = under(document.value, "dependencies").flatMap(members);
  return dependencies.flatMap(({ key: index, value: dependency }) => {
    const found = dependencyUses(dependency, around);
    const steps = ["dependencies", index, textIn(dependency, "repository") === undefined ? "name" : "repository"];
    const place = {
      resource: `Helm chart ${textIn(document.value, "name") ?? ""}`.trim(),
      path: `dependencies[${index}].repository`,
    };
    const located = found.map((use) => ({ use: { ...use, place }, spot: { steps, inText: false } }));
    return placeInFile(file, document, located);
  });
}

type Found = Pick<ImageUse, "role" | "pinForm"> &
  (
    | { readonly kind: "image"; readonly image: string }
    | { readonly kind: "unreadable" | "hidden"; readonly why: string }
  );
const ARTIFACT = { role: "artifact", pinForm: "name:tag@digest" } as const;
const HIDDEN =
  "names a chart of another place, and which images it deploys cannot be seen here: they are in `helm template . | digestbound check -`";
const RANGE = "is a range of versions; which of them it selects is decided later";

/** One that lies in the chart's own folder, or beside it, is read there. */
function dependencyUses(dependency: unknown, { read }: Around): readonly Found[] {
  const [name, version, repository = ""] = ["name", "version", "repository"].map((key) => textIn(dependency, key));
  const isHere = repository === "" || /^file:/i.test(repository);
  if (isHere || (name !== undefined && read(`charts/${name}/Chart.yaml`) !== undefined)) return [];
  const hidden = { ...ARTIFACT, role: "run", kind: "hidden", why: HIDDEN } as const;
  const host = /^oci:\/\/(.+?)\/*$/i.exec(repository)?.[1];
  return host === undefined ? [hidden] : [chartArtifact(`${host}/${name ?? ""}`, version), hidden];
}

/** In a registry a version is a tag, in which `_` stands for the plus sign. */
function chartArtifact(repository: string, version: string | undefined): Found {
  if (version === undefined) return { ...ARTIFACT, kind: "image", image: repository };
  if (!/^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version)) return { ...ARTIFACT, kind: "unreadable", why: RANGE };
  return { ...ARTIFACT, kind: "image", image: `${repository}:${version.replaceAll("+", "_")}` };
}
