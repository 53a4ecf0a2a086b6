/** A word of a command, without its quotes. */
export interface Word {
  readonly text: string;
  /** A part of it is put in when the script runs: a variable, a command, a template. */
  readonly open: boolean;
}

export interface Command {
  readonly words: readonly Word[];
  /** Counted from 1. */
  readonly line: number;
}

const PLAIN = /[^\s;|&()#<>'"`${\\]+/y;

/** Commands in quotes in commands: `ssh host "sh -c 'docker run web'"`. */
const DEEPEST = 3;

/**
 * The commands of a script, roughly as a shell tells them apart. Each line is read on its own with those that it goes on in: a
 * quote that does not end in it, such as in a here-document, hides no line after it. What stands in quotes or is put in by a
 * substitution is read as commands, too. Takes time in proportion to the text.
 */
export function commandsIn(text: string): readonly Command[] {
  const commands: Command[] = [];
  for (const { text: line, number } of linesOf(text)) new Line(line, number, commands).read(DEEPEST);
  return commands;
}

function linesOf(text: string): { readonly text: string; readonly number: number }[] {
  const lines: { text: string; number: number }[] = [];
  let open: string[] = [];
  let begin = 1;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (open.length === 0) begin = index + 1;
    if (/^\s*#/.test(raw)) continue;
    // In a shell, in PowerShell and in cmd.exe.
    const goesOn = /(?:^|[^\\])\\$|\s[`^]$/.test(raw.slice(-2));
    open.push(goesOn ? raw.slice(0, -1) : raw);
    if (!goesOn) {
      lines.push({ text: open.join(" "), number: begin });
      open = [];
    }
  }
  if (open.length > 0) lines.push({ text: open.join(" "), number: begin });
  return lines;
}

class Line {
  readonly #line: string;
  readonly #number: number;
  readonly #commands: Command[];
  readonly #inside: string[] = [];
  /** What was looked for and stands nowhere further on: nobody looks for it again. */
  readonly #missing = new Set<string>();
  #words: Word[] = [];
  #word: string[] = [];
  #begun = false;
  #open = false;
  #redirects = false;
  #at = 0;

  constructor(line: string, number: number, commands: Command[]) {
    this.#line = line;
    this.#number = number;
    this.#commands = commands;
  }

  read(depth: number): void {
    while (this.#at < this.#line.length) {
      this.#plain();
      if (this.#at < this.#line.length) this.#character(this.#line.charAt(this.#at));
    }
    this.#endCommand();
    if (depth > 0) for (const inside of this.#inside) new Line(inside, this.#number, this.#commands).read(depth - 1);
  }

  /** Most of a script: what stands for itself. */
  #plain(): void {
    PLAIN.lastIndex = this.#at;
    const plain = PLAIN.exec(this.#line)?.[0];
    if (plain === undefined) return;
    this.#at += plain.length;
    this.#add(plain);
  }

  #character(character: string): void {
    this.#at += 1;
    if (/\s/.test(character)) this.#endWord();
    else if (";|&()".includes(character)) this.#endCommand();
    else if (character === "#" && !this.#begun) this.#at = this.#line.length;
    else if (character === "<" || character === ">") this.#redirect();
    else if (character === "'") this.#quoted("'", false);
    else if (character === '"') this.#quoted('"', true);
    else if (character === "`") this.#between("`", "`");
    else if (character === "$") this.#variable();
    else if (character === "{" && this.#line[this.#at] === "{") this.#between("{{", "}}");
    else if (character === "\\") {
      this.#add(this.#line.charAt(this.#at));
      this.#at += 1;
    } else this.#add(character);
  }

  #add(text: string): void {
    this.#word.push(text);
    this.#begun = true;
  }

  /** A quote that does not end here stands for nothing. */
  #quoted(quote: string, expands: boolean): void {
    const end = this.#find(quote, expands);
    if (end === undefined) return;
    const inner = this.#line.slice(this.#at, end);
    this.#at = end + 1;
    if (/\s|\$\(|`/.test(inner)) this.#inside.push(expands ? inner.replace(/\\(["\\])/g, "$1") : inner);
    if (expands && /[$`]|\{\{/.test(inner)) this.#open = true;
    this.#add(expands ? inner.replace(/\\(["\\$`])/g, "$1") : inner);
  }

  #variable(): void {
    const next = this.#line.charAt(this.#at);
    if (next === "(") this.#substitution();
    else if (next === "{") this.#between("{", "}");
    else if (/[\w@*#?]/.test(next)) {
      this.#hole();
      this.#at += /^(?:[A-Za-z_]\w*|.)/.exec(this.#line.slice(this.#at, this.#at + 200))?.[0].length ?? 1;
    } else this.#add("$");
  }

  /** `$(pwd)` is a part of its word, and holds commands of its own. */
  #substitution(): void {
    if (this.#missing.has(")")) return;
    let open = 0;
    for (let at = this.#at; at < this.#line.length; at += 1) {
      const character = this.#line[at];
      open += character === "(" ? 1 : character === ")" ? -1 : 0;
      if (open > 0) continue;
      this.#inside.push(this.#line.slice(this.#at + 1, at));
      this.#at = at + 1;
      this.#hole();
      return;
    }
    this.#missing.add(")");
  }

  #between(begin: string, end: string): void {
    const found = this.#find(end, false);
    if (found === undefined) return;
    if (begin === "`") this.#inside.push(this.#line.slice(this.#at, found));
    this.#at = found + end.length;
    this.#hole();
  }

  #hole(): void {
    this.#open = true;
    this.#begun = true;
  }

  #find(wanted: string, escaped: boolean): number | undefined {
    if (this.#missing.has(wanted)) return undefined;
    let at = this.#line.indexOf(wanted, this.#at);
    while (escaped && at > 0 && this.#isEscaped(at)) at = this.#line.indexOf(wanted, at + 1);
    if (at < 0) this.#missing.add(wanted);
    return at < 0 ? undefined : at;
  }

  #isEscaped(at: number): boolean {
    return this.#line[at - 1] === "\\" && this.#line[at - 2] !== "\\";
  }

  /** The word after it names a file. */
  #redirect(): void {
    this.#endWord();
    while (/[<>&-]/.test(this.#line.charAt(this.#at))) this.#at += 1;
    this.#redirects = true;
  }

  #endWord(): void {
    if (!this.#begun) return;
    if (!this.#redirects) this.#words.push({ text: this.#word.join(""), open: this.#open });
    this.#redirects = false;
    this.#word = [];
    this.#begun = false;
    this.#open = false;
  }

  #endCommand(): void {
    this.#endWord();
    this.#redirects = false;
    if (this.#words.length > 0) this.#commands.push({ words: this.#words, line: this.#number });
    this.#words = [];
  }
}
