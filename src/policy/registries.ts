import { InvalidImageReference, parseRegistryHost, type RegistryHost } from "../reference/index.ts";
import { readCertificates } from "./certificates.ts";
import type { NamedCredentials, PolicyDocument, RegistrySettings } from "./document.ts";
import { looksLikeKey, type Path, type Report } from "./problems.ts";
import { readAliases, type WrittenAliases } from "./read-aliases.ts";
import { credentialsShape, registryShape } from "./registry-shape.ts";
import { readMirrors, readSignatureRepository } from "./repositories.ts";
import { readShape } from "./shape.ts";

interface Context {
  readonly path: Path;
  readonly folder: string;
  readonly report: Report;
}

type Registries = Pick<PolicyDocument, "registries" | "aliases">;

/** Reads the settings of single hosts. They let no host be contacted but its mirrors: only a rule's match does (law 9). */
export function readRegistries(
  entries: readonly unknown[],
  folderOf: (path: Path) => string,
  report: Report,
): Registries {
  const read = new Map<RegistryHost, RegistrySettings>();
  const places = new Map<string, number>();
  const written: WrittenAliases[] = [];
  for (const [index, value] of entries.entries()) {
    const path = ["registries", index];
    const entry = readShape(registryShape, value, path, report);
    const host = entry && readHost(entry.host, [...path, "host"], report);
    if (entry === undefined || host === undefined) continue;
    const earlier = places.get(host);
    if (earlier !== undefined) {
      report(
        [...path, "host"],
        (nameOf) => `is the same host as ${nameOf(["registries", earlier])}.`,
        "Keep one of them.",
      );
    }
    places.set(host, index);
    written.push({ host, path, aliases: entry.aliases ?? [] });
    read.set(host, readSettings(entry, { path, folder: folderOf(path), report }));
  }
  return { registries: read, aliases: readAliases(written, report) };
}

type Entry = NonNullable<ReturnType<typeof readShape<typeof registryShape.schema.shape>>>;

function readSettings(entry: Entry, context: Context): RegistrySettings {
  const { path, folder, report } = context;
  checkSense(entry, context);
  const { plainHttp = false, ca, credentials, mirrors = [], signatureRepository } = entry;
  const certificates = ca === undefined ? undefined : readCertificates(ca, [...path, "ca"], folder, report);
  const login = credentials === undefined ? undefined : readCredentials(credentials, context);
  const signatures =
    signatureRepository === undefined
      ? undefined
      : readSignatureRepository(signatureRepository, [...path, "signatureRepository"], report);
  return {
    plainHttp,
    // Who speaks without TLS is not across the internet.
    privateNetwork: entry.privateNetwork ?? plainHttp,
    ...(certificates !== undefined && { ca: certificates }),
    ...(login !== undefined && { credentials: login }),
    mirrors: readMirrors(mirrors, [...path, "mirrors"], report),
    ...(signatures !== undefined && { signatureRepository: signatures }),
  };
}

/** An entry that says nothing, or two things that exclude each other, is a mistake (law 7). */
function checkSense(entry: Entry, { path, report }: Context): void {
  if (Object.keys(entry).length === 1) {
    report(
      path,
      "names a host and says nothing about it.",
      "Write a setting such as privateNetwork: true, or remove it.",
    );
  }
  if (entry.plainHttp === true && entry.ca !== undefined) {
    report([...path, "ca"], "has no effect where plainHttp is true.", "Remove one of the two.");
  }
}

function readHost(text: string, path: Path, report: Report): RegistryHost | undefined {
  try {
    return parseRegistryHost(text);
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
    const message = looksLikeKey(text) ? "is no host." : `${error.message}.`;
    report(path, message, registryShape.wordings.host.remedy);
    return undefined;
  }
}

function readCredentials(
  value: Readonly<Record<string, unknown>>,
  { path, report }: Context,
): NamedCredentials | undefined {
  const at = [...path, "credentials"];
  if ("password" in value) {
    report(
      [...at, "password"],
      "a password stands in the document; treat it as known to others and replace it.",
      credentialsShape.wordings.passwordEnv.remedy,
    );
    return undefined;
  }
  return readShape(credentialsShape, value, at, report);
}
