/** How a list of lines is written. */
interface List {
  readonly before: readonly string[];
  /** What closes it, and says how many of its lines found no room. */
  readonly after: (left: number) => readonly string[];
  /** Bytes that it leaves to what follows. */
  readonly spare: number;
}

/** A text of so many bytes at most. A line is written whole or not at all, and a list with what opens and closes it. */
export class Paper {
  readonly #lines: string[] = [];
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  write(lines: readonly string[]): void {
    this.#lines.push(...lines);
    this.#left -= sizeOf(lines);
  }

  /** As much of a list as there is room for; nothing where there is none for a single line. */
  list(items: readonly string[], { before, after, spare }: List): void {
    if (items.length === 0) return;
    const around = sizeOf(before) + sizeOf(after(items.length));
    let room = this.#left - spare - around;
    const written = items.findIndex((item) => (room -= sizeOf([item])) < 0);
    const taken = written === -1 ? items : items.slice(0, written);
    if (around <= this.#left) this.write([...before, ...taken, ...after(items.length - taken.length)]);
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
