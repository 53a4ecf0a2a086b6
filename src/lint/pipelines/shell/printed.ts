import {
  EMPTY,
  either,
  essence,
  hole,
  joinedAll,
  literal,
  literalOf,
  type Text,
  UNKNOWN,
  type Value,
} from "../value.ts";
import { programOf, startOf, type Argument } from "./argument.ts";
import { digesterOf } from "./lookups.ts";
import { headOf, tailOf } from "./operations.ts";

/** Programs that hand on what they read, line by line and unchanged. */
const HAND_ON = new Set(["cat", "tee", "sort", "uniq", "head", "tail", "tr", "xargs", "rev", "column", "base64"]);
/** Programs that make something else of what they read. */
const FILTERS = new Set(
  "jq yq gojq grep egrep fgrep rg awk gawk sed cut perl python python3 node ruby sha256sum shasum Select-String ConvertFrom-Json".split(
    " ",
  ),
);
const PLAIN = new Set([
  "git",
  "date",
  "basename",
  "dirname",
  "whoami",
  "hostname",
  "uname",
  "uuidgen",
  "pwd",
  "nproc",
  "id",
]);
const METADATA = /containerimage\.digest|image\.digest|\bimageDigest\b/i;

/** What a command prints, as far as where it comes from goes. */
export function printed(
  words: readonly Argument[],
  stdin: Value | undefined,
  files: ReadonlyMap<string, Value>,
): Value {
  const digester = digesterOf(words);
  if (digester !== undefined) return hole("digest", digester === "lookup" ? "registry" : "build");
  const program = programOf(words[0]?.text) ?? "";
  const operands = words.slice(1);
  if (program === "echo" || program === "Write-Output" || program === "Write-Host") return echoed(operands);
  if (program === "printf") return formatted(operands);
  if (PLAIN.has(program)) return hole("plain", "unknown");
  if (HAND_ON.has(program) || FILTERS.has(program)) return filtered(program, operands, stdin, files);
  return UNKNOWN;
}

function echoed(operands: readonly Argument[]): Value {
  const first = operands.findIndex(({ text }) => text === undefined || !/^-[neE]+$/.test(text));
  return first < 0
    ? EMPTY
    : joinedAll(
        operands.slice(first).map(({ value }) => value),
        " ",
      );
}

/** The format once for every argument that it takes. */
function formatted([format, ...others]: readonly Argument[]): Value {
  const texts = format?.text?.replaceAll("\\n", "\n").split(/%[-\d.]*[sbqd]/);
  if (format === undefined || texts === undefined || texts.length === 1) return format?.value ?? EMPTY;
  const parts: Value[] = [];
  const rounds = Math.max(1, Math.min(16, Math.ceil(others.length / (texts.length - 1))));
  for (let round = 0; round < rounds; round += 1)
    for (const [index, text] of texts.entries()) {
      parts.push(literal(text));
      if (index < texts.length - 1) parts.push(others[round * (texts.length - 1) + index]?.value ?? EMPTY);
    }
  return joinedAll(parts);
}

function filtered(
  program: string,
  operands: readonly Argument[],
  stdin: Value | undefined,
  files: ReadonlyMap<string, Value>,
): Value {
  const named = operands.flatMap(({ text }) => (text === undefined ? [] : (files.get(text) ?? [])));
  const read = named.length > 0 ? named : (stdin ?? UNKNOWN);
  if (HAND_ON.has(program)) return read;
  const cut = cutBy(program, operands);
  if (cut !== undefined) return read.map(cut);
  const what = essence(read);
  const isMetadata = what.from === "unknown" && operands.some((one) => METADATA.test(startOf(one)));
  if (isMetadata) return hole("digest", "build");
  // What is left of a list of tags may be a name without one.
  return what.what === "tags" && !/^(?:jq|yq|grep)$/.test(program) ? UNKNOWN : either([[what]], [[what]]);
}

/** `cut -d@ -f2`, `cut -d: -f1`. */
function cutBy(program: string, operands: readonly Argument[]): ((text: Text) => Text) | undefined {
  if (program !== "cut") return undefined;
  const all = operands.map(({ text }) => text ?? "").join(" ");
  const found = /^-d ?([@:]) -f ?([12])$/.exec(all);
  if (found === null) return undefined;
  const [, mark = "", field] = found;
  return field === "1" ? (text) => headOf(text, mark, true) : (text) => tailOf(text, mark, false);
}

/** Options by which a builder is told where to write the digest of what it built. */
const DIGEST_FILES = [
  "--digestfile",
  "--digest-file",
  "--image-name-with-digest-file",
  "--image-name-tag-with-digest-file",
  "--iidfile",
  "--metadata-file",
  "--image-refs",
  "--sbom-path",
];

/** The files into which a command writes the digest that it built. */
export function digestFilesOf(words: readonly Argument[]): readonly string[] {
  return words.flatMap((word, index) => {
    const start = startOf(word);
    const option = DIGEST_FILES.find((one) => start === one || start.startsWith(`${one}=`));
    if (option === undefined) return [];
    const value = start === option ? words[index + 1]?.text : literalOf(word.value)?.slice(option.length + 1);
    return value === undefined ? [] : [value];
  });
}
