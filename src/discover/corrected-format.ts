import { parseCorrectedPath, type CorrectedPath } from "./corrected-path.ts";
import { field, type Field } from "./field.ts";
import { REFERENCE, type Format } from "./format.ts";
import { base64, compose, FORMATS, yaml } from "./formats.ts";
import type { Group } from "./group.ts";
import { HELM_VALUES } from "./helm-values.ts";
import { UNKNOWN } from "./image-use.ts";
import { stepsOf } from "./listed-fields.ts";
import { POD_SPEC } from "./pod-spec.ts";
import { joinParts } from "./split.ts";

type Row = Parameters<typeof field>[1];

/** Parts of references by the object that holds them, so that those beside each other name one image. */
export type PartGroups = Map<string, Group>;

/** How a place is read: the fields that stand for it. */
export type CorrectedFormat = (path: CorrectedPath, row: Row, groups: PartGroups) => readonly Field[];

const TEXTS: ReadonlyMap<string, Format> = new Map([
  ["ref", REFERENCE],
  ["dockerfile", formatNamed("dockerfile")],
  ["compose", compose],
  ["k8s-yaml", formatNamed("k8s-yaml")],
  ["cfn-template", formatNamed("cfn-template")],
  ["helm-values", yaml(HELM_VALUES)],
]);
const PARTS = ["registry", "repository", "tag", "digest"] as const;

/** The formats by the names that a policy document gives them, in which no text that is a reference goes for nothing. */
const FORMAT_OF: ReadonlyMap<string, CorrectedFormat> = new Map([
  ...[...TEXTS].map(([name, format]) => [name, read(format)] as const),
  ...[...TEXTS].map(([name, format]) => [`base64:${name}`, read(base64(format))] as const),
  ["oci", read(formatNamed("oci"))],
  ["docker", read(formatNamed("scheme:docker"))],
  ["pod-spec", podSpec],
  ...PARTS.map((name) => [`part:${name}`, part(name)] as const),
]);

/** Every name of a format; of `json:` what it begins with. */
export const CORRECTED_FORMATS: readonly string[] = [...FORMAT_OF.keys(), "json:"];

/** Undefined where it is no format's name. */
export function parseCorrectedFormat(text: string): CorrectedFormat | undefined {
  if (!text.startsWith("json:")) return FORMAT_OF.get(text);
  const inner = text.slice("json:".length).split(",");
  const paths = inner.map((path) => parseCorrectedPath(path, true)).filter((path) => path !== undefined);
  return paths.length === inner.length ? json(paths) : undefined;
}

function read(format: Format): CorrectedFormat {
  return (path, row) => [field(path, { ...row, format })];
}

function podSpec(path: CorrectedPath, row: Row): readonly Field[] {
  return POD_SPEC.map((inner) => field([...path, ...stepsOf(inner.path)], { ...row, role: inner.role }));
}

function json(paths: readonly CorrectedPath[]): CorrectedFormat {
  return (path, row) => paths.map((inner) => field([...path, ...inner], { ...row, goJson: true }));
}

function part(name: string): CorrectedFormat {
  return (path, row, groups) => {
    const object = path.slice(0, -1);
    const key = JSON.stringify(object);
    const group = groups.get(key) ?? { root: object.length, join: joinNamedParts };
    groups.set(key, group);
    return [field(path, { ...row, end: "part", part: { name, group } })];
  };
}

/** Who says that a tag stands here says that it is one of an image: alone it must not go for nothing. */
const joinNamedParts: Group["join"] = (parts) => {
  const joined = joinParts(parts);
  const part = ["tag", "digest"].find((name) => parts.has(name));
  if (joined !== undefined || part === undefined) return joined;
  if (parts.get(part) === UNKNOWN) return { part, readings: UNKNOWN };
  const why = `is a ${part} alone; the repository that it belongs to is not written here`;
  return { part, readings: [{ kind: "unreadable", why }] };
};

function formatNamed(name: string): Format {
  const format = FORMATS.get(name);
  if (format === undefined) throw new Error(`no format has the name ${name}`);
  return format;
}
