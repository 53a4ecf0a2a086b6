import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import type { Corrections, ImageUse } from "../../discover/index.ts";
import { printable } from "../../reference/index.ts";
import { UsageError, type Terminal } from "../terminal.ts";
import { useAt, usesIn } from "./recognise.ts";

/** A stack of a thousand resources has some megabytes, a plan of a large estate some tens. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The image uses that the arguments name: an image reference itself, a file, or `-` for standard input.
 * @param corrections what a policy document says of where images stand, where there is one
 * @throws UsageError
 */
export async function usesNamed(
  names: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  corrections?: Corrections,
): Promise<readonly ImageUse[]> {
  if (names.filter((name) => name === "-").length > 1)
    throw new UsageError("- is given twice; standard input is read once.");
  const uses: ImageUse[] = [];
  for (const [index, name] of names.entries()) {
    const source = sourceOf(name, terminal, signal);
    if (source === undefined) uses.push(useAt(name, `argument ${index + 1}`));
    else {
      const shown = name === "-" ? "standard input" : printable(name);
      uses.push(...usesIn(await textOf(source, shown), shown, corrections));
    }
  }
  return uses;
}

type Source = AsyncIterable<Uint8Array | string>;

/** Undefined where the name is an image's: no file has it, and it does not look like one's. */
function sourceOf(name: string, terminal: Terminal, signal: AbortSignal): Source | undefined {
  if (name === "-") {
    const { stdin } = terminal;
    if (stdin === undefined) throw new UsageError("there is no standard input to read.");
    // Ctrl-C has to end the wait for it, too.
    return stdin instanceof Readable ? addAbortSignal(signal, stdin) : stdin;
  }
  const path = resolve(terminal.cwd(), name);
  const found = statSync(path, { throwIfNoEntry: false });
  const looksLikePath = /^(?:\.{0,2}\/|~)|\.(?:ya?ml|json|txt)$/i.test(name);
  if (found !== undefined && !found.isDirectory()) return createReadStream(path, { signal });
  if (!looksLikePath) return undefined;
  throw new UsageError(
    found === undefined
      ? `there is no file ${printable(name)}.`
      : `${printable(name)} is a folder; name the files in it, or pipe them in as -: cat ${printable(name)}/*.yaml`,
  );
}

/** What comes on standard input. @throws UsageError */
export function standardInputOf(terminal: Terminal, signal: AbortSignal): Promise<string> {
  const source = sourceOf("-", terminal, signal);
  if (source === undefined) throw new Error("standard input has no name");
  return textOf(source, "standard input");
}

async function textOf(source: Source, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > MAX_BYTES) throw new UsageError(`${name} has more than ${MAX_BYTES} bytes.`);
      chunks.push(bytes);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not UTF-8 text" : (code ?? "it failed");
    throw new UsageError(`${name} cannot be read: ${why}.`, { cause: error });
  }
}
