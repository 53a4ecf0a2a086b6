import { members, under } from "../cloudformation/source.ts";
import { isDockerfileName } from "./dockerfile.ts";
import { has, isObject, shown, textUnder, valuesOf } from "./recognised.ts";

const MOST = 20;

/** What a Compose file leads to, and where that is read or not. */
export function notesOf(document: unknown): readonly string[] {
  const services = under(document, "services").flatMap(members);
  const notes = [
    ...under(document, "include").flatMap(includedIn),
    ...services.flatMap(({ key, value }) => serviceNotes(shown(String(key)), value)),
  ];
  return [...new Set(notes)].slice(0, MOST);
}

function includedIn(include: unknown): readonly string[] {
  const all = Array.isArray(include) ? (include as readonly unknown[]) : [include];
  const paths = all.flatMap((one) => (isObject(one) ? under(one, "path") : [one])).flatMap(listOf);
  return paths.map((path) => `includes ${shown(path)}: check that file, too`);
}

function listOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return valuesOf(value).filter((one) => typeof one === "string");
}

function serviceNotes(name: string, service: unknown): readonly string[] {
  const notes: string[] = [];
  const extended = under(service, "extends").flatMap((one) => textUnder(one, "file") ?? []);
  for (const file of extended) notes.push(`service ${name} extends one of ${shown(file)}: check that file, too`);
  const dockerfiles = under(service, "build").flatMap((build) => textUnder(build, "dockerfile") ?? []);
  for (const path of dockerfiles) {
    if (!isDockerfileName((path.split("/").at(-1) ?? "").toLowerCase()))
      notes.push(`service ${name} is built by ${shown(path)}, whose name is not a Dockerfile's: check it by name`);
  }
  if (has(service, "build") && has(service, "image") && !has(service, "pull_policy"))
    notes.push(`service ${name} is built, but its image is pulled where there is one: pull_policy: build never does`);
  return notes;
}
