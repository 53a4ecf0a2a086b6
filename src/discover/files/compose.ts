import { members, under } from "../cloudformation/source.ts";
import type { Format } from "../format.ts";
import { unknownTill } from "../documents/decided.ts";
import { buildIn } from "./compose-build.ts";
import { notesOf } from "./compose-notes.ts";
import { formatPath } from "../path.ts";
import { ANY, place, usesByFields } from "./by-fields.ts";
import { mentionedIn } from "./env-file.ts";
import type { Around } from "./file-format.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import type { FileUse } from "./place-in-file.ts";
import { mayHold } from "./may-hold.ts";
import { has, isObject, type Kind, textUnder, valuesOf } from "./recognised.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

const NAME = /(?:^|[/.-])(?:docker-)?compose(?:[._-][^/]*)?\.ya?ml$/;

/** Services of a file of the first version stand at its top. */
const FIRST_VERSION = /^(?!(?:services|volumes|networks|configs|secrets|models|include|name|version|<<)$|x-)/;

/** Services that are run, what they are built from and which images they mount. */
export const composeKind: Kind = {
  name: "Compose",
  names: /\.(?:ya?ml|json)$/i,
  isNamed: (path) => NAME.test(path),
  mayBe: (text) => mayHold(text, "services"),
  isOne: (document) =>
    under(document, "services").some(
      (services) => isObject(services) && valuesOf(services).some((service) => has(service, "image", "build")),
    ),
  read,
  notes: notesOf,
};

function read(file: SourceFile, document: SourceDocument, around: Around): readonly FileUse[] {
  const variables = variablesOf(around);
  const text = interpolating(variables);
  const service = ["services", ANY] as const;
  const here = [
    place([...service, "image"], { format: text }),
    place([...service, "build"], { role: "build-from", format: buildIn(text, variables, around) }),
    place([FIRST_VERSION, "image"], { format: text, certain: false }),
    place([...service, "volumes", "[]"], { role: "artifact", format: volumeIn(text) }),
  ];
  const uses = usesByFields(file, document, { here, below: [] }, "Compose");
  const built = pathsOfBuilt(document.value);
  return uses.filter(({ use }) => !built.has(use.place.path));
}

/** Those that a file beside sets are asked for, or nobody knows them. */
function variablesOf({ environment, read: readFile }: Around): Variables {
  const beside = environment === undefined ? readFile(".env") : undefined;
  return environment ?? mentionedIn(beside ?? "");
}

/** How Compose reads a text: what its variables leave open is not known yet. */
function interpolating(variables: Variables): Format {
  return {
    read: (text) => {
      const read = interpolate(text, variables);
      if (read === undefined) return [{ kind: "unreadable", why: "has a $ that Compose cannot read" }];
      if (read.open.length === 0) return [{ kind: "image", image: read.text }];
      return [unknownTill(`by ${namesOf(read.open, variables)}`, read.text)];
    },
  };
}

const MOST_NAMES = 5;

function namesOf(open: readonly string[], variables: Variables): string {
  const names = [...new Set(open)].slice(0, MOST_NAMES);
  const isSet = names.some((name) => variables(name) === null);
  const where = isSet ? "which a file of variables sets (--env-file .env reads that)" : "which has no default here";
  return `the variable ${names.join(", ")}, ${where}`;
}

/** A volume that is an image. */
function volumeIn(text: Format): Format {
  const inside = { here: [place("source", { role: "artifact", format: text })], below: [] };
  return {
    read: () => [],
    readObject: (volume) =>
      textUnder(volume, "type") === "image" ? [{ kind: "document", value: volume, inside }] : [],
  };
}

/**
 * Names of what is built here and never pulled. Where a service has both and says nothing, Compose pulls the image first and builds
 * only what it cannot pull: whoever owns that name decides what runs.
 */
function pathsOfBuilt(document: unknown): ReadonlySet<string> {
  const services = under(document, "services").flatMap(members);
  const built = services.filter(({ value }) => has(value, "build") && isNeverPulled(value));
  const pulled = new Set(services.filter((one) => !built.includes(one)).map(({ key }) => key));
  return new Set(built.filter(({ key }) => !pulled.has(key)).map(({ key }) => imagePath(String(key))));
}

function isNeverPulled(service: unknown): boolean {
  const policies = under(service, "pull_policy");
  return policies.length > 0 && policies.every((policy) => policy === "build" || policy === "never");
}

function imagePath(service: string): string {
  const services = { parent: undefined, key: "services" };
  return formatPath({ parent: { parent: services, key: service }, key: "image" });
}
