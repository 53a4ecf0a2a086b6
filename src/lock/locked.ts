import { formatImageReference, parseImageReference, type ImageReference, type Repository } from "../reference/index.ts";
import type { LockEntry, LockFile } from "./lock-entry.ts";

/** What a lock file says of a reference. */
export type Locked =
  /** The digest that the reference names, or what its tag stood for. */
  | { readonly kind: "locked"; readonly entry: LockEntry }
  /** The reference names a digest that is not locked, and its tag, or without one its repository, is locked to others. */
  | { readonly kind: "different"; readonly entries: readonly LockEntry[] }
  | { readonly kind: "missing" };

interface Known {
  readonly reference: ImageReference;
  readonly entry: LockEntry;
}

/** A lock file made ready for looking up references. */
export class LockIndex {
  readonly #byImage: LockFile;
  readonly #byRepository = new Map<string, Known[]>();

  constructor(lock: LockFile) {
    this.#byImage = lock;
    for (const [image, entry] of lock) {
      const reference = parseImageReference(image);
      const key = keyOf(reference);
      const others = this.#byRepository.get(key);
      if (others === undefined) this.#byRepository.set(key, [{ reference, entry }]);
      else others.push({ reference, entry });
    }
  }

  /**
   * A reference without tag and digest is looked up by the tag that a registry would take: `latest`. A tag that is not locked itself
   * stands for the one digest that is locked beside it, as what was deployed names both.
   */
  find(reference: ImageReference): Locked {
    const { digest, tag } = reference;
    if (digest === undefined) return this.#findTag(reference, tag ?? "latest");
    const own = this.#byImage.get(formatImageReference(reference));
    if (own !== undefined) return { kind: "locked", entry: own };
    const kindred = this.#of(reference).filter((one) => tag === undefined || one.reference.tag === tag);
    const same = kindred.find(({ entry }) => entry.digest === digest);
    if (same !== undefined) return { kind: "locked", entry: same.entry };
    return kindred.length === 0
      ? { kind: "missing" }
      : { kind: "different", entries: kindred.map(({ entry }) => entry) };
  }

  #findTag(repository: Repository, tag: string): Locked {
    const own = this.#byImage.get(`${keyOf(repository)}:${tag}`);
    if (own !== undefined) return { kind: "locked", entry: own };
    const pinned = this.#of(repository).filter(({ reference }) => reference.tag === tag);
    const [first] = pinned;
    const isOne = pinned.every(({ entry }) => entry.digest === first?.entry.digest);
    return first !== undefined && isOne ? { kind: "locked", entry: first.entry } : { kind: "missing" };
  }

  #of(repository: Repository): readonly Known[] {
    return this.#byRepository.get(keyOf(repository)) ?? [];
  }
}

function keyOf({ registry, repository }: Repository): string {
  return `${registry}/${repository}`;
}
