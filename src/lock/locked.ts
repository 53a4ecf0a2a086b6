import { parseImageReference, type ImageReference, type Repository } from "../reference/index.ts";
import type { LockEntry, LockFile } from "./lock-entry.ts";

/** What a lock file says of a reference. */
export type Locked =
  /** The digest that the reference names, or what its tag stood for. */
  | { readonly kind: "locked"; readonly entry: LockEntry }
  /** The reference names a digest that is not locked, and its tag, or without one its repository, is locked to others. */
  | { readonly kind: "different"; readonly entries: readonly LockEntry[] }
  | { readonly kind: "missing" };

/** A lock file made ready for looking up references: what one costs does not grow with the file. */
export class LockIndex {
  readonly #byImage: LockFile;
  /** By repository, and by repository and tag. */
  readonly #byName = new Map<string, LockEntry[]>();
  /** By the same names, and the digest. */
  readonly #byDigest = new Map<string, LockEntry>();

  constructor(lock: LockFile) {
    this.#byImage = lock;
    for (const [image, entry] of lock) {
      for (const name of namesOf(parseImageReference(image))) {
        const others = this.#byName.get(name);
        if (others === undefined) this.#byName.set(name, [entry]);
        else others.push(entry);
        const key = `${name}@${entry.digest}`;
        if (!this.#byDigest.has(key)) this.#byDigest.set(key, entry);
      }
    }
  }

  /**
   * A reference without tag and digest is looked up by the tag that a registry would take: `latest`. A tag that is not locked itself
   * stands for the one digest that is locked beside it, as what was deployed names both.
   */
  find(reference: ImageReference): Locked {
    const { digest, tag } = reference;
    const name = nameOf(reference, tag ?? (digest === undefined ? "latest" : undefined));
    const own = this.#byImage.get(digest === undefined ? name : `${name}@${digest}`);
    if (own !== undefined) return { kind: "locked", entry: own };
    const kindred = this.#byName.get(name) ?? [];
    const [first] = kindred;
    if (first === undefined) return { kind: "missing" };
    if (digest === undefined) {
      const isOne = kindred.every((entry) => entry.digest === first.digest);
      return isOne ? { kind: "locked", entry: first } : { kind: "missing" };
    }
    const same = this.#byDigest.get(`${name}@${digest}`);
    return same === undefined ? { kind: "different", entries: kindred } : { kind: "locked", entry: same };
  }
}

function namesOf(reference: ImageReference): readonly string[] {
  const { tag } = reference;
  return tag === undefined ? [nameOf(reference)] : [nameOf(reference), nameOf(reference, tag)];
}

function nameOf({ registry, repository }: Repository, tag?: string): string {
  return `${registry}/${repository}${tag === undefined ? "" : `:${tag}`}`;
}
