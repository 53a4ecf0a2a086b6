import { InvalidImageReference, parseRegistryHost, type RegistryHost } from "../reference/index.ts";
import type { RegistrySettings } from "./document.ts";
import { looksLikeKey, type Path, type Report } from "./problems.ts";
import { registryShape } from "./schema.ts";
import { readShape } from "./shape.ts";

/** Reads the settings of single hosts. They let no host be contacted: only a rule's match does (law 9). */
export function readRegistries(
  entries: readonly unknown[],
  report: Report,
): ReadonlyMap<RegistryHost, RegistrySettings> {
  const read = new Map<RegistryHost, RegistrySettings>();
  const places = new Map<string, number>();
  for (const [index, value] of entries.entries()) {
    const path = ["registries", index];
    const entry = readShape(registryShape, value, path, report);
    const host = entry && readHost(entry.host, [...path, "host"], report);
    if (entry === undefined || host === undefined) continue;
    const earlier = places.get(host);
    if (earlier !== undefined) {
      report([...path, "host"], `is the same host as registries[${earlier}].`, "Keep one of them.");
    }
    places.set(host, index);
    read.set(host, { plainHttp: entry.plainHttp });
  }
  return read;
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
