import { linesOf } from "./dockerfile-lines.ts";
import { frontendsOf } from "./dockerfile-syntax.ts";
import { flagsIn, wordsIn } from "./dockerfile-words.ts";
import type { Reading } from "./format.ts";

/** A build argument from beside the Dockerfile, which wins over its default; `null` where there may be one that nobody knows. */
export type BuildArguments = (name: string) => string | null | undefined;

/** To Buildah a directive is a comment. */
export type Builder = "buildkit" | "buildah";

/** Dockerfiles are some kilobytes. */
const LONGEST_TEXT = 1024 * 1024;
const LONGEST_NAME = 2000;
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^}]*))?\})/g;
/** The builder sets them, whatever their default says. */
const PLATFORM = /^(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$/;
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
  if (text.length > LONGEST_TEXT) return [unreadable(`is a Dockerfile of more than ${LONGEST_TEXT} characters`)];
  const { instructions, escape, unclear } = linesOf(text);
  if (unclear !== undefined) return [unreadable(`has a ${unclear} that cannot be read`)];
  const dockerfile = new Dockerfile(given, escape);
  for (const image of builder === "buildah" ? [] : frontends(text, given))
    dockerfile.readings.push({ kind: "image", image });
  for (const instruction of instructions) dockerfile.follow(instruction);
  return dockerfile.stages === 0 ? [unreadable("is a Dockerfile without a FROM line")] : dockerfile.readings;
}

/** The builder's own argument wins over the line. */
function frontends(text: string, given: BuildArguments): readonly string[] {
  const named = given("BUILDKIT_SYNTAX");
  return typeof named === "string" && named !== "" ? [named] : frontendsOf(text);
}

class Dockerfile {
  readonly readings: Reading[] = [];
  stages = 0;
  readonly #names = new Set<string>();
  /** `undefined` where an argument has no default, `null` where it has one that is not known. */
  readonly #defaults = new Map<string, string | null | undefined>();
  readonly #given: BuildArguments;
  readonly #escape: string;

  constructor(given: BuildArguments, escape: string) {
    this.#given = given;
    this.#escape = escape;
  }

  follow(instruction: string): void {
    const [, keyword = "", line = ""] = /^(?:ONBUILD\s+)*(\S+)\s*(.*)$/is.exec(instruction) ?? [];
    const { flags, rest } = flagsIn(line.replaceAll(IMAGE_BUILDER, "scratch"), this.#escape);
    const name = keyword.toUpperCase();
    if (name === "FROM") this.#from(rest.split(/\s+/).filter((word) => word !== ""));
    // Only arguments before the first FROM are seen by a FROM.
    else if (name === "ARG" && this.stages === 0) this.#arguments(rest);
    else for (const image of copiedFrom(name, flags)) this.#copied(image);
  }

  #from([image, as, stage, ...more]: readonly string[]): void {
    if (
      image === undefined ||
      more.length > 0 ||
      (as !== undefined && (as.toUpperCase() !== "AS" || stage === undefined))
    )
      this.readings.push(unreadable("has a FROM line that cannot be read"));
    else {
      const missing: string[] = [];
      const named = this.#expanded(image, missing);
      if (missing.length > 0) this.#missing(missing);
      else if (named !== "scratch") this.#add(named);
    }
    if (stage !== undefined) this.#names.add(stage.toLowerCase());
    this.stages += 1;
  }

  #arguments(text: string): void {
    for (const word of wordsIn(text, this.#escape, false).words) {
      const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(word.text) ?? [];
      const missing: string[] = [];
      const expanded = value === undefined ? undefined : this.#expanded(value, missing);
      const again = this.#defaults.has(name) && value === undefined;
      this.#defaults.set(name, missing.length > 0 || again ? null : expanded);
    }
  }

  /** A stage may be told by its number here, and no variable is replaced. */
  #copied(name: string): void {
    if (name.includes("$")) this.readings.push(unreadable("copies from an image that a variable names"));
    else if (!/^\d+$/.test(name) || Number(name) >= this.stages) this.#add(name);
  }

  #add(image: string): void {
    if (!this.#names.has(image.toLowerCase())) this.readings.push({ kind: "image", image });
  }

  #missing(names: readonly string[]): void {
    const why = `names an image by the build argument ${names.join(", ")}, whose value is not here`;
    this.readings.push(unreadable(why));
  }

  #expanded(text: string, missing: string[]): string {
    if (text.length > LONGEST_NAME) return text;
    const expanded = text.replace(VARIABLE, (...match) => this.#value(match, missing));
    // Arguments of arguments double and double again.
    if (expanded.length > LONGEST_NAME) missing.push("of more characters than are read");
    return missing.length > 0 ? "" : expanded;
  }

  #value([, bare, braced, operator, word]: unknown[], missing: string[]): string {
    const name = String(bare ?? braced);
    const how = typeof operator === "string" ? operator : "";
    const other = typeof word === "string" ? word : "";
    const value = this.#valueOf(name);
    const isSet = value !== undefined && (value !== "" || !how.startsWith(":"));
    if (value !== null && !other.includes("$")) {
      if (how.endsWith("+")) return isSet ? other : "";
      if (how.endsWith("-")) return isSet ? value : other;
      if (value !== undefined && value !== "") return value;
    }
    missing.push(name);
    return "";
  }

  /** A value from beside the Dockerfile counts only for an argument that is declared. */
  #valueOf(name: string): string | null | undefined {
    if (PLATFORM.test(name)) return null;
    if (!this.#defaults.has(name)) return undefined;
    const given = this.#given(name);
    return given === undefined ? this.#defaults.get(name) : given;
  }
}

function copiedFrom(keyword: string, flags: readonly string[]): string[] {
  if (keyword === "COPY" || keyword === "ADD") return flags.flatMap((flag) => valueIn(flag, "--from="));
  if (keyword !== "RUN") return [];
  const mounts = flags.flatMap((flag) => valueIn(flag, "--mount="));
  // A list of comma separated values, whose names are read in any case.
  const options = mounts.flatMap((mount) => mount.replaceAll('"', "").split(","));
  return options.flatMap((option) => valueIn(option.trim().replace(/^from=/i, "from="), "from="));
}

function valueIn(text: string, prefix: string): string[] {
  return text.startsWith(prefix) ? [text.slice(prefix.length)] : [];
}

function unreadable(why: string): Reading {
  return { kind: "unreadable", why };
}
