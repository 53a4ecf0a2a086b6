import { EMPTY, either, hole, joined, joinedAll, literal, literalOf, UNKNOWN, type Value, wordsOf } from "../value.ts";
import { argumentOf, type Argument } from "./argument.ts";
import { runCommand } from "./command.ts";
import { partsOf } from "./lex.ts";
import { operated } from "./operations.ts";
import { type Closing, type Command, type Item, type Opening, parseScript, type Redirect } from "./parse.ts";
import type { Body, Script, State, Surroundings } from "./script.ts";
import type { Part, Word } from "./word.ts";

/** Scripts in scripts, functions in functions. */
const DEEPEST = 8;
/** Variables that hold neither a tag nor a digest, whoever runs the pipeline. */
const PLAIN =
  /^(?:GITHUB_(?:SHA|REF|REF_NAME|REPOSITORY|REPOSITORY_OWNER|RUN_ID|RUN_NUMBER|ACTOR|HEAD_REF|BASE_REF)|CI_(?:COMMIT|PROJECT|REGISTRY|PIPELINE)_?\w*|CI_REGISTRY|BUILD_(?:BUILDID|BUILDNUMBER|SOURCEVERSION)|CIRCLE_(?:SHA1|TAG|BRANCH|BUILD_NUM|PROJECT_\w+)|GIT_COMMIT)$/;
const OUTPUT_FILES = ["GITHUB_OUTPUT", "GITHUB_ENV", "BASH_ENV"];

/** Follows one script: what its variables hold, what it writes, and what it signs. Nothing is run. */
export class Shell {
  readonly script: Script;
  readonly state: State;
  readonly surroundings: Surroundings;
  readonly parameters: readonly Value[] | undefined;
  readonly depth: number;
  #operands = 0;
  /** What the commands of a block read. */
  input: Value | undefined;

  constructor(script: Script, state: State, surroundings: Surroundings, parameters?: readonly Value[], depth = 0) {
    this.script = script;
    this.state = state;
    this.surroundings = surroundings;
    this.parameters = parameters;
    this.depth = depth;
  }

  run(): Value {
    const items = parseScript(this.script.text, this.script.dialect);
    if (items === undefined) {
      this.surroundings.giveUp();
      return UNKNOWN;
    }
    const output = this.body(this.#bodyOf(items, 0, items.length), false);
    if (this.depth === 0) this.#callTheRest();
    return output;
  }

  #bodyOf(items: readonly Item[], from: number, to: number): Body {
    return { script: this.script, surroundings: this.surroundings, items, from, to };
  }

  /** Functions that nothing here calls are called from elsewhere. */
  #callTheRest(): void {
    const { functions, called } = this.state;
    for (const [name, body] of functions) if (!called.has(name)) this.call(body, undefined, undefined);
    functions.clear();
  }

  /** What the commands print, one after the other. */
  body({ items, from, to }: Body, isConditional: boolean): Value {
    const outputs: Value[] = [];
    let piped: Value | undefined;
    for (let at = from; at < to; at += 1) {
      const item = items[at];
      if (item === undefined || item.kind === "close") continue;
      if (!this.surroundings.spend()) break;
      const stdin = item.after === "|" || item.after === "|&" ? piped : this.input;
      let output: Value;
      let before: string;
      if (item.kind === "command") {
        output = this.#command(item, stdin, isConditional || item.after === "&&" || item.after === "||");
        ({ before } = item);
      } else {
        const closing = items[item.end];
        const end = closing?.kind === "close" ? closing : undefined;
        output = this.#block(item, this.#bodyOf(items, at + 1, Math.min(item.end, to)), end, stdin, isConditional);
        before = end?.before ?? "";
        at = Math.min(item.end, to);
      }
      if (before === "|" || before === "|&") piped = output;
      else if (outputs.length < 16 && output !== EMPTY) outputs.push(output);
    }
    return joinedAll(outputs, "\n");
  }

  #command(command: Command, stdin: Value | undefined, isConditional: boolean): Value {
    const given = this.#given(command.redirects) ?? stdin;
    const output = runCommand(this, command.words, given, isConditional);
    return this.#redirected(command.redirects, output);
  }

  #block(
    opening: Opening,
    inner: Body,
    closing: Closing | undefined,
    stdin: Value | undefined,
    isConditional: boolean,
  ): Value {
    if (opening.block === "function") {
      const name = opening.words[0] === undefined ? undefined : literalOf(this.expand(opening.words[0].parts));
      if (name !== undefined) this.state.functions.set(name, inner);
      return EMPTY;
    }
    const outer = this.input;
    this.input = this.#given(closing?.redirects ?? []) ?? stdin;
    if (opening.block === "for") this.#loop(opening);
    const output = this.body(inner, isConditional || opening.block !== "group");
    this.input = outer;
    return this.#redirected(closing?.redirects ?? [], output);
  }

  #loop({ words: [variable, ...words] }: Opening): void {
    const name = variable === undefined ? undefined : literalOf(this.expand(variable.parts));
    if (name === undefined) return;
    const items = words.flatMap((word) => this.expand(word.parts).flatMap(wordsOf)).slice(0, 200);
    const value =
      words.length === 0
        ? hole("any", "caller")
        : items.length === 0
          ? UNKNOWN
          : items.map((item): Value => [item]).reduce(either);
    this.state.variables.set(name, value);
  }

  #given(redirects: readonly Redirect[]): Value | undefined {
    const found = redirects.findLast(({ operator }) => ["<", "<<", "<<<"].includes(operator));
    if (found === undefined) return undefined;
    if (found.operator === "<<") return this.#hereDocument(found.target);
    const value = this.expand(found.target.parts);
    return found.operator === "<<<" ? value : (this.state.files.get(literalOf(value) ?? "") ?? UNKNOWN);
  }

  #hereDocument({ parts: [part], start }: Word): Value {
    if (part?.kind !== "text") return UNKNOWN;
    return part.quoted ? literal(part.text) : this.expand(partsOf(part.text, this.script.dialect), start);
  }

  #redirected(redirects: readonly Redirect[], output: Value): Value {
    let rest = output;
    for (const { operator, target } of redirects) {
      if (!/^(?:&?>>?|>\|)$/.test(operator)) continue;
      this.write(literalOf(this.expand(target.parts)), output, operator.includes(">>"));
      rest = EMPTY;
    }
    return rest;
  }

  write(file: string | undefined, value: Value, isAdded: boolean): void {
    if (file === undefined || this.state.files.size > 1000) return;
    const before = isAdded ? this.state.files.get(file) : undefined;
    this.state.files.set(file, before === undefined ? value : joined(joined(before, literal("\n")), value));
  }

  /** A word; several where a variable without quotes holds several. */
  argumentsOf(word: Word): readonly Argument[] {
    const value = this.expand(word.parts);
    const parts = word.parts.filter((part) => part.kind !== "text" || part.text !== "");
    const splits = parts.length === 1 && parts.every(isSplit);
    const [text, ...others] = value;
    const words = splits && others.length === 0 && text !== undefined ? wordsOf(text) : [];
    return words.length > 1 && words.length <= 100
      ? words.map((one) => argumentOf([one], word.start, word.end))
      : [argumentOf(words.length === 1 && words[0] !== undefined ? [words[0]] : value, word.start, word.end)];
  }

  /** @param base where the text that the parts were read from stands in the script */
  expand(parts: readonly Part[], base = 0): Value {
    return parts.length === 1 && parts[0] !== undefined
      ? this.#part(parts[0], base)
      : joinedAll(parts.map((part) => this.#part(part, base)));
  }

  #part(part: Part, base: number): Value {
    if (part.kind === "text") return literal(part.text);
    if (part.kind === "template") return this.state.template(part.text);
    if (part.kind === "command") return this.nested(part.text, base + part.start);
    return operated(this.#variable(part.name), part.name, part.operation, (text) => this.#operand(text, base));
  }

  #operand(text: string, base: number): Value {
    if (this.#operands >= DEEPEST) return UNKNOWN;
    this.#operands += 1;
    const value = this.expand(partsOf(text, this.script.dialect), base);
    this.#operands -= 1;
    return value;
  }

  #variable(name: string): Value | undefined {
    const known = this.state.variables.get(name);
    if (known !== undefined) return known;
    if (/^\d$/.test(name))
      return this.parameters === undefined ? hole("any", "caller") : (this.parameters[Number(name) - 1] ?? EMPTY);
    if (name === "@" || name === "*")
      return this.parameters === undefined ? hole("any", "caller") : joinedAll(this.parameters, " ");
    if (OUTPUT_FILES.includes(name)) return literal(`$${name}`);
    return PLAIN.test(name) ? hole("plain", "unknown", name) : undefined;
  }

  /** A script inside the script, with the same variables. */
  nested(text: string, start: number, parameters = this.parameters, input = this.input): Value {
    if (this.depth >= DEEPEST) return UNKNOWN;
    const { offset, dialect } = this.script;
    const script: Script = { text, dialect, offset: (at) => offset(start + at) };
    const shell = new Shell(script, this.state, this.surroundings, parameters, this.depth + 1);
    shell.input = input;
    return shell.run();
  }

  /** A function of the script. */
  call(body: Body, parameters: readonly Value[] | undefined, input: Value | undefined): Value {
    if (this.depth >= DEEPEST) return UNKNOWN;
    const shell = new Shell(body.script, this.state, body.surroundings, parameters, this.depth + 1);
    shell.input = input;
    return shell.body(body, true);
  }
}

/** Whether the shell makes several words of what a part stands for. */
function isSplit(part: Part): boolean {
  if (part.kind === "text") return false;
  return !part.quoted || (part.kind === "variable" && part.operation.startsWith("["));
}
