import { UNKNOWN } from "../image-use.ts";

/** The member by which the engine marks values that JSON has no word for, and what it holds. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** What the engine writes for a value that is not known yet: a boolean, a number, a text, a list, an asset, an archive, an object. */
const SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const BLINDED = "[secret]";
/** The walk tells what nests deeper than it reads, which is less. */
const DEEPEST = 100;

/** A resource's inputs as the engine writes them into JSON. */
export interface EngineInputs {
  /** Plain data, unknown values as such; secrets that stand in the clear are what they are. */
  readonly props: unknown;
  /** The same with every secret unknown; absent where there is none. */
  readonly open?: unknown;
}

/** Takes what `JSON.parse` gives. */
export function engineInputs(written: unknown): EngineInputs {
  const clear = new Reader(false);
  const props = clear.value(written);
  return clear.sawSecret ? { props, open: new Reader(true).value(written) } : { props };
}

/** Whether a value is a secret that does not stand here in the clear. */
export function isHiddenSecret(written: unknown): boolean {
  return written === BLINDED || (signatureOf(written) === SECRET && plaintextOf(written) === undefined);
}

class Reader {
  readonly #hidesSecrets: boolean;
  sawSecret = false;

  constructor(hidesSecrets: boolean) {
    this.#hidesSecrets = hidesSecrets;
  }

  value(written: unknown, depth = 0): unknown {
    if (SENTINELS.has(written) || isHiddenSecret(written)) return UNKNOWN;
    if (typeof written !== "object" || written === null || depth > DEEPEST) return written;
    if (Array.isArray(written)) return written.map((element) => this.value(element, depth + 1));
    const signature = signatureOf(written);
    if (signature === SECRET) return this.#secret(plaintextOf(written), depth);
    if (signature === OUTPUT) return this.#output(written, depth);
    return Object.fromEntries(Object.entries(written).map(([key, member]) => [key, this.value(member, depth + 1)]));
  }

  #secret(plaintext: unknown, depth: number): unknown {
    this.sawSecret = true;
    return this.#hidesSecrets ? UNKNOWN : this.value(plaintext, depth + 1);
  }

  #output(output: { readonly value?: unknown; readonly secret?: unknown }, depth: number): unknown {
    if (!("value" in output)) return UNKNOWN;
    return output.secret === true ? this.#secret(output.value, depth) : this.value(output.value, depth + 1);
  }
}

function signatureOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, SIGNATURE)) return undefined;
  return Reflect.get(value, SIGNATURE);
}

/** It is JSON in a text. */
function plaintextOf(secret: unknown): unknown {
  const { plaintext } = secret as { readonly plaintext?: unknown };
  if (typeof plaintext !== "string") return undefined;
  try {
    return JSON.parse(plaintext) as unknown;
  } catch {
    return undefined;
  }
}
