/** More types than a stack has; names longer than any type's are no names. */
const MOST = 1000;
const LONGEST = 300;

/**
 * A function of a name, such as a type's, that is asked again for each resource: it answers from memory. Names come from the
 * judged, so that only the first thousand are kept. The answer must depend on the name alone, and nobody may change it.
 */
export function remember<T>(make: (name: string) => T): (name: string) => T {
  const kept = new Map<string, T>();
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const made = make(name);
    if (kept.size < MOST && name.length <= LONGEST) kept.set(name, made);
    return made;
  };
}
