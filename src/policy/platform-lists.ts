/** What an architecture runs beside its own images, as containerd chooses among the entries of an index. */
const ALSO_RUNS: Readonly<Record<string, string>> = { amd64: "386", arm64: "arm" };

/**
 * Whether a platform would find an image in a list, both as `os/architecture[/variant]`. A variant that one side leaves out
 * matches any, and one runs what was built for a lower one. In doubt it does: a warning that is wrong is not read again.
 */
export function platformLists(listed: readonly string[], platform: string): boolean {
  const [os, architecture = "", variant] = partsOf(platform);
  return listed.map(partsOf).some(([otherOs, other, otherVariant]) => {
    if (otherOs !== os) return false;
    if (other !== architecture) return other === ALSO_RUNS[architecture];
    return variant === undefined || otherVariant === undefined || otherVariant <= variant;
  });
}

function partsOf(platform: string): string[] {
  return platform.toLowerCase().split("/");
}
