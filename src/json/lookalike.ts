/**
 * The first member that another reader takes for one of the named ones, although it is spelled otherwise: Go, and with it every
 * container runtime, ignores letter case, and reads the long s and the Kelvin sign as the letters s and k.
 */
export function lookalikeIn(members: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  const known = new Set(names.map(folded));
  return Object.keys(members).find((key) => !names.includes(key) && known.has(folded(key)));
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll("\u017f", "s");
}
