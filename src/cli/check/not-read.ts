import { posix } from "node:path";

interface Group {
  readonly file: string;
  readonly why: string;
  count: number;
}

/** Sources that are not looked into, such as Terraform's: told once a folder, with the first of them. */
export class NotRead {
  readonly #groups = new Map<string, Group>();

  add(file: string, why: string): void {
    const key = JSON.stringify([posix.dirname(file), why]);
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, { file, why, count: 1 });
    else group.count += 1;
  }

  told(): readonly { readonly file: string; readonly why: string }[] {
    return [...this.#groups.values()].map(({ file, why, count }) => ({ file, why: `${why}${others(count - 1)}` }));
  }
}

function others(count: number): string {
  if (count === 0) return "";
  return ` (so ${count === 1 ? "is one other file" : `are ${count} others`} of its folder)`;
}
