import { rowsOf } from "../catalog.ts";
import { isList, members, under } from "../cloudformation/source.ts";
import { parseTemplate } from "../cloudformation/text.ts";
import { stepsOf } from "../listed-fields.ts";
import { scannedAs } from "./scanned.ts";
import { scan, type Seen } from "./scan.ts";

type Place = readonly [at: readonly (string | number)[], value: unknown];

/** Scripts in a template of CloudFormation, as they stand there: of a function, each text is looked through on its own. */
export function scanTemplate(template: unknown): readonly Seen[] {
  const parsed = typeof template === "string" ? parseTemplate(template) : { value: template };
  if ("why" in parsed) return [];
  return under(parsed.value, "Resources").flatMap((resources) =>
    members(resources).flatMap(({ key, value }) => scanResource(value, ["Resources", key])),
  );
}

function scanResource(resource: unknown, at: Place[0]): readonly Seen[] {
  const rows = under(resource, "Type").flatMap((type) =>
    typeof type === "string" ? rowsOf("cloudformation", type) : [],
  );
  return rows.flatMap((row) => {
    const scanned = scannedAs(row);
    // A template in a template may be the same one again.
    if (scanned === undefined || scanned === "template") return [];
    const start = under(resource, "Properties").map((value): Place => [[...at, "Properties"], value]);
    return stepsOf(row.path)
      .reduce<readonly Place[]>((places, step) => places.flatMap((place) => next(place, step)), start)
      .flatMap(([place, value]) => scan(value, scanned).map((seen) => ({ ...seen, at: [...place, ...seen.at] })));
  });
}

function next([at, value]: Place, step: string | RegExp): readonly Place[] {
  const isEach = step === "[]";
  if (isEach !== isList(value)) return [];
  return members(value)
    .filter(({ key }) => isEach || key === step)
    .map((member): Place => [[...at, member.key], member.value]);
}
