import { readPolicyObject, type PolicyDocument } from "../../policy/index.ts";
import { InvalidImageReference, parseRegistryHost, printable, type RegistryHost } from "../../reference/index.ts";
import { UsageError } from "../terminal.ts";

/** Stands wherever a person has to decide. `.invalid` is nobody's domain (RFC 2606), so no certificate can ever name it. */
export const UNDECIDED = "undecided";
export const undecidedSigner = { issuer: "https://undecided.invalid", subject: "nobody@undecided.invalid" };

/** How the registries are spoken to, as the command line says. */
export interface RegistryFlags {
  readonly plainHttp?: readonly string[];
  readonly privateNetwork?: readonly string[];
}

export interface RegistryEntry {
  readonly host: RegistryHost;
  readonly plainHttp?: true;
  readonly privateNetwork?: true;
}

/**
 * @param hosts the registries of the images
 * @throws UsageError where a flag names another host: it would do nothing
 */
export function registryEntries(flags: RegistryFlags, hosts: ReadonlySet<string>): readonly RegistryEntry[] {
  const entries = new Map<RegistryHost, RegistryEntry>();
  for (const flag of ["privateNetwork", "plainHttp"] as const) {
    for (const text of flags[flag] ?? []) {
      const host = hostNamed(text, hosts);
      entries.set(host, { ...(entries.get(host) ?? { host }), [flag]: true });
    }
  }
  return [...entries.values()];
}

function hostNamed(text: string, hosts: ReadonlySet<string>): RegistryHost {
  try {
    const host = parseRegistryHost(text);
    if (hosts.has(host)) return host;
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
  }
  throw new UsageError(
    `${printable(text)} is the registry of none of the images. Write host or host:port, as in their names.`,
  );
}

/** The name under which the document that is only looked with has a trusted root of the user's. */
const rootSigner = (index: number): string => `root-${index + 1}`;

/** The user's trusted root that a signer of that document has; undefined for anybody else's. */
export function rootFile(signer: string | undefined, roots: readonly string[]): string | undefined {
  return roots.find((_, index) => rootSigner(index) === signer);
}

/**
 * The document to look with: every repository in a match of its own, so that exactly their registries may be asked (law 9),
 * and trusted for nobody. Each of the user's trusted roots has a signer, so that it is told which of them vouches.
 * @throws InvalidPolicy where a trusted root cannot be read
 */
export function undecidedPolicy(
  repositories: readonly string[],
  registries: readonly RegistryEntry[],
  roots: readonly string[],
  folder: string,
): PolicyDocument {
  // A root without logs is let in only so; one with logs is held to them all the same.
  const looks = { ...undecidedSigner, transparencyLog: "not-required" };
  const signers = roots.map((trustedRoot, index) => [rootSigner(index), { cosign: { ...looks, trustedRoot } }]);
  const document = {
    version: 1,
    signers: { [UNDECIDED]: { cosign: undecidedSigner }, ...(Object.fromEntries(signers) as object) },
    images: repositories.map((match) => ({ match, signedBy: [UNDECIDED] })),
    ...(registries.length > 0 && { registries }),
  };
  return readPolicyObject(document, folder, "the first document");
}
