import { formatImageReference, parseImageReference, type ImageReference } from "../reference/index.ts";
import type { LockEntry, LockFile } from "./lock-entry.ts";

/** What a lock file says of a reference. */
export type Locked =
  /** The digest that the reference names, or what its tag stood for. */
  | { readonly kind: "locked"; readonly entry: LockEntry }
  /** The reference names a digest that is not locked, and its tag, or without one its repository, is locked to others. */
  | { readonly kind: "different"; readonly entries: readonly LockEntry[] }
  | { readonly kind: "missing" };

/** A lock file made ready for looking up references. */
export class LockIndex {
  readonly #byImage: LockFile;
  readonly #byRepository = new Map<string, { readonly reference: ImageReference; readonly entry: LockEntry }[]>();

  constructor(lock: LockFile) {
    this.#byImage = lock;
    for (const [image, entry] of lock) {
      const reference = parseImageReference(image);
      const key = `${reference.registry}/${reference.repository}`;
      const others = this.#byRepository.get(key);
      if (others === undefined) this.#byRepository.set(key, [{ reference, entry }]);
      else others.push({ reference, entry });
    }
  }

  /** A reference without tag and digest is looked up by the tag that a registry would take: `latest`. */
  find(reference: ImageReference): Locked {
    const { registry, repository, tag, digest } = reference;
    if (digest === undefined) {
      const image = `${registry}/${repository}:${tag ?? "latest"}`;
      const entry = this.#byImage.get(image);
      return entry === undefined ? { kind: "missing" } : { kind: "locked", entry };
    }
    const own = this.#byImage.get(formatImageReference(reference));
    if (own !== undefined) return { kind: "locked", entry: own };
    const kindred = (this.#byRepository.get(`${registry}/${repository}`) ?? []).filter(
      (one) => tag === undefined || one.reference.tag === tag,
    );
    const same = kindred.find(({ entry }) => entry.digest === digest);
    if (same !== undefined) return { kind: "locked", entry: same.entry };
    return kindred.length === 0
      ? { kind: "missing" }
      : { kind: "different", entries: kindred.map(({ entry }) => entry) };
  }
}
