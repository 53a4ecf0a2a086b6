/** What the signature library needs; older siblings of it, which older Node versions would get, are weaker verifiers. */
const SUPPORTED = [
  { major: 22, minor: 22, patch: 2 },
  { major: 24, minor: 15, patch: 0 },
] as const;
const EVERY_VERSION_FROM = 26;

/** Says in one sentence why this Node cannot run digestbound, or nothing where it can. Imports nothing, so that it works on any Node. */
export function nodeVersionProblem(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const line = SUPPORTED.find((supported) => supported.major === major);
  const recent = line !== undefined && (minor > line.minor || (minor === line.minor && patch >= line.patch));
  if (major >= EVERY_VERSION_FROM || recent) return undefined;
  return (
    `digestbound: found Node ${version}, needs ^22.22.2, ^24.15.0 or >=26: put such a node first on PATH ` +
    "(Pulumi starts a policy pack with the first node on PATH).\n"
  );
}
