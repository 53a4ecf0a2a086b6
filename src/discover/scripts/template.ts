import { rowsOf } from "../catalog.ts";
import { isList, members, under } from "../cloudformation/source.ts";
import { parseTemplate } from "../cloudformation/text.ts";
import { stepsOf } from "../listed-fields.ts";
import { scannedAs } from "./scanned.ts";
import { scanAll, type Place, type Seen } from "./scan.ts";

type Found = readonly [at: readonly (string | number)[], value: unknown];

/** Scripts in a template of CloudFormation, as they stand there: of a function, each text is looked through on its own. */
export function scanTemplate(template: unknown): readonly Seen[] {
  const parsed = typeof template === "string" ? parseTemplate(template) : { value: template };
  if ("why" in parsed) return [];
  const resources = under(parsed.value, "Resources").flatMap((section) => members(section));
  return scanAll(resources.flatMap(({ key, value }) => placesIn(value, ["Resources", key])));
}

function placesIn(resource: unknown, at: Found[0]): readonly Place[] {
  const types = under(resource, "Type").filter((type) => typeof type === "string");
  return types
    .flatMap((type) => rowsOf("cloudformation", type))
    .flatMap((row) => {
      const scanned = scannedAs(row);
      // A template in a template may stand there a thousand times.
      if (scanned === undefined || scanned === "template") return [];
      const start = under(resource, "Properties").map((value): Found => [[...at, "Properties"], value]);
      return stepsOf(row.path)
        .reduce<readonly Found[]>((places, step) => places.flatMap((place) => next(place, step)), start)
        .map(([place, value]) => ({ at: place, value, scanned }));
    });
}

function next([at, value]: Found, step: string | RegExp): readonly Found[] {
  const isEach = step === "[]";
  if (isEach !== isList(value)) return [];
  return members(value)
    .filter(({ key }) => isEach || key === step)
    .map((member): Found => [[...at, member.key], member.value]);
}
