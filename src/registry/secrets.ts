import { RegistryError } from "./errors.ts";

const MAX_MESSAGE = 300;
/** Shorter ones would redact half of every sentence, and protect nothing. */
const MIN_SECRET = 4;
const UNPRINTABLE = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;

/** A part of a text: from an index, up to another. */
type Span = readonly [from: number, to: number];

/**
 * The secrets that were sent to registries. A registry may echo them in any header or document, and messages end in
 * public logs, so every error passes here before it leaves this room (law 10).
 */
export class Secrets {
  /** In every form in which they may be echoed. */
  readonly #forms = new Set<string>();

  add(...values: readonly string[]): void {
    for (const form of values.flatMap(formsOf)) {
      if (form.length >= MIN_SECRET) this.#forms.add(form);
    }
  }

  /** The error as it may be printed: no secret, no control character, at most 300 characters. */
  withoutSecrets(error: RegistryError): RegistryError {
    return new RegistryError(error.reason, this.#clean(error.message), {
      remedy: this.#clean(error.remedy),
      cause: this.#summary(error.cause),
    });
  }

  /** Causes carry more than their message (undici's parser error holds the raw answer), so only their words stay. */
  #summary(cause: unknown): Error | undefined {
    if (typeof cause !== "object" || cause === null) return undefined;
    const { name, message } = cause as Partial<Error>;
    return Object.assign(new Error(this.#clean(String(message))), { name: this.#clean(String(name)) });
  }

  /** What cannot be seen goes first: it could stand in the middle of a secret. */
  #clean(text: string): string {
    const clean = this.#redact(printable(text));
    return clean.length > MAX_MESSAGE ? `${clean.slice(0, MAX_MESSAGE - 1)}…` : clean;
  }

  #redact(text: string): string {
    const parts: string[] = [];
    let end = 0;
    for (const [from, to] of this.#spans(text)) {
      parts.push(text.slice(end, from));
      end = to;
    }
    return [...parts, text.slice(end)].join("***");
  }

  /** Where secrets stand; as one, where the end of one is the beginning of another. */
  #spans(text: string): Span[] {
    const all = folded(text);
    return merged([...this.#forms].flatMap((form) => spansOf(form, all)));
  }
}

/** As it is, and as a URL and a form carry it. */
function formsOf(value: string): string[] {
  const form = new URLSearchParams({ v: value }).toString().slice("v=".length);
  return [value, encodeURIComponent(value.toWellFormed()), form].map((text) => folded(printable(text)));
}

function printable(text: string): string {
  return text.replace(UNPRINTABLE, "");
}

function merged(spans: Span[]): Span[] {
  const all: Span[] = [];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last !== undefined && from < last[1]) all[all.length - 1] = [last[0], Math.max(last[1], to)];
    else all.push([from, to]);
  }
  return all;
}

/** Lower-case, character by character, and as long as before, so that a place in it is the same place in the text. */
function folded(text: string): string {
  return text.replace(/[A-Z]+|[^\0-\x7f]/gu, (part) => {
    const lower = part.toLowerCase();
    return lower.length === part.length ? lower : part;
  });
}

function spansOf(form: string, text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
    spans.push([at, at + form.length]);
  }
  return spans;
}
