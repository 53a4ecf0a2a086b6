import { rowsOf, type Row } from "./catalog.ts";
import { field, type Field } from "./field.ts";
import { fieldsOf, isRead, stepsOf } from "./listed-fields.ts";

const NONE: readonly Field[] = [];
/** By group, kind and prefix; kinds that the catalog does not know are not kept. */
const known = new Map<string, readonly Field[]>();
let annotations: readonly Field[] | undefined;

/**
 * The fields of a custom resource that the catalog lists. They say what a field means and not what must stand there: which
 * version of the definition a cluster has is not known here.
 * @param prefix what leads to the object: `items[].` in a list
 */
export function customResourceFields(group: string, kind: string, prefix: string): readonly Field[] {
  const key = `${group}/${kind} ${prefix}`;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const rows = rowsOf("kubernetes-crd", `${group}/${kind}`);
  if (rows.length === 0) return NONE;
  const settled = rows.filter((row) => !isRead(row)).map((row) => settledAt(prefix, row));
  const fields = [...fieldsOf(rows, { prefix, certain: false, terraform: false }), ...settled];
  known.set(key, fields);
  return fields;
}

function settledAt(prefix: string, { path, pinForm }: Row): Field {
  return field(stepsOf(prefix + path), { role: "run", pinForm, certain: false, end: "settled" });
}

/** Annotations by which admission webhooks are told what image to put into a pod; they stand on pods and namespaces. */
export function injected(): readonly Field[] {
  const reading = { prefix: "", certain: false, terraform: false, rare: true };
  annotations ??= fieldsOf(rowsOf("kubernetes", "*/pod-template"), reading);
  return annotations;
}
