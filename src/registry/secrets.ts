import { RegistryError } from "./errors.ts";

const MAX_MESSAGE = 300;
/** Shorter ones would redact half of every sentence, and protect nothing. */
const MIN_SECRET = 4;
const UNPRINTABLE = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;

/**
 * The secrets that were sent to registries. A registry may echo them in any header or document, and messages end in
 * public logs, so every error passes here before it leaves this room (law 10).
 */
export class Secrets {
  readonly #values = new Set<string>();

  add(...values: readonly string[]): void {
    for (const value of values) {
      if (value.length < MIN_SECRET) continue;
      this.#values.add(value.toLowerCase()).add(encodeURIComponent(value).toLowerCase());
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
    return Object.assign(new Error(this.#clean(String(message))), { name: String(name) });
  }

  #clean(text: string): string {
    const printable = this.#redact(text).replace(UNPRINTABLE, "");
    return printable.length > MAX_MESSAGE ? `${printable.slice(0, MAX_MESSAGE - 1)}…` : printable;
  }

  #redact(text: string): string {
    let clean = text;
    for (const secret of this.#values) {
      for (let at = clean.toLowerCase().indexOf(secret); at !== -1; at = clean.toLowerCase().indexOf(secret)) {
        clean = `${clean.slice(0, at)}***${clean.slice(at + secret.length)}`;
      }
    }
    return clean;
  }
}
