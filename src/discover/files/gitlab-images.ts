import { printable } from "../../reference/index.ts";
import { members, under } from "../cloudformation/source.ts";
import { unknownTill } from "../documents/decided.ts";
import type { Format } from "../format.ts";
import { JsonObject } from "../json-text.ts";
import { hasHole, HOLES, shownLater } from "../partial.ts";
import { GitlabVariables, isJob } from "./gitlab-jobs.ts";
import { isObject } from "./recognised.ts";

const VARIABLE = /\$\$|\$\[\[([^[\]]*)\]\]|\$\{(\w+)\}|\$(\w+)/g;
const PREDEFINED = /^(?:CI|GITLAB|CHAT|TRIGGER)_/;
const LONGEST = 4096;
const DEEPEST = 10;
const MOST_VARIABLES = 20_000;
const MOST_NAMES = 5;

/** The images of a file with its variables and references replaced, as far as the file itself says what by. */
export class GitlabImages {
  /** How a text is read in which that was done. */
  readonly format: Format = {
    read: (text) =>
      hasHole(text) ? [unknownTill(this.#why(text), shownLater(text))] : [{ kind: "image", image: text }],
  };
  readonly #document: unknown;
  readonly #reference: string;
  readonly #variables: GitlabVariables;
  /** Of a text that is left open, by which variables. */
  readonly #open = new Map<string, ReadonlySet<string>>();
  /** Differs from text to text, so that one tells of which. */
  #hole = "";
  /** Variables of variables double and double again. */
  #variablesLeft = MOST_VARIABLES;

  /** @param reference the name that stands for the tag of a reference */
  constructor(document: unknown, reference: string) {
    this.#document = document;
    this.#reference = reference;
    this.#variables = new GitlabVariables(document);
  }

  resolved(): unknown {
    if (!isObject(this.#document)) return this.#document;
    const shared = this.#givenTo(this.#document, undefined);
    return mapped(shared, (key, value) => {
      if (key === "default") return this.#givenTo(value, undefined);
      return isJob(key) ? this.#givenTo(value, key) : value;
    });
  }

  #givenTo(value: unknown, job: string | undefined): unknown {
    return mapped(value, (key, one) => {
      if (key === "image") return this.#image(one, job, 0);
      return key === "services" ? this.#services(one, job) : one;
    });
  }

  #services(value: unknown, job: string | undefined): unknown {
    const followed = this.#followed(value);
    if (!Array.isArray(followed)) return this.#image(followed, job, 0);
    return (followed as readonly unknown[]).map((one) => this.#image(one, job, 0));
  }

  #image(value: unknown, job: string | undefined, depth: number): unknown {
    const followed = this.#followed(value);
    if (typeof followed === "string") return this.#expanded(followed, job);
    if (depth > 1) return followed;
    if (Array.isArray(followed)) return (followed as readonly unknown[]).map((one) => this.#image(one, job, depth + 1));
    const flat = mapped(followed, (key, one) => (key === "name" ? this.#image(one, job, depth + 2) : one));
    return withPlatform(flat);
  }

  /** What a reference leads to, through others; a hole where that is not in this file. */
  #followed(value: unknown): unknown {
    let at = value;
    for (let depth = 0; isObject(at); depth += 1) {
      const [steps] = under(at, this.#reference);
      if (steps === undefined) return at;
      const found = depth < DEEPEST && Array.isArray(steps) ? this.#at(steps as readonly unknown[]) : undefined;
      if (found === undefined) return this.#opened(HOLES.anything, "a !reference that leads out of this file");
      at = found;
    }
    return at;
  }

  #at(steps: readonly unknown[]): unknown {
    return steps.reduce<unknown>((value, step) => under(value, String(step)).at(-1), this.#document);
  }

  #expanded(text: string, job: string | undefined): string {
    if (text.length > LONGEST || hasHole(text)) return text;
    const open = new Set<string>();
    this.#hole = holeOf(this.#open.size);
    const expanded = this.#replaced(text, job, open, 0);
    if (open.size > 0) this.#open.set(expanded, open);
    return expanded;
  }

  #replaced(text: string, job: string | undefined, open: Set<string>, depth: number): string {
    const replaced = text.replace(VARIABLE, (all: string, input?: string, braced?: string, bare?: string) => {
      if (all === "$$") return "$";
      const name = input?.trim() ?? braced ?? bare ?? "";
      const isRead = input === undefined && depth < DEEPEST && (this.#variablesLeft -= 1) >= 0;
      const value = isRead ? this.#variables.valueOf(name, job) : undefined;
      if (typeof value === "string") return this.#replaced(value, job, open, depth + 1);
      open.add(name);
      return this.#hole;
    });
    if (replaced.length <= LONGEST) return replaced;
    open.add("of more characters than are read");
    return this.#hole;
  }

  #opened(text: string, name: string): string {
    this.#open.set(text, new Set([name]));
    return text;
  }

  #why(text: string): string {
    const names = [...(this.#open.get(text) ?? [])].slice(0, MOST_NAMES);
    if (names.some((name) => name.startsWith("a !"))) return `by ${names.join(", ")}`;
    const who = names.every((name) => PREDEFINED.test(name)) ? "which GitLab sets" : "which this file leaves open";
    return `by the variable ${names.map((name) => printable(name.slice(0, LONGEST_NAME))).join(", ")}, ${who}`;
  }
}

const LONGEST_NAME = 80;

function holeOf(index: number): string {
  return Array.from(index.toString(2), (digit) => (digit === "0" ? HOLES.word : HOLES.name)).join("");
}

/** `docker: { platform }` of an image, where the walk looks for it. */
function withPlatform(value: unknown): unknown {
  const platforms = under(value, "docker").flatMap((docker) => under(docker, "platform"));
  if (!isObject(value) || platforms.length === 0) return value;
  const moved = new JsonObject();
  const platform = { key: "platform", value: platforms.at(-1), span: undefined };
  moved.members.push(...value.members, platform);
  return moved;
}

/** A copy with other values, member by member: equal names stay. */
function mapped(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  const copy = new JsonObject();
  for (const member of members(value))
    copy.members.push({ key: String(member.key), value: change(String(member.key), member.value), span: undefined });
  return copy;
}
