import { InvalidImageReference, parseImageReference, parseRegistryHost, type Repository } from "../reference/index.ts";
import type { Mirror } from "./document.ts";
import { looksLikeKey, type Path, type Report } from "./problems.ts";
import { registryShape } from "./registry-shape.ts";

/** Mirrors in the order in which they are asked, each once. */
export function readMirrors(texts: readonly string[], path: Path, report: Report): readonly Mirror[] {
  const seen = new Map<string, Mirror>();
  for (const [index, text] of texts.entries()) {
    const at = [...path, index];
    const mirror = read(text, at, registryShape.wordings.mirrors.remedy, report, readMirror);
    if (mirror === undefined) continue;
    const key = `${mirror.registry}/${mirror.prefix}`;
    if (seen.has(key)) report(at, "is the same mirror as one before it.", "Keep one of them.");
    seen.set(key, mirror);
  }
  return [...seen.values()];
}

export function readSignatureRepository(text: string, path: Path, report: Report): Repository | undefined {
  return read(text, path, registryShape.wordings.signatureRepository.remedy, report, readRepository);
}

function readMirror(text: string): Mirror | string {
  if (!text.includes("/")) return { registry: parseRegistryHost(text), prefix: "" };
  const found = readRepository(text);
  return typeof found === "string" ? found : { registry: found.registry, prefix: found.repository };
}

/** A repository with its host: without one it would be somewhere on Docker Hub. */
function readRepository(text: string): Repository | string {
  parseRegistryHost(text.split("/", 1).join(""));
  const { registry, repository, tag, digest } = parseImageReference(text);
  return tag === undefined && digest === undefined ? { registry, repository } : "has a tag or a digest.";
}

/** What the text says; what is wrong with it is reported. */
function read<T extends object>(
  text: string,
  path: Path,
  remedy: string,
  report: Report,
  parse: (text: string) => T | string,
): T | undefined {
  try {
    const found = parse(text);
    if (typeof found !== "string") return found;
    report(path, found, remedy);
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
    report(path, looksLikeKey(text) ? "is no repository." : `${error.message}.`, remedy);
  }
  return undefined;
}
