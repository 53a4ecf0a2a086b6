/** More types than a stack has; names longer than any type's are no names. */
const BOUNDS = { most: 500, longest: 200 };

/**
 * A function of a name, such as a type's, that is asked again for each resource: it answers from memory. The answer must
 * depend on the name alone, and nobody may change it. Names come from the judged: only so many are kept, and none that is long.
 */
export function remember<T>(make: (name: string) => T, { most, longest } = BOUNDS): (name: string) => T {
  const kept = new Map<string, T>();
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const made = make(name);
    if (kept.size < most && name.length <= longest) kept.set(copied(name), made);
    return made;
  };
}

/** A part of a text keeps the whole text in memory. */
function copied(name: string): string {
  return JSON.parse(JSON.stringify(name)) as string;
}
