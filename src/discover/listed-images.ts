import { pushFields } from "./builds.ts";
import type { Row } from "./catalog.ts";
import type { Field } from "./field.ts";
import { FORMATS } from "./formats.ts";
import type { Place, Resource } from "./image-use.ts";
import { fieldsOf } from "./listed-fields.ts";
import { identityOfResource, rowsOfResource } from "./rows-of-resource.ts";
import { findLocatedUses } from "./walk.ts";

/** An image that a resource pushes, or that it records as running elsewhere: known, and none that it deploys. */
export interface ListedImage {
  readonly image: string;
  readonly role: "push" | "record";
  readonly place: Place;
}

const ROLES = ["push", "record"] as const;

/**
 * The images that a resource names and does not deploy. They stand apart from its uses, because nobody judges them; what is
 * unknown, unreadable or in a format that only describes images is left out. Never throws.
 */
export function listedImages(resource: Resource): readonly ListedImage[] {
  const { type, props } = resource;
  const rows = rowsOfResource(type, identityOfResource(type, props));
  return ROLES.flatMap((role) => {
    const fields = [...fieldsIn(rows, role), ...(role === "push" ? pushFields(type) : [])];
    const found = imagesAt(fields, resource).map((one) => ({ ...one, role }));
    return found.filter(({ place }, index) => found.findIndex((other) => other.place.path === place.path) === index);
  });
}

/** Read as what is run is; some formats, such as patterns of images, are none that is read. */
function fieldsIn(rows: readonly Row[], role: ListedImage["role"]): readonly Field[] {
  const own = rows.filter((row) => row.role === role && row.not === undefined && isFormat(row.format));
  const asRun = own.map((row) => ({ ...row, role: "run" as const }));
  return fieldsOf(asRun, { prefix: "", certain: false, terraform: true });
}

function isFormat(format: string): boolean {
  return FORMATS.has(format) || format === "openshift" || format.startsWith("part:");
}

function imagesAt(fields: readonly Field[], resource: Resource): readonly Omit<ListedImage, "role">[] {
  if (fields.length === 0) return [];
  const uses = findLocatedUses(
    {
      deploys: () => true,
      rootScope: () => ({ here: fields, below: [] }),
      innerScope: () => undefined,
      usage: { role: "run", pinForm: "name:tag@digest" },
    },
    resource,
  );
  return uses.flatMap(({ use }) => (use.kind === "image" ? [{ image: use.image, place: use.place }] : []));
}
