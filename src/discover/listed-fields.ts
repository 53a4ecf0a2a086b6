import type { Row } from "./catalog.ts";
import { field, type Field, type Step } from "./field.ts";
import { REFERENCE, type Format } from "./format.ts";
import { FORMATS } from "./formats.ts";
import type { Group } from "./group.ts";
import { HELM_VALUES } from "./helm-values.ts";
import type { Role, Usage } from "./image-use.ts";
import { joinImageStream, joinNamed, joinOverride } from "./joins.ts";
import { POD_SPEC } from "./pod-spec.ts";
import { joinParts } from "./split.ts";

/** What is the same for each field of a type. */
export interface Reading {
  /** Steps that lead to what the paths are seen from: `items[]` in a list of objects. */
  readonly prefix: string;
  /** The schema is certain: a value of another shape is unreadable. */
  readonly certain: boolean;
  /** Terraform's own shapes: a block that may stand once is a list of one, and what is not set is null. */
  readonly terraform: boolean;
  readonly rare?: boolean;
  /** Azure Resource Manager's own shapes. */
  readonly arm?: boolean;
}

/** Which roles name an image that is run, built from or unpacked. What is pushed, recorded or cached is no use of one. */
const JUDGED: ReadonlyMap<Row["role"], Role> = new Map<Row["role"], Role>([
  ["run", "run"],
  ["artifact", "artifact"],
  ["build-from", "build-from"],
  ["blob", "run"],
]);

/** The mark of a field that names what is deployed from elsewhere: the resource is rejected for it. */
const ELSEWHERE = "elsewhere";
const ELSEWHERE_WORDS: ReadonlyMap<string | undefined, string> = new Map([
  ["chart", "a Helm chart"],
  ["template-parameters", "other parameters for a template that stands elsewhere"],
]);

/** Keys of maps that have more than one spelling. */
const KEYS: ReadonlyMap<string, RegExp> = new Map([
  // On Kubernetes, and on YARN, which takes it from the environment.
  [
    "spark-image",
    /^spark\.(?:kubernetes\.(?:(?:driver|executor)\.)?container\.image|(?:executorEnv|yarn\.appMasterEnv)\.YARN_CONTAINER_RUNTIME_DOCKER_IMAGE)$/,
  ],
]);

/** Whether the row's images are looked for. */
export function isRead({ role, not }: Row): boolean {
  return not === undefined && JUDGED.has(role);
}

/** What a row that is read says its images are for. */
export function judgedRole({ role }: Row): Role {
  return JUDGED.get(role) ?? "run";
}

/** The fields that a type's rows stand for. */
export function fieldsOf(rows: readonly Row[], reading: Reading): readonly Field[] {
  const groups = new Map<string, Group>();
  return rows.flatMap((row) => {
    if (row.not === ELSEWHERE) return [hiddenField(row, reading)];
    return isRead(row) ? fieldsOfRow(row, reading, groups) : [];
  });
}

function hiddenField({ path, format, pinForm }: Row, { prefix, certain, terraform, arm = false }: Reading): Field {
  const kind = ["chart", "template-parameters"].find((one) => format.includes(one));
  const what = ELSEWHERE_WORDS.get(kind) ?? "a document that stands elsewhere";
  const why = `names ${what}, and which images it deploys cannot be seen here`;
  return field(stepsOf(prefix + path), { role: "run", pinForm, certain, terraform, arm, end: "hidden", why });
}

function fieldsOfRow(
  row: Row,
  { prefix, certain, terraform, rare = false, arm = false }: Reading,
  groups: Map<string, Group>,
): readonly Field[] {
  const usage: Usage = { role: judgedRole(row), pinForm: row.pinForm };
  const options = { ...usage, certain, terraform, rare, arm, optional: terraform || arm || !certain };
  const path = prefix + row.path;
  const at = (where: string | readonly Step[], format: Format = REFERENCE) => field(where, { ...options, format });
  const part = (where: string, root: string, name: string, join: Group["join"], id = "") =>
    field(stepsOf(where), { ...options, end: "part", part: { name, group: groupOf(groups, root, id, join) } });

  const [kind, rest = ""] = splitOnce(row.format, ":");
  switch (kind) {
    case "json":
      return rest.split(",").map((inner) => field(joined(path, inner), { ...options, goJson: true }));
    case "part": {
      const [name, where] = splitOnce(rest, "@");
      const [root, id] = where === undefined ? [parentOf(row.path)] : splitOnce(where, "#");
      return [part(path, prefix + root, name, joinParts, id)];
    }
    case "values":
      return [field(stepsOf(path), { ...options, end: "layer", part: { name: rest, group: chartOf(groups, path) } })];
    case "map-key": {
      const [key, format = ""] = splitOnce(rest, ":");
      const steps = [...stepsOf(path.replace(/\{\}$/, "")), KEYS.get(key) ?? key];
      return [at(steps, formatNamed(format))];
    }
    case "name-value": {
      const [key, format = ""] = splitOnce(rest, ":");
      const join = joinNamed(key, formatNamed(format));
      const root = parentOf(path);
      return settingOf(path).map((name) => part(`${root}.${name}`, root, name.toLowerCase(), join, key));
    }
    case "openshift":
      return ["kind", "name"].map((name) => part(`${parentOf(path)}.${name}`, parentOf(path), name, joinImageStream));
    case "kustomize":
      return [
        field(path, { ...options, format: formatNamed("kustomize") }),
        ...["name", "newName", "newTag", "digest"].map((name) => part(`${path}.${name}`, path, name, joinOverride)),
      ];
    case "podspec":
      return POD_SPEC.map((inner) => field(`${path}.${inner.path}`, { ...options, role: inner.role }));
    case "pod-template":
      return [field(path, { ...options, end: "object" })];
    default:
      return [at(stepsOf(path), formatNamed(row.format))];
  }
}

/** CloudFormation's names begin with a capital letter. */
function settingOf(path: string): readonly string[] {
  return path.endsWith(".Value") ? ["Name", "Key", "Value"] : ["name", "key", "value"];
}

function formatNamed(name: string): Format {
  const format = FORMATS.get(name);
  if (format === undefined) throw new Error(`the catalog has a format that nothing reads: ${name}`);
  return format;
}

/** The values of one chart stand side by side, some of them in a list: they are one. */
function chartOf(groups: Map<string, Group>, path: string): Group {
  const root = parentOf(path.replace(/\[\]$/, ""));
  const key = `${root}#values`;
  const group = groups.get(key) ?? { root: stepsOf(root).length, join: () => undefined, layers: HELM_VALUES };
  groups.set(key, group);
  return group;
}

function groupOf(groups: Map<string, Group>, root: string, id: string, join: Group["join"]): Group {
  const key = `${root}#${id}`;
  const group = groups.get(key) ?? { root: stepsOf(root.replace(/\.$/, "")).length, join };
  groups.set(key, group);
  return group;
}

/** The steps of a path, in which `{key}` is the map's value under that very key; `<word>` in a key stands for any word. */
export function stepsOf(path: string): readonly Step[] {
  const [before, key] = splitOnce(path, "{");
  if (key === undefined || key.startsWith("}")) return path === "" ? [] : path.split(/\.|(?=\[\]|\{\})/);
  const name = key.slice(0, -1);
  const steps = before.split(/\.|(?=\[\])/);
  return [...steps, name.includes("<") ? wildcard(name) : name];
}

function wildcard(name: string): RegExp {
  const literal = name.split(/<[^>]*>/).map((text) => text.replace(/[.\\/+*?()[\]{}^$|-]/g, "\\$&"));
  return new RegExp(`^${literal.join("[^/]+?")}$`);
}

function joined(path: string, inner: string): string {
  return inner.startsWith("[]") ? `${path}${inner}` : `${path}.${inner}`;
}

function parentOf(path: string): string {
  return path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
