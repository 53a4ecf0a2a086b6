import type { Reading } from "./format.ts";

/** A build argument from beside the Dockerfile, which wins over its default; `null` where there may be one that nobody knows. */
export type BuildArguments = (name: string) => string | null | undefined;

/** Dockerfiles are some kilobytes. */
const LONGEST_TEXT = 1024 * 1024;
const LONGEST_NAME = 2000;
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-+?])([^}]*))?\})/g;
const HEREDOC = /<<-?(["']?)([A-Za-z_]\w*)\1/g;
/** What Image Builder puts in: the recipe's own parent image, which is a field beside. */
const IMAGE_BUILDER = /\{\{\{\s?imagebuilder:parentImage\s?\}\}\}/g;

/**
 * The images that a Dockerfile is built from: `FROM`, `COPY --from` and `RUN --mount=from`, without its own stages and
 * `scratch`. A `# syntax=` line is not read.
 */
export function imagesInDockerfile(text: string, given: BuildArguments): readonly Reading[] {
  if (text.length > LONGEST_TEXT) return [unreadable(`is a Dockerfile of more than ${LONGEST_TEXT} characters`)];
  const dockerfile = new Dockerfile(given);
  for (const instruction of instructionsOf(text)) dockerfile.follow(instruction);
  return dockerfile.stages === 0 ? [unreadable("is a Dockerfile without a FROM line")] : dockerfile.readings;
}

class Dockerfile {
  readonly readings: Reading[] = [];
  stages = 0;
  readonly #names = new Set(["scratch"]);
  readonly #defaults = new Map<string, string | null>();
  readonly #given: BuildArguments;

  constructor(given: BuildArguments) {
    this.#given = given;
  }

  follow(instruction: string): void {
    const [keyword = "", ...words] = instruction.replaceAll(IMAGE_BUILDER, "scratch").split(/\s+/);
    const name = keyword.toUpperCase();
    if (name === "FROM") this.#from(words.filter((word) => !word.startsWith("--")));
    // Only arguments before the first FROM are seen by a FROM.
    else if (name === "ARG" && this.stages === 0) this.#argument(instruction.slice(keyword.length).trim());
    else for (const image of copiedFrom(name, words)) this.#add(image);
  }

  #from([image, as, stage, ...more]: readonly string[]): void {
    if (
      image === undefined ||
      more.length > 0 ||
      (as !== undefined && (as.toUpperCase() !== "AS" || stage === undefined))
    )
      this.readings.push(unreadable("has a FROM line that cannot be read"));
    else this.#add(image);
    if (stage !== undefined) this.#names.add(stage.toLowerCase());
    this.#names.add(String(this.stages));
    this.stages += 1;
  }

  #argument(text: string): void {
    const [, name = "", value] = /^(\w+)(?:=(.*))?$/.exec(text) ?? [];
    this.#defaults.set(name, value === undefined ? null : value.trim().replace(/^(["'])(.*)\1$/, "$2"));
  }

  #add(name: string): void {
    const missing: string[] = [];
    const image = name.length > LONGEST_NAME ? name : name.replace(VARIABLE, (...match) => this.#value(match, missing));
    if (missing.length > 0)
      this.readings.push(
        unreadable(`names an image by the build argument ${missing.join(", ")}, whose value is not here`),
      );
    else if (!this.#names.has(image.toLowerCase())) this.readings.push({ kind: "image", image });
  }

  #value([, bare, braced, operator, word]: unknown[], missing: string[]): string {
    const name = String(bare ?? braced);
    const given = this.#given(name);
    const value = given === undefined ? this.#defaults.get(name) : given;
    const alternative = typeof word === "string" ? word : "";
    if (operator === "+" && given !== null) return typeof value === "string" ? alternative : "";
    if (operator !== "+" && typeof value === "string" && value !== "") return value;
    if (operator === "-" && given !== null) return alternative;
    missing.push(name);
    return "";
  }
}

function copiedFrom(keyword: string, words: readonly string[]): string[] {
  if (keyword === "COPY" || keyword === "ADD") return words.flatMap((word) => valueIn(word, "--from="));
  if (keyword !== "RUN") return [];
  const mounts = words.flatMap((word) => valueIn(word, "--mount="));
  return mounts.flatMap((mount) => mount.split(",")).flatMap((option) => valueIn(option, "from="));
}

function valueIn(word: string, prefix: string): string[] {
  return word.startsWith(prefix) ? [word.slice(prefix.length)] : [];
}

function unreadable(why: string): Reading {
  return { kind: "unreadable", why };
}

/** Lines joined at their escape character, without comments, empty lines and what stands in here-documents. */
function instructionsOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const escape = lines.slice(0, 5).some((line) => /^#\s*escape\s*=\s*`/i.test(line)) ? "`" : "\\";
  const instructions: string[] = [];
  let open: string[] = [];
  let ends: string[] = [];
  for (const line of lines) {
    if (ends.length > 0) ends = line === ends[0] ? ends.slice(1) : ends;
    else if (line === "" || line.startsWith("#")) continue;
    else if (line.endsWith(escape)) open.push(line.slice(0, -1));
    else {
      const instruction = [...open, line].join(" ").trim();
      instructions.push(instruction);
      ends = heredocsIn(instruction);
      open = [];
    }
  }
  return open.length === 0 ? instructions : [...instructions, open.join(" ").trim()];
}

function heredocsIn(instruction: string): string[] {
  if (!/^(?:RUN|COPY|ADD)\s/i.test(instruction)) return [];
  return [...instruction.matchAll(HEREDOC)].map(([, , name = ""]) => name);
}
