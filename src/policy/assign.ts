/**
 * A largest choice in which each of these has one of its own among the things that it fits. Pure; which of several largest
 * choices it is depends on the order, and how large it is does not.
 * @returns what was chosen, and for whom
 */
export function assign<Who>(all: readonly Who[], fits: (who: Who) => readonly string[]): ReadonlyMap<string, Who> {
  const taken = new Map<string, Who>();
  const place = (who: Who, tried: Set<string>): boolean =>
    fits(who).some((thing) => {
      if (tried.has(thing)) return false;
      tried.add(thing);
      const holder = taken.get(thing);
      // Whoever holds it may be content with something else (Kuhn's algorithm).
      if (holder !== undefined && !place(holder, tried)) return false;
      taken.set(thing, who);
      return true;
    });
  for (const who of all) place(who, new Set());
  return taken;
}
