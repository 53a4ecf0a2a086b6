import type { Cursor, Step } from "./field.ts";

/** More would not be read. */
const MOST = 3;

interface UnknownWhole {
  readonly kind: "unknown";
  readonly inside?: string;
}

/** A value that is unknown as a whole, with where images stand inside it, so far as a schema tells. */
export function unknownWhole(cursors: readonly Cursor[]): UnknownWhole {
  const inside = placesInside(cursors);
  return { kind: "unknown", ...(inside !== undefined && { inside }) };
}

function placesInside(cursors: readonly Cursor[]): string | undefined {
  const certain = cursors.filter(({ field }) => field.certain && !field.guess && isImage(field.end));
  const paths = certain.map(({ field, taken }) => pathOf(field.steps.slice(taken))).filter((path) => path !== "");
  const distinct = [...new Set(paths)];
  if (distinct.length === 0) return undefined;
  const shown = distinct.slice(0, MOST).join(", ");
  return distinct.length > MOST ? `${shown} and others` : shown;
}

function isImage(end: Cursor["field"]["end"]): boolean {
  return end === "image" || end === "part";
}

function pathOf(steps: readonly Step[]): string {
  if (!steps.every((step) => typeof step === "string")) return "";
  return steps
    .map((step) => (/^(?:\[\]|\{\})$/.test(step) ? step : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
