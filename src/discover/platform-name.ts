/** OCI's names (Go's GOOS and GOARCH), and what else architectures are called. Nothing else is printed, so that no text of a resource is. */
const SYSTEMS: ReadonlySet<string> = new Set(["linux", "windows", "darwin", "freebsd"]);
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ...["386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x"].map(
    (name) => [name, name] as const,
  ),
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["aarch64", "arm64"],
  ["i386", "386"],
]);
const VARIANT = /^v\d$/;

/** `os/architecture[/variant]` as an image index names a platform; undefined where a part is unknown. */
export function platformName(os: unknown, architecture: unknown, variant?: unknown): string | undefined {
  const [system, named] = [lower(os), architectureName(architecture)];
  if (system === undefined || !SYSTEMS.has(system) || named === undefined) return undefined;
  if (variant === undefined) return `${system}/${named}`;
  const part = lower(variant);
  return part !== undefined && VARIANT.test(part) ? `${system}/${named}/${part}` : undefined;
}

/** An architecture in OCI's word; undefined where it is unknown. */
export function architectureName(architecture: unknown): string | undefined {
  const name = lower(architecture);
  return name === undefined ? undefined : ARCHITECTURES.get(name);
}

/** A platform as Docker writes it: `linux/arm64/v8`. */
export function platformIn(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  const [os, architecture, ...variants] = text.split("/");
  return variants.length > 1 ? undefined : platformName(os, architecture, variants[0]);
}

const LONGEST = 64;

function lower(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= LONGEST ? value.toLowerCase() : undefined;
}
