import { members, under } from "../cloudformation/source.ts";
import { locateWithin } from "../discover.ts";
import { field, type Field } from "../field.ts";
import { HELM_VALUES } from "../helm-values.ts";
import type { LocatedUse } from "../image-use.ts";
import { fieldsOf } from "../listed-fields.ts";
import type { Scope } from "../platform.ts";
import type { Around, FileFormat } from "./file-format.ts";
import { objectUses, textIn } from "./kubernetes.ts";
import { isTemplate } from "./may-hold.ts";
import { placeInFile } from "./place-in-file.ts";
import { withPlaceholders } from "./placeholders.ts";
import { NOT_YAML } from "../yaml-text.ts";

const NAME = /^helmfile.*\.ya?ml(?:\.gotmpl)?$/i;
const USAGE = { role: "run", pinForm: "name:tag@digest", certain: false } as const;
const CHART = "names a Helm chart, and which images it deploys cannot be seen here: they are in `helmfile template`";
const TEMPLATE =
  "is a template of releases, and which charts and images come of it cannot be seen here: they are in `helmfile template | digestbound check -`";

/** Releases name charts; of their values those that stand in the file itself are read. */
const RELEASES: Scope = {
  here: [
    field("releases[].chart", { ...USAGE, end: "hidden", why: CHART }),
    ...settings("releases[].set[]"),
    ...settings("releases[].setString[]"),
  ],
  below: HELM_VALUES.below,
};

/** Releases of Helm as Helmfile takes them. */
export const helmfile: FileFormat = {
  name: "Helmfile",
  names: NAME,
  read: (file, around) => {
    const { corrections, read } = around;
    const isInFolder = /(?:^|\/)helmfile\.d\/[^/]*$/.test(file.path);
    if (!NAME.test(file.name) && !isInFolder) return undefined;
    const parsed = file.documents();
    if ("why" in parsed) {
      if (parsed.why !== NOT_YAML || !isTemplate(file.text)) return parsed;
      const place = { file: file.path, line: 1, column: 1, resource: "Helmfile", path: "(the whole file)" };
      return { uses: [{ use: { ...USAGE, kind: "hidden", why: TEMPLATE, place } }] };
    }
    const own = parsed.documents.filter(({ value }) => members(value).some(({ key }) => KEYS.has(String(key))));
    if (own.length === 0) return undefined;
    const uses = own.flatMap((document) => {
      const located = locateWithin(RELEASES, { name: "", urn: "Helmfile", props: document.value }, corrections);
      const seen = located.filter((one) => !isHere(one, document.value, read));
      return placeInFile(file, document, withPlaceholders(seen));
    });
    return { uses: [...uses, ...objectUses(file, parsed.documents, around)] };
  },
};

const KEYS = new Set(["releases", "repositories", "helmfiles", "environments", "templates"]);

/** A chart that lies beside is read where it lies. */
function isHere({ use, spot }: LocatedUse, value: unknown, read: Around["read"]): boolean {
  const [, index] = spot.steps;
  if (use.kind !== "hidden" || typeof index !== "number") return false;
  const release = under(value, "releases").flatMap(members)[index]?.value;
  const chart = textIn(release, "chart") ?? "";
  return /^\.{0,2}\//.test(chart) && read(`${chart}/Chart.yaml`) !== undefined;
}

function settings(path: string): readonly Field[] {
  const row = {
    path,
    format: "values:set",
    role: "blob",
    sure: true,
    pinForm: "name:tag@digest",
    not: undefined,
  } as const;
  return fieldsOf([row], { prefix: "", certain: false, terraform: false });
}
