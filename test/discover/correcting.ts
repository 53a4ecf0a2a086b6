import {
  correctionsOf,
  discoverImageUses,
  parseCorrectedFormat,
  parseCorrectedPath,
  parseCorrectedType,
  unlistedImages,
  type Corrections,
  type Role,
} from "../../src/discover/index.ts";
import { resource, tell } from "./resource.ts";

export interface Written {
  readonly type: string;
  readonly path: string;
  readonly format?: string;
  readonly role?: Role;
}

/** The corrections that these entries of a document make. */
export function correcting(fields: readonly Written[], notImages: readonly Written[] = []): Corrections {
  return correctionsOf(
    fields.map((entry) => ({
      ...place(entry),
      format: must(parseCorrectedFormat(entry.format ?? "ref"), entry.format),
      role: entry.role ?? "run",
    })),
    notImages.map(place),
  );
}

function place({ type, path }: Written) {
  return { type: must(parseCorrectedType(type), type), path: must(parseCorrectedPath(path), path) };
}

function must<T>(value: T | undefined, text = ""): T {
  if (value === undefined) throw new Error(`cannot be read: ${text}`);
  return value;
}

/** One line a use, and one for each unlisted image. */
export function toldBy(corrections: Corrections, type: string, props: unknown): string[] {
  const one = resource(type, props);
  const uses = discoverImageUses(one, corrections);
  const unlisted = unlistedImages(one, uses, corrections);
  return [...uses.map(tell), ...unlisted.map(({ path }) => `unlisted at ${path}`)];
}
