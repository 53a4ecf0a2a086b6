import { visible } from "../../reference/index.ts";
import { Narrator, withoutLineCommands } from "../../report/index.ts";
import { type Terminal, wantsColour } from "../terminal.ts";
import { diffOf } from "./diff.ts";
import type { UsesAt } from "./files.ts";
import type { Fixed } from "./fix-file.ts";
import { leftText, noticesOf } from "./left.ts";

export interface TellOptions {
  readonly write?: boolean;
  readonly color: boolean;
  /** Standard output is for the text with its pins, and all else goes to stderr. */
  readonly isFilter: boolean;
}

/** Tells what changed on standard output, and what did not on stderr, file by file. One instance is one run. */
export class Teller {
  readonly #terminal: Terminal;
  readonly #options: TellOptions;
  readonly #narrator = new Narrator();
  #changed = 0;
  #files = 0;
  #left = 0;

  constructor(terminal: Terminal, options: TellOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  file({ inputs, file }: UsesAt, { intents, before, after, left }: Fixed): void {
    const { isFilter, color } = this.#options;
    const { stdout, stderr } = this.#terminal;
    const shown = (after?.changes ?? []).flatMap(({ index, splices }) => {
      const { verdict, offered } = intents[index] ?? {};
      return verdict === undefined || offered === undefined ? [] : [{ splices, verdict, offered }];
    });
    const colour = !isFilter && wantsColour(this.#terminal, color);
    const blocks = before === undefined ? [] : diffOf(before, shown, colour);
    // Of a whole folder `check` tells it.
    const skipped = file.isNamed ? inputs.skipped : [];
    tell(isFilter ? stderr : stdout, blocks);
    tell(stderr, [
      ...shown.flatMap(({ verdict }) => noticesOf(verdict)),
      ...left.map((one) => leftText(one, this.#narrator)),
      ...skipped.map(({ file: name, why }) => `${visible(name)} ${visible(why)}`),
    ]);
    if (isFilter && "text" in file) stdout.write(after?.text ?? file.text);
    this.#changed += blocks.length;
    this.#files += blocks.length > 0 ? 1 : 0;
    this.#left += left.length;
  }

  /** Last of all. */
  sum(): void {
    const { write, isFilter } = this.#options;
    const what = `${many(this.#changed, "reference")} in ${many(this.#files, "file")}`;
    const done = isFilter ? `Pinned ${many(this.#changed, "reference")}.` : `Wrote ${what}.`;
    const isDone = isFilter || write === true;
    const changed = this.#changed === 0 ? "Nothing to pin." : isDone ? done : `${what} to pin; --write writes them.`;
    const left =
      this.#left === 0 ? "" : ` ${many(this.#left, "image")} left as ${this.#left === 1 ? "it is" : "they are"}.`;
    this.#terminal.stderr.write(`${changed}${left}\n`);
  }
}

/** No line is a command to the build service that shows it (law 10). */
function tell(output: Terminal["stderr"], blocks: readonly string[]): void {
  for (const block of blocks) output.write(`${withoutLineCommands(block)}\n`);
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
