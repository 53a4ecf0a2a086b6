import { printable } from "../../reference/index.ts";
import type { Corrections } from "../corrections.ts";
import { platforms } from "../discover.ts";
import type { Reading } from "../format.ts";
import type { ImageUse, LocatedUse } from "../image-use.ts";
import { formatPath, type Path } from "../path.ts";
import type { Platform } from "../platform.ts";
import type { Slot } from "../slot.ts";
import { findLocatedUses } from "../walk.ts";
import { underName } from "./source.ts";
import { readTemplate } from "./template.ts";

type Steps = readonly (string | number)[];
type Told = Exclude<Reading, { kind: "image" }>;

interface Template {
  readonly value: unknown;
  readonly objects: Platform;
  readonly types: Platform;
}

/**
 * The image uses of a template of Azure Resource Manager, and of what Bicep is built to. A use's resource is its type and its
 * name, its path stands inside of that resource, and its spot is seen from the top of the template. Never throws.
 * @param value data of any shape, such as `parseJsonText` gives
 */
export function armTemplateUses(value: unknown, corrections: Corrections): readonly LocatedUse[] {
  const [objects, types] = platforms(corrections);
  return readTemplate(value, () => [])
    .filter((reading) => reading.kind !== "image")
    .flatMap((reading) => usesOf(reading, { value, objects, types }));
}

function usesOf(reading: Told, { value, objects, types }: Template): readonly LocatedUse[] {
  if (reading.kind !== "document") {
    const { at = [], ...found } = reading;
    const use = { ...found, ...types.usage, place: { resource: "the template", path: shown(at) } };
    return [{ use, spot: { steps: at, inText: false } }];
  }
  const { at: steps = [], inside } = reading;
  const type = inside !== "kubernetes" && "type" in inside ? inside.type : "";
  const resource = nameOf(value, steps, type);
  const within = { type, name: resource, urn: resource, props: reading.value };
  const platform = inside === "kubernetes" ? objects : types;
  return findLocatedUses(platform, within, { objects, types, inTemplate: true }).map(({ use, spot }) => ({
    use: withoutSlot(use),
    spot: { steps: [...steps, ...spot.steps], inText: spot.inText },
  }));
}

/** Of an evaluated resource nothing can be written. */
function withoutSlot(use: ImageUse): ImageUse {
  const unwritable = { ...use };
  delete (unwritable as { slot?: Slot }).slot;
  return unwritable;
}

/** As it is written there: an expression says nothing to people, and then where it stands does. */
function nameOf(template: unknown, steps: Steps, type: string): string {
  const resource = steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return (value as readonly unknown[])[Number(step)];
    return underName(value, String(step)).at(-1);
  }, template);
  const textOf = (name: string) => underName(resource, name).find((one) => typeof one === "string");
  const [own, name] = [textOf("type") ?? type, textOf("name")];
  const isPlain = typeof name === "string" && !name.startsWith("[");
  return printable([own, isPlain ? name : shown(steps)].filter((part) => part !== "").join(" "));
}

function shown(steps: Steps): string {
  return formatPath(steps.reduce<Path | undefined>((parent, key) => ({ parent, key }), undefined));
}
