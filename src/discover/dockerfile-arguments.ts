import { wordsIn } from "./dockerfile-words.ts";
import type { Span } from "./slot.ts";

/** A build argument from beside the Dockerfile, which wins over its default; `null` where there may be one that nobody knows. */
export type BuildArguments = (name: string) => string | null | undefined;

/** A text with its arguments replaced. */
export interface Expanded {
  /** With `…` for what is missing. */
  readonly text: string;
  /** Arguments whose values are not here. */
  readonly missing: readonly string[];
  /** Where it is written: in the default of an argument, where that is the whole of it. */
  readonly span: Span;
}

interface Default {
  /** `undefined` where an argument has no default, `null` where it has one that is not known. */
  readonly value: string | null | undefined;
  readonly span: Span | undefined;
}

type SpanOf = (start: number, end: number) => Span;

const LONGEST_NAME = 2000;
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^}]*))?\})/g;
/** One variable, and nothing else. */
const ALONE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}$]*))?\})$/;
/** The builder sets them, whatever their default says. */
const PLATFORM = /^(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$/;

/** The arguments that a FROM sees: those before the first one. */
export class DockerfileArguments {
  readonly #defaults = new Map<string, Default>();
  readonly #given: BuildArguments;
  readonly #escape: string;

  constructor(given: BuildArguments, escape: string) {
    this.#given = given;
    this.#escape = escape;
  }

  /** Reads an ARG instruction. @param spanOf of parts of `text` */
  declare(text: string, spanOf: SpanOf): void {
    for (const word of wordsIn(text, this.#escape, false).words) {
      const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(word.text) ?? [];
      const again = this.#defaults.has(name) && value === undefined;
      const at = word.start + word.raw.indexOf("=") + 1 + Number(/^[^=]*=(["']).*\1$/s.test(word.raw));
      const expanded = value === undefined ? undefined : this.expand(value, at, spanOf);
      const isKnown = !again && (expanded === undefined || expanded.missing.length === 0);
      this.#defaults.set(name, { value: isKnown ? expanded?.text : null, span: expanded?.span });
    }
  }

  /** @param start where the text begins, for `spanOf` */
  expand(text: string, start: number, spanOf: SpanOf): Expanded {
    const written = spanOf(start, start + text.length);
    if (text.length > LONGEST_NAME) return { text, missing: [], span: written };
    const missing: string[] = [];
    const expanded = text.replace(VARIABLE, (...match) => this.#value(match, missing));
    // Arguments of arguments double and double again.
    if (expanded.length > LONGEST_NAME) missing.push("of more characters than are read");
    return {
      text: expanded.slice(0, LONGEST_NAME),
      missing,
      span: this.#alone(text, start, expanded, spanOf) ?? written,
    };
  }

  #alone(text: string, start: number, expanded: string, spanOf: SpanOf): Span | undefined {
    const [, bare, braced, other] = ALONE.exec(text) ?? [];
    const name = bare ?? braced;
    if (name === undefined) return undefined;
    const known = this.#given(name) === undefined ? this.#defaults.get(name) : undefined;
    if (typeof known?.value === "string" && known.value === expanded) return known.span;
    if (other !== expanded) return undefined;
    const end = start + text.length - 1;
    return spanOf(end - other.length, end);
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
    return "…";
  }

  /** A value from beside the Dockerfile counts only for an argument that is declared. */
  #valueOf(name: string): string | null | undefined {
    if (PLATFORM.test(name)) return null;
    if (!this.#defaults.has(name)) return undefined;
    const given = this.#given(name);
    return given === undefined ? this.#defaults.get(name)?.value : given;
  }
}
