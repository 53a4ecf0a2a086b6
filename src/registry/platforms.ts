import type { Descriptor } from "./descriptor.ts";

/** Docker's builders list attestations as images for a platform that does not exist. */
const REFERENCE_TYPE = "vnd.docker.reference.type";

/** `os/architecture[/variant]` of each image in an index, each once, in the index's order. */
export function platformsOf(children: readonly Descriptor[]): string[] {
  const names = children.filter(isImage).flatMap(({ platform }) => {
    if (platform === undefined) return [];
    const { os, architecture, variant } = platform;
    return [[os, architecture, variant].filter((part) => part !== undefined).join("/")];
  });
  return [...new Set(names)];
}

function isImage({ platform, annotations }: Descriptor): boolean {
  return annotations[REFERENCE_TYPE] === undefined && platform?.os !== "unknown";
}
