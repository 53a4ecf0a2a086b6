import { rowsOf, type Row } from "./catalog.ts";
import { keysOfToken } from "./corrected-type.ts";
import { addsTo, corrected, notImageFields, type Corrections } from "./corrections.ts";
import { field, type Field } from "./field.ts";
import type { Usage } from "./image-use.ts";
import { fieldsOf } from "./listed-fields.ts";
import type { Platform, Scope } from "./platform.ts";
import { POD_SPEC } from "./pod-spec.ts";
import { remember } from "./remember.ts";
import { platformOfType } from "./runs-on.ts";
import { typeOf, type ListedType } from "./token.ts";

const USAGE: Usage = { role: "run", pinForm: "name:tag@digest" };

/** An API version that the catalog does not know may keep its containers elsewhere. */
const ANYWHERE: readonly Field[] = POD_SPEC.map(({ path, role }) => field(path, { ...USAGE, role, certain: false }));
const ANYWHERE_IN_ARM: readonly Field[] = ANYWHERE.map((one) => ({ ...one, arm: true }));
const NONE: readonly Field[] = [];

/** Types that were asked for, by token. Only those of the catalog are kept, so that it cannot grow without bound. */
const known = new Map<string, readonly Field[]>();

function fieldsFor(token: string): readonly Field[] {
  const kept = known.get(token);
  if (kept !== undefined) return kept;
  const type = typeOf(token);
  const reading = { prefix: "", certain: true, terraform: type.catalog === "terraform", arm: type.arm !== undefined };
  const fields = fieldsOf(rowsFor(type), reading);
  if (fields.length > 0) known.set(token, fields);
  return fields;
}

function rowsFor({ catalog, names, arm }: ListedType): readonly Row[] {
  const rows = names.flatMap((name) => rowsOf(catalog, name));
  if (arm === undefined) return rows;
  return rows.map(({ path, format, ...row }) => ({
    ...row,
    path: arm === "properties" ? path.replace(/^properties(?:\.|(?=\{))/, "") : path,
    // Inside a template nothing is given by the resource around it.
    format: format === "arm-template" ? "arm-nested" : format,
  }));
}

function belowOf({ otherVersion, arm }: ListedType): readonly Field[] {
  if (!otherVersion) return NONE;
  return arm === undefined ? ANYWHERE : ANYWHERE_IN_ARM;
}

/** Every type whose fields the catalog lists: the clouds' providers, Docker's, and Terraform's in Pulumi. */
export function listed(corrections: Corrections): Platform {
  const scopeOf = remember((type): Scope => ({
    here: correctedFields(type, corrections),
    below: belowOf(typeOf(type)),
  }));
  return {
    deploys: remember((type) => fieldsFor(type).length > 0 || addsTo(corrections, keysOfToken(type))),
    rootScope: (type) => scopeOf(type),
    innerScope: () => undefined,
    runsOn: (inputs, type) => (type === undefined ? undefined : platformOfType(type, inputs)),
    usage: USAGE,
  };
}

function correctedFields(type: string, corrections: Corrections): readonly Field[] {
  const keys = keysOfToken(type);
  return [...corrected(fieldsFor(type), corrections, keys), ...notImageFields(corrections, keys)];
}
