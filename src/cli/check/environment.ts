import { resolve } from "node:path";
import { type Around, environmentIn } from "../../discover/index.ts";
import { printable } from "../../reference/index.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { readText } from "./read-text.ts";

/**
 * What `--env-file` sets; nothing where it is not given: the shell's own variables are never looked at.
 * @throws UsageError where one of the files cannot be read
 */
export function environmentFrom(files: readonly string[] | undefined, terminal: Terminal): Pick<Around, "environment"> {
  if (files === undefined) return {};
  const texts = files.map((file) => {
    const text = readText(resolve(terminal.cwd(), file));
    if ("why" in text) throw new UsageError(`the file of variables ${printable(file)} ${text.why}.`);
    return text.text;
  });
  return { environment: environmentIn(texts) };
}
