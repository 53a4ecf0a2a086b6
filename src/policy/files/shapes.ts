import type { Problems } from "../problems.ts";
import { documentShape } from "../schema.ts";
import { readShape } from "../shape.ts";
import { reportIn } from "./policy-file.ts";
import type { PolicyFiles } from "./read-files.ts";

/** A document, or a part of one: what the whole has to have may be in another file. */
const partShape = { ...documentShape, schema: documentShape.schema.partial({ images: true }) };

/** Looks at each of several files by itself, before uniting them hides that one has an empty list or no version. */
export function checkShapes(files: PolicyFiles, problems: Problems): void {
  if (files.length === 1) return;
  for (const file of files) {
    if (file.plain !== undefined) readShape(partShape, file.plain, [], reportIn(file, problems));
  }
}
