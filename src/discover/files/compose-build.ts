import { posix } from "node:path";
import { under } from "../cloudformation/source.ts";
import { locatedInDockerfile, type BuildArguments, type DockerfileImage } from "../dockerfile.ts";
import type { Format, Inside, Reading } from "../format.ts";
import { ANY, place } from "./by-fields.ts";
import { HOLE, readingOf } from "./dockerfile.ts";
import type { Around } from "./file-format.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import { isObject, textUnder } from "./recognised.ts";

const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i;
const OUTSIDE: Reading = {
  kind: "unreadable",
  why: "is built from a repository elsewhere, and from which images cannot be seen",
};

/** What a service is built from, besides a Dockerfile of the same tree, which is a file of its own. @param text how a text is read */
export function buildIn(text: Format, variables: Variables, { read }: Around): Format {
  return {
    read: (context) => (ELSEWHERE.test(context) ? [OUTSIDE] : []),
    readObject: (build) => [
      ...(ELSEWHERE.test(textUnder(build, "context") ?? "") ? [OUTSIDE] : []),
      ...inlineIn(build, variables),
      ...changedByArguments(build, variables, read),
      { kind: "document", value: build, inside: contextsOf(text) },
    ],
  };
}

/** Contexts that are images: a map, or a list of `name=context`. */
function contextsOf(text: Format): Inside {
  const format: Format = {
    read: (written, ...given) => {
      const [, image] = /^(?:[\w.-]+=)?docker-image:\/\/(.*)$/is.exec(written) ?? [];
      return image === undefined ? [] : text.read(image, ...given);
    },
  };
  const row = { role: "build-from", certain: false, format } as const;
  return { here: [place(["additional_contexts", ANY], row), place("additional_contexts[]", row)], below: [] };
}

/** Compose replaces variables in it before the builder does. */
function inlineIn(build: object, variables: Variables): readonly Reading[] {
  return under(build, "dockerfile_inline").flatMap((inline) => {
    const read = typeof inline === "string" ? interpolate(inline, variables) : undefined;
    if (read === undefined) return [{ kind: "unreadable", why: "has a Dockerfile that cannot be read" } as const];
    return locatedInDockerfile(read.text.replaceAll("…", HOLE), argumentsOf(build, variables)).map(readingOf);
  });
}

/** The Dockerfile is read on its own; arguments from here may let it name other images than it does there. */
function changedByArguments(build: object, variables: Variables, read: Around["read"]): readonly Reading[] {
  const pathUnder = (name: string, other: string) =>
    interpolate(textUnder(build, name) ?? other, variables)?.text ?? "";
  const [context, dockerfile] = [pathUnder("context", "."), pathUnder("dockerfile", "Dockerfile")];
  if (under(build, "args").length === 0 || ELSEWHERE.test(context)) return [];
  const written = read(posix.join(context, dockerfile));
  if (written === undefined) return [];
  const alone = new Set(locatedInDockerfile(written, () => undefined).map(named));
  return locatedInDockerfile(written, argumentsOf(build, variables))
    .filter((found) => !alone.has(named(found)))
    .map(readingOf);
}

function named(found: DockerfileImage): string {
  return found.kind === "image" ? found.image : "";
}

/** `args` as a map or as a list of `NAME=value`; one without a value is the environment's. */
function argumentsOf(build: object, variables: Variables): BuildArguments {
  const given = new Map<string, string | null>();
  for (const args of under(build, "args")) {
    for (const [name, value] of pairsIn(args)) {
      const isValue = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      const read = isValue ? interpolate(String(value), variables) : undefined;
      given.set(name, read?.open.length === 0 ? read.text : null);
    }
  }
  return (name) => given.get(name);
}

function pairsIn(args: unknown): readonly (readonly [string, unknown])[] {
  if (isObject(args)) return args.members.map(({ key, value }) => [key, value]);
  const list = Array.isArray(args) ? (args as readonly unknown[]) : [];
  return list.flatMap((one) => {
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(String(one)) ?? [];
    return [[name, value] as const];
  });
}
