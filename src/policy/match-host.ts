import { InvalidImageReference, parseRegistryHost } from "../reference/index.ts";
import { InvalidMatch } from "./invalid-match.ts";
import type { Part } from "./match-part.ts";
import { looksLikeKey } from "./problems.ts";

/** Stands for any label while the reference grammar reads the host. */
const SOME_LABEL = "x";

/**
 * Reads the host of a pattern into its labels; `*` stands for one whole label, never for one of the last two, because
 * whoever registers a domain would otherwise be meant by the rule (law 9).
 * @throws InvalidMatch
 */
export function parseMatchHost(text: string): readonly Part[] {
  if (!/[*{}]/.test(text)) return readHost(text).split(".");
  const labels = text.split(".");
  checkWildcards(labels);
  const host = readHost(labels.map((label) => (label === "*" ? SOME_LABEL : label)).join("."));
  return host.split(".").map((label, index) => (labels[index] === "*" ? { prefix: "", suffix: "" } : label));
}

function checkWildcards(labels: readonly string[]): void {
  if (labels.some((label) => label !== "*" && /[*{}]/.test(label))) {
    const remedy = "In a host only * is a wildcard, and it stands for one whole label, as in *.pkg.dev.";
    throw new InvalidMatch("has a wildcard inside a label of the host.", remedy);
  }
  if (labels.slice(-2).includes("*")) {
    const remedy = "Write the last two labels of the host, as in *.pkg.dev.";
    throw new InvalidMatch("has a wildcard where anybody could register a host.", remedy);
  }
}

function readHost(text: string): string {
  try {
    return parseRegistryHost(text);
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
    const remedy = "Begin with the registry's host, as it stands in image references; Docker Hub is docker.io.";
    throw new InvalidMatch(looksLikeKey(text) ? "begins with no host." : `${error.message}.`, remedy, { cause: error });
  }
}
