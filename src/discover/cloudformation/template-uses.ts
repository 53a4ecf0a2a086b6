import { printable } from "../../reference/index.ts";
import { NO_CORRECTIONS, type Corrections } from "../corrections.ts";
import { platforms } from "../discover.ts";
import type { Reading } from "../format.ts";
import type { LocatedUse, Place } from "../image-use.ts";
import { formatPath, type Path } from "../path.ts";
import type { Platform } from "../platform.ts";
import { findLocatedUses } from "../walk.ts";
import type { Given } from "./names.ts";
import { members, under } from "./source.ts";
import { readTemplate, WITHOUT_RESOURCES } from "./template.ts";
import { parseTemplate } from "./text.ts";
import { resolved } from "./texts.ts";

type Steps = readonly (string | number)[];
type Told = Exclude<Reading, { kind: "image" }>;

/** Which template it is, and what is known of it from outside. */
export interface TemplatePlace {
  /** The file's name, for people. */
  readonly file: string;
  /** What the stack around a nested one sets of its parameters: plain values, or `UNKNOWN`. Each of the others has its default. */
  readonly parameters?: ReadonlyMap<string, readonly unknown[]>;
  /** The AWS CDK writes such templates, and deploys none of them: one without resources is no finding. */
  readonly mayBeEmpty?: true;
}

/**
 * The image uses of a template of CloudFormation or SAM, JSON or YAML, in the order of its resources. A use's resource is
 * the type and the logical id, `AWS::ECS::TaskDefinition Web`, its path stands inside of that resource,
 * `Properties.ContainerDefinitions[0].Image`, and its spot and its slot are seen from the top of the template. What a
 * template leaves open is `unknown`, what cannot be seen in it `unreadable`. Never throws: `why` says that the text is no data
 * at all, and continues a sentence about the file.
 * @param corrections what the policy document says against the catalog
 */
export function templateImageUses(
  text: string,
  place: TemplatePlace,
  corrections: Corrections = NO_CORRECTIONS,
): readonly LocatedUse[] | { readonly why: string } {
  const parsed = parseTemplate(text);
  return "why" in parsed ? parsed : parsedTemplateUses(parsed.value, place, corrections);
}

/** The same of a template that was read already, its short tags as what they stand for. */
export function parsedTemplateUses(
  value: unknown,
  { file, parameters, mayBeEmpty }: TemplatePlace,
  corrections: Corrections,
): readonly LocatedUse[] {
  const [objects, types] = platforms(corrections);
  const given: Given = (name, defaults) => parameters?.get(name) ?? defaults;
  const readings = readTemplate(value, given, types.deploys)
    .filter(isTold)
    .filter((reading) => mayBeEmpty !== true || reading.kind !== "unreadable" || reading.why !== WITHOUT_RESOURCES);
  const template = { value, file, objects, types };
  return readings.flatMap((reading) => usesOf(reading, template));
}

interface Template {
  readonly value: unknown;
  readonly file: string;
  readonly objects: Platform;
  readonly types: Platform;
}

function isTold(reading: Reading): reading is Told {
  return reading.kind !== "image";
}

function usesOf(reading: Told, template: Template): readonly LocatedUse[] {
  const { at: steps = [] } = reading;
  const [section, id] = steps;
  const resource =
    section === "Resources" && id !== undefined ? resourceName(template.value, String(id)) : "the template";
  const place = { file: template.file, resource };
  if (reading.kind !== "document") {
    const inner = resource === "the template" ? steps : steps.slice(2);
    const { at, ...found } = { ...reading, ...template.types.usage };
    const use = { ...found, place: { ...place, path: pathOf(inner) } };
    return [{ use, spot: { steps: at ?? [], inText: false } }];
  }
  const { types, objects } = template;
  const type = typeof reading.inside === "object" && "type" in reading.inside ? reading.inside.type : "";
  const within = { type, name: String(id), urn: resource, props: reading.value };
  const found = findLocatedUses(types, within, { objects, types, inTemplate: true });
  const properties = resource === "the template" ? pathOf(steps) : "Properties";
  return found.map((one) => seenFromTop(one, steps, { ...place, properties }, template.value));
}

/** As a list of equal names is read: each of them counts, and the first one names it. */
function resourceName(template: unknown, id: string): string {
  const types = under(template, "Resources").flatMap((all) => under(all, id).flatMap((one) => under(one, "Type")));
  const [type] = types;
  return printable(typeof type === "string" ? `${type} ${id}` : id);
}

/** Only what stands in the template as it is can be written: what a function puts together has its parts elsewhere. */
function seenFromTop(
  found: LocatedUse,
  steps: Steps,
  { properties, ...within }: Pick<Place, "file" | "resource"> & { readonly properties: string },
  template: unknown,
): LocatedUse {
  const { span, ...rest } = found.spot;
  const spot = { ...rest, steps: [...steps, ...rest.steps] };
  const text = textAt(template, spot.steps);
  const located = { ...spot, ...(span !== undefined && text !== undefined && { span }) };
  const use = {
    ...found.use,
    place: { ...found.use.place, ...within, path: withinProperties(properties, found.use.place.path) },
  };
  if (use.kind !== "image" || use.slot === undefined) return { use, spot: located };
  const { slot, ...unwritable } = use;
  const stands = slot.span === undefined ? text === use.image : text !== undefined;
  return { use: stands ? { ...use, slot: { ...slot, steps: spot.steps } } : unwritable, spot: located };
}

/** The one text at these steps, if it stands there as it is. */
function textAt(template: unknown, steps: Steps): string | undefined {
  let value = template;
  for (const step of steps) {
    const found = members(value).filter(({ key }) => key === step);
    if (found.length !== 1) return undefined;
    value = found[0]?.value;
  }
  return typeof value === "string" && resolved(value) === value ? value : undefined;
}

function withinProperties(properties: string, path: string): string {
  if (path === formatPath(undefined)) return properties;
  return path.startsWith("[") ? `${properties}${path}` : `${properties}.${path}`;
}

function pathOf(steps: Steps): string {
  return formatPath(steps.reduce<Path | undefined>((parent, key) => ({ parent, key }), undefined));
}
