import { type Begin, beginWith } from "./begin.ts";
import { isBuilt } from "./build-inputs.ts";
import { pushFields } from "./builds.ts";
import type { Row } from "./catalog.ts";
import { keysOfToken, kubernetesKey } from "./corrected-type.ts";
import { type Corrections, notImageFields } from "./corrections.ts";
import { field, type Field } from "./field.ts";
import type { Resource } from "./image-use.ts";
import type { Identity } from "./kubernetes-identity.ts";
import { isRead, stepsOf } from "./listed-fields.ts";
import { remember } from "./remember.ts";
import { identityOfResource, rowsOfResource } from "./rows-of-resource.ts";
import { scannedAs, type Scanned } from "./scripts/scanned.ts";
import { typeOf } from "./token.ts";

/** What is known of the places of a resource that nothing reads as images. */
export interface Places {
  /** Those of scripts, and of documents that may have scripts beside what is read in them. */
  readonly texts: ReadonlyMap<Field, Scanned>;
  /** Those, and the places that were decided about. */
  readonly begin: Begin;
}

interface OfType extends Places {
  /** Images that are pulled, or built. */
  readonly built: readonly Field[];
  readonly keys: readonly string[];
}

/** The mark of a field that holds scripts. */
const SCANNED = "scanned";
/** Somebody decided what they hold: no image, or none that is deployed. */
const UNDECIDED: ReadonlySet<string | undefined> = new Set(["unsure", SCANNED]);
/** A machine's disk that lies in a registry. */
const NO_IMAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ["azure-native:networkcloud:VirtualMachine", ["vmImage"]],
]);

export function placesOf({ type, props }: Resource, corrections: Corrections): Places {
  const { texts, begin, built, keys } = known(JSON.stringify([type, identityOfResource(type, props)]));
  const own = [...(isBuilt(props) ? built : []), ...notImageFields(corrections, keys)];
  return { texts, begin: own.length === 0 ? begin : beginWith([...begin.fields, ...own]) };
}

const known = remember((name): OfType => {
  const [type, identity] = JSON.parse(name) as readonly [string, Identity?];
  const rows = rowsOfResource(type, identity ?? undefined);
  const texts = textsOf(rows);
  const built = rows.filter(({ format }) => format === "ref|built").map(({ path }) => nothingAt(path));
  const keys = identity ? [kubernetesKey(identity)] : keysOfToken(type);
  return { texts, begin: beginWith([...decided(type, identity, rows), ...texts.keys()]), built, keys };
});

function textsOf(rows: readonly Row[]): ReadonlyMap<Field, Scanned> {
  return new Map(
    rows.flatMap((row): [Field, Scanned][] => {
      const scanned = scannedAs(row);
      const options = { role: "run", pinForm: row.pinForm, terraform: true } as const;
      return scanned === undefined ? [] : [[field(stepsOf(row.path), options), scanned]];
    }),
  );
}

function decided(type: string, identity: Identity | undefined, rows: readonly Row[]): readonly Field[] {
  const paths = rows.filter((row) => !isRead(row) && !UNDECIDED.has(row.not)).map(({ path }) => path);
  const status = identity === undefined ? [] : ["status"];
  const others = typeOf(type).names.flatMap((name) => NO_IMAGES.get(name) ?? []);
  return [...[...paths, ...status, ...others].map(nothingAt), ...pushFields(type).map(({ steps }) => nothingAt(steps))];
}

function nothingAt(path: string | Field["steps"]): Field {
  const steps = typeof path === "string" ? stepsOf(path) : path;
  return field(steps, { role: "run", pinForm: "name:tag@digest", end: "nothing", terraform: true });
}
