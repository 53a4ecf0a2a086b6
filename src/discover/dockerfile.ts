import { DockerfileArguments, type BuildArguments } from "./dockerfile-arguments.ts";
import { copiedFrom, platformOf, type FlagImage } from "./dockerfile-flags.ts";
import type { Instruction } from "./dockerfile-instruction.ts";
import { linesOf } from "./dockerfile-lines.ts";
import { frontendsOf, type Frontend } from "./dockerfile-syntax.ts";
import { flagsIn } from "./dockerfile-words.ts";
import type { Reading } from "./format.ts";
import { platformIn } from "./platform-name.ts";
import type { Span } from "./slot.ts";

export type { BuildArguments } from "./dockerfile-arguments.ts";

/** To Buildah a directive is a comment. */
export type Builder = "buildkit" | "buildah";

/**
 * What a Dockerfile names, and where: the reference itself, where it stands there as it is; else the word that names it.
 * `open` is a reference that arguments without a value leave open; of it `known` is known, with `…` for the rest.
 */
export type DockerfileImage = { readonly span?: Span; readonly platform?: string } & (
  | { readonly kind: "image"; readonly image: string }
  | { readonly kind: "open"; readonly names: readonly string[]; readonly known: string }
  | { readonly kind: "unreadable"; readonly why: string }
);

/** Dockerfiles are some kilobytes. */
const LONGEST_TEXT = 1024 * 1024;
/** What Image Builder puts in: the recipe's own parent image, which is a field beside. */
const IMAGE_BUILDER = /\{\{\{\s?imagebuilder:parentImage\s?\}\}\}/g;

/**
 * The images that a Dockerfile is built from: `FROM`, `COPY --from` and `RUN --mount=from`, without its own stages and
 * `scratch`; and the one that reads it, which runs in the build as well (`# syntax=`).
 */
export function imagesInDockerfile(
  text: string,
  given: BuildArguments,
  builder: Builder = "buildkit",
): readonly Reading[] {
  return locatedInDockerfile(text, given, builder).map((found) => {
    if (found.kind === "image") return { kind: "image", image: found.image };
    if (found.kind === "unreadable") return { kind: "unreadable", why: found.why };
    const why = `names an image by the build argument ${found.names.join(", ")}, whose value is not here`;
    return { kind: "unreadable", why };
  });
}

/** The same, each with where it stands. */
export function locatedInDockerfile(
  text: string,
  given: BuildArguments,
  builder: Builder = "buildkit",
): readonly DockerfileImage[] {
  if (text.length > LONGEST_TEXT) return [unreadable(`is a Dockerfile of more than ${LONGEST_TEXT} characters`)];
  const { instructions, escape, unclear } = linesOf(text);
  if (unclear !== undefined) return [unreadable(`has a ${unclear} that cannot be read`)];
  const dockerfile = new Dockerfile(given, escape);
  for (const { image, start } of builder === "buildah" ? [] : frontends(text, given))
    dockerfile.found.push({ kind: "image", image, span: { start, end: start + image.length } });
  for (const instruction of instructions) dockerfile.follow(instruction);
  return dockerfile.stages === 0 ? [unreadable("is a Dockerfile without a FROM line")] : dockerfile.found;
}

/** The builder's own argument wins over the line. */
function frontends(text: string, given: BuildArguments): readonly Frontend[] {
  const named = given("BUILDKIT_SYNTAX");
  return typeof named === "string" && named !== "" ? [{ image: named, start: 0 }] : frontendsOf(text);
}

class Dockerfile {
  readonly found: DockerfileImage[] = [];
  stages = 0;
  readonly #names = new Set<string>();
  readonly #arguments: DockerfileArguments;
  readonly #escape: string;

  constructor(given: BuildArguments, escape: string) {
    this.#arguments = new DockerfileArguments(given, escape);
    this.#escape = escape;
  }

  follow(instruction: Instruction): void {
    const { text } = instruction;
    const [, keyword = "", line = ""] = /^(?:ONBUILD\s+)*(\S+)\s*(.*)$/is.exec(text) ?? [];
    // Of the same length, so that what stands behind it stays where it is.
    const read = line.replaceAll(IMAGE_BUILDER, (braces) => "scratch".padEnd(braces.length));
    const { flags, rest, restStart } = flagsIn(read, this.#escape);
    const start = text.length - line.length;
    const spanOf = (from: number, to: number) => instruction.spanOf(start + from, start + to);
    const restSpan = (from: number, to: number) => spanOf(restStart + from, restStart + to);
    const name = keyword.toUpperCase();
    if (name === "FROM") this.#from(rest, restSpan, platformIn(platformOf(flags)));
    // Only arguments before the first FROM are seen by a FROM.
    else if (name === "ARG" && this.stages === 0) this.#arguments.declare(rest, restSpan);
    else for (const image of copiedFrom(name, flags)) this.#copied(image, spanOf);
  }

  #from(rest: string, spanOf: SpanOf, platform: string | undefined): void {
    const words = Array.from(rest.matchAll(/\S+/g));
    const [image, as, stage, ...more] = words.map(([word]) => word);
    const wrong = more.length > 0 || (as !== undefined && (as.toUpperCase() !== "AS" || stage === undefined));
    if (image === undefined || wrong) this.found.push(unreadable("has a FROM line that cannot be read", spanOf(0, 0)));
    else {
      const runsOn = platform === undefined ? {} : { platform };
      const at = words[0]?.index ?? 0;
      const { text, missing, span } = this.#arguments.expand(image, at, spanOf);
      if (missing.length > 0) this.found.push({ kind: "open", names: missing, known: text, span, ...runsOn });
      else if (text !== "scratch") this.#add(text, { span, ...runsOn });
    }
    if (stage !== undefined) this.#names.add(stage.toLowerCase());
    this.stages += 1;
  }

  /** A stage may be told by its number here, and no variable is replaced. */
  #copied({ image, start, end }: FlagImage, spanOf: SpanOf): void {
    const span = spanOf(start, end);
    if (image.includes("$")) this.found.push(unreadable("copies from an image that a variable names", span));
    else if (!/^\d+$/.test(image) || Number(image) >= this.stages) this.#add(image, { span });
  }

  #add(image: string, place: { readonly span: Span; readonly platform?: string }): void {
    if (!this.#names.has(image.toLowerCase())) this.found.push({ kind: "image", image, ...place });
  }
}

/** Where a part of an instruction stands in the Dockerfile. */
type SpanOf = (start: number, end: number) => Span;

function unreadable(why: string, span?: Span): DockerfileImage {
  return { kind: "unreadable", why, ...(span !== undefined && { span }) };
}
