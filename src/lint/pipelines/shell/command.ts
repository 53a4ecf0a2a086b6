import { signingIn } from "../signers.ts";
import { EMPTY, either, joined, literalOf, type Value, UNKNOWN, wordsOf } from "../value.ts";
import { argumentOf, type Argument, programOf } from "./argument.ts";
import { digestFilesOf, printed } from "./printed.ts";
import type { Shell } from "./shell.ts";
import { plainText, type Word } from "./word.ts";

const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?=)/;
const DECLARE = new Set(["export", "declare", "local", "readonly", "typeset"]);
const SHELLS = new Set([
  "bash",
  "sh",
  "zsh",
  "dash",
  "ksh",
  "ash",
  "busybox",
  "pwsh",
  "powershell",
  "ssh",
  "su",
  "nix-shell",
  "nix",
  "script",
  "flock",
  "wsl",
  "xvfb-run",
  "time",
]);

/** Follows one command, and says what it prints. */
export function runCommand(
  shell: Shell,
  all: readonly Word[],
  stdin: Value | undefined,
  isConditional: boolean,
): Value {
  // `$(<file)` prints it.
  if (all.length === 0) return stdin ?? EMPTY;
  const assigned = leadingAssignments(all);
  const leading = all.slice(0, assigned);
  const raw = all.slice(assigned);
  const before = raw.length === 0 ? [] : leading.map((word) => valueBefore(shell, word));
  for (const word of leading) assign(shell, word, isConditional && raw.length === 0);
  if (raw.length === 0) return EMPTY;
  const output = runWords(shell, raw, stdin, isConditional);
  for (const [name, value] of before)
    if (value === undefined) shell.state.variables.delete(name);
    else shell.state.variables.set(name, value);
  return output;
}

function valueBefore(shell: Shell, word: Word): readonly [name: string, value: Value | undefined] {
  const name = nameIn(word)?.[1] ?? "";
  return [name, shell.state.variables.get(name)];
}

function runWords(shell: Shell, raw: readonly Word[], stdin: Value | undefined, isConditional: boolean): Value {
  if (raw[0] !== undefined && DECLARE.has(plainText(raw[0]) ?? "")) {
    for (const word of raw.slice(1)) assign(shell, word, isConditional);
    return EMPTY;
  }
  const words = withoutAlias(
    shell,
    raw.flatMap((word) => shell.argumentsOf(word)),
  );
  const [first, ...others] = words;
  const name = first?.text ?? "";
  if (name === "read" || name === "mapfile" || name === "readarray") return read(shell, others, stdin);
  if (name === "cd" || name === "pushd") return changeFolder(shell, others);
  if (name === "alias") return alias(shell, others);
  if (isPowerShellAssignment(raw, words)) return assignPowerShell(shell, raw, words);
  for (const file of digestFilesOf(words)) shell.write(file, [[{ what: "digest", from: "build" }]], false);
  if (name === "tee" || name === "Out-File" || name === "Add-Content") teed(shell, words, stdin);
  const called = shell.state.functions.get(name);
  if (called !== undefined) {
    shell.state.called.add(name);
    return shell.call(
      called,
      others.map(({ value }) => value),
      stdin,
    );
  }
  return sign(shell, raw, withInput(words, stdin), stdin);
}

function sign(shell: Shell, raw: readonly Word[], words: readonly Argument[], stdin: Value | undefined): Value {
  const signing = signingIn(words);
  if (signing !== undefined) shell.surroundings.signed(signing, shell.script);
  else {
    runInner(shell, raw, words, stdin);
    shell.surroundings.called(words, shell.state);
  }
  return printed(words, stdin, shell.state.files);
}

/** `bash -c "…"`, `eval "…"`, `bash <<EOF`. */
function runInner(shell: Shell, raw: readonly Word[], words: readonly Argument[], stdin: Value | undefined): void {
  const programs = words.slice(0, 12).map(({ text }) => programOf(text) ?? "");
  const isEval = programs[0] === "eval" || programs[0] === "Invoke-Expression";
  const runs =
    isEval ||
    programs.some((program) => SHELLS.has(program)) ||
    words.some(({ text }) => text === "-c" || text === "-ec" || text === "-exc" || text === "--run" || text === "-lc");
  if (!runs) return;
  for (const word of raw.slice(1)) {
    const text = innerText(shell, word);
    if (text !== undefined && /\s/.test(text.text)) shell.nested(text.text, text.start, undefined, stdin);
  }
  if (isEval) {
    const whole = words
      .slice(1)
      .map(({ text }) => text ?? "")
      .join(" ");
    const place = raw[1]?.start ?? 0;
    if (raw.length > 2) shell.nested(whole, place, undefined, stdin);
  }
  const given = words.length <= 3 && stdin !== undefined ? literalOf(stdin) : undefined;
  if (given !== undefined && SHELLS.has(programs[0] ?? "")) shell.nested(given, raw[0]?.start ?? 0);
}

/** What stands in the quotes of a word, as it is written. */
function innerText(shell: Shell, word: Word): { readonly text: string; readonly start: number } | undefined {
  const written = shell.script.text.slice(word.start, word.end);
  const quote = written[0];
  if ((quote === "'" || quote === '"') && written.length > 2 && written.endsWith(quote)) {
    const inner = written.slice(1, -1);
    return { text: quote === '"' ? inner.replaceAll('\\"', '"') : inner, start: word.start + 1 };
  }
  const value = literalOf(shell.expand(word.parts));
  return value === undefined ? undefined : { text: value, start: word.start };
}

/** `xargs cosign sign`: what it reads are more arguments, or stand where `{}` does. */
function withInput(words: readonly Argument[], stdin: Value | undefined): readonly Argument[] {
  const at = words.findIndex(({ text }) => text === "xargs" || text === "parallel");
  if (at < 0 || at > 4) return words;
  const value = stdin ?? UNKNOWN;
  const mark = markOf(words.slice(at)) ?? "{}";
  const isPlaced = words.some(({ value: one }) =>
    one.flat().some((piece) => typeof piece === "string" && piece.includes(mark)),
  );
  const inner = words.slice(at + 1);
  const last = words.at(-1);
  if (isPlaced) return inner.map((word) => argumentOf(placed(word.value, mark, value), word.start, word.end));
  return [...inner, argumentOf(value, last?.start ?? -1, last?.end ?? -1)];
}

function markOf(words: readonly Argument[]): string | undefined {
  const index = words.findIndex(({ text }) => text?.startsWith("-I") === true);
  const text = words[index]?.text;
  if (text === undefined) return undefined;
  return text === "-I" ? words[index + 1]?.text : text.slice(2);
}

function placed(value: Value, mark: string, input: Value): Value {
  return value
    .map((text) =>
      text.reduce<Value>((all, piece) => {
        if (typeof piece !== "string") return joined(all, [[piece]]);
        const [head = "", ...tails] = piece.split(mark).slice(0, 8);
        return tails.reduce(
          (sum, tail) => joined(joined(sum, input), tail === "" ? EMPTY : [[tail]]),
          head === "" ? all : joined(all, [[head]]),
        );
      }, EMPTY),
    )
    .reduce(either);
}

function leadingAssignments(words: readonly Word[]): number {
  const index = words.findIndex((word) => nameIn(word) === null);
  return index < 0 ? words.length : index;
}

function nameIn({ parts: [part] }: Word): RegExpExecArray | null {
  return part?.kind === "text" && !part.quoted ? ASSIGNMENT.exec(part.text) : null;
}

function assign(shell: Shell, word: Word, isConditional: boolean): void {
  const [first, ...others] = word.parts;
  const found = nameIn(word);
  if (first?.kind !== "text" || found === null) return;
  const [all, name = "", operator] = found;
  const parts = [
    ...(first.text.length > all.length ? [{ ...first, text: first.text.slice(all.length) }] : []),
    ...others,
  ];
  const before = shell.state.variables.get(name);
  const given = shell.expand(parts);
  const value = operator === "+=" && before !== undefined ? joined(before, given) : given;
  shell.state.variables.set(name, isConditional && before !== undefined ? either(before, value) : value);
}

function isPowerShellAssignment(raw: readonly Word[], words: readonly Argument[]): boolean {
  return raw[0]?.parts[0]?.kind === "variable" && words[1]?.text === "=" && words.length > 2;
}

/** `$digest = crane digest web`: a command or a text stands behind it. */
function assignPowerShell(shell: Shell, raw: readonly Word[], words: readonly Argument[]): Value {
  const part = raw[0]?.parts[0];
  if (part?.kind !== "variable") return EMPTY;
  const rest = words.slice(2);
  const value = rest.length === 1 ? (rest[0]?.value ?? UNKNOWN) : printed(rest, undefined, shell.state.files);
  shell.state.variables.set(part.name, value);
  sign(shell, raw.slice(2), rest, undefined);
  return EMPTY;
}

function read(shell: Shell, operands: readonly Argument[], stdin: Value | undefined): Value {
  for (const { text } of operands)
    if (text !== undefined && /^[A-Za-z_]\w*$/.test(text)) shell.state.variables.set(text, stdin ?? UNKNOWN);
  return EMPTY;
}

function changeFolder(shell: Shell, [to]: readonly Argument[]): Value {
  const { folder } = shell.state;
  if (to?.text !== undefined)
    shell.state.folder = to.text.startsWith("/") || folder === "" ? to.text : `${folder}/${to.text}`;
  return EMPTY;
}

function alias(shell: Shell, operands: readonly Argument[]): Value {
  for (const { text, value } of operands) {
    const name = text === undefined ? undefined : /^([\w-]+)=/.exec(text);
    if (name !== null && name !== undefined)
      shell.state.aliases.set(
        name[1] ?? "",
        value.map(([first, ...rest]) => [...(typeof first === "string" ? [first.slice(name[0].length)] : []), ...rest]),
      );
  }
  return EMPTY;
}

function withoutAlias(shell: Shell, words: readonly Argument[]): readonly Argument[] {
  const [first, ...others] = words;
  const [text] = shell.state.aliases.get(first?.text ?? "") ?? [];
  if (first === undefined || text === undefined) return words;
  return [...wordsOf(text).map((word) => argumentOf([word], first.start, first.end)), ...others];
}

function teed(shell: Shell, words: readonly Argument[], stdin: Value | undefined): void {
  const isAdded = words.some(({ text }) => text === "-a" || text === "--append" || text === "-Append");
  for (const { text } of words.slice(1))
    if (text !== undefined && !text.startsWith("-")) shell.write(text, stdin ?? UNKNOWN, isAdded);
}
