import type { Descriptor } from "./descriptor.ts";
import { membersOf } from "./shape.ts";

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/** Docker's builders list attestations as images for a platform that does not exist. */
const REFERENCE_TYPE = "vnd.docker.reference.type";
const UNKNOWN = "unknown";

/** Printed in suggestions, so only what platforms are really called. */
const PART = /^[A-Za-z0-9._-]{1,64}$/;

/** The platform that an index's entry names; undefined where it names none, which makes the entry no worse. */
export function readPlatform(value: unknown): Platform | undefined {
  const { os, architecture, variant } = membersOf(value) ?? {};
  if (!isPart(os) || !isPart(architecture)) return undefined;
  if (variant === undefined || variant === null || variant === "") return { os, architecture };
  return isPart(variant) ? { os, architecture, variant } : undefined;
}

/** `os/architecture[/variant]`, printable. */
export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter((part) => part !== undefined).join("/");
}

/** `os/architecture[/variant]` of each image in an index, each once, in the index's order. */
export function platformsOf(children: readonly Descriptor[]): string[] {
  const names = children
    .filter(isImage)
    .flatMap(({ platform }) => (platform === undefined ? [] : [platformName(platform)]));
  return [...new Set(names)];
}

/**
 * As above, where an index says for which platform each of its images is; undefined where one may be for any, so that nobody can
 * say what the index lacks. Runtimes go by the platform, whatever an annotation says of the entry.
 */
export function everyPlatformOf(children: readonly Descriptor[]): readonly string[] | undefined {
  const images = children.filter(
    ({ platform, annotations }) => platform !== undefined || annotations[REFERENCE_TYPE] === undefined,
  );
  if (images.some(({ platform }) => platform === undefined)) return undefined;
  return platformsOf(images.map((image) => ({ ...image, annotations: {} })));
}

function isImage({ platform, annotations }: Descriptor): boolean {
  return annotations[REFERENCE_TYPE] === undefined && platform?.os !== UNKNOWN && platform?.architecture !== UNKNOWN;
}

function isPart(value: unknown): value is string {
  return typeof value === "string" && PART.test(value);
}
