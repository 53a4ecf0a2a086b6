import type { Digest } from "../reference/index.ts";
import type { PolicyDocument } from "./document.ts";
import { durationOf, LONGEST_EXEMPTION } from "./duration.ts";
import { readExemptions } from "./exemptions.ts";
import { readCorrections } from "./fields.ts";
import { readImageRules } from "./images.ts";
import type { Plain } from "./plain.ts";
import type { Path, Report } from "./problems.ts";
import { reportAliases } from "./read-aliases.ts";
import { readLevels } from "./read-levels.ts";
import { readRegistries } from "./registries.ts";
import { documentShape } from "./schema.ts";
import { freshnessOf } from "./freshness.ts";
import { readShape } from "./shape.ts";
import { readSigners } from "./signers.ts";

/** Where a document came from. */
export interface Origin {
  readonly source: string;
  readonly digest: Digest;
  /** From where the relative paths at a place are seen. */
  readonly folderOf: (path: Path) => string;
}

const { shape } = documentShape.schema;

/** Reads every part, even where another one is wrong, so that all problems are told at once; any problem voids the result. */
export function readDocument(value: Plain, { source, digest, folderOf }: Origin, report: Report): PolicyDocument {
  readShape(documentShape, value, [], report);
  const parts = partsOf(value);
  const given = shape.signers.safeParse(parts["signers"]);
  const rawSigners = given.data ?? {};
  const signers = readSigners(rawSigners, folderOf, report);
  const rawImages = shape.images.safeParse(parts["images"]).data ?? [];
  const images = readImageRules(
    rawImages,
    { read: signers, names: Object.keys(rawSigners), unreadable: !given.success },
    report,
  );
  const rawRegistries = shape.registries.safeParse(parts["registries"]).data ?? [];
  const { registries, aliases } = readRegistries(rawRegistries, folderOf, report);
  const rawExemptions = shape.exemptions.safeParse(parts["exemptions"]).data ?? [];
  reportAliases(
    [...textsIn("images", "match", rawImages), ...textsIn("exemptions", "image", rawExemptions)],
    aliases,
    report,
  );
  const longest = shape.longestExemption.safeParse(parts["longestExemption"]).data;
  const rawFields = shape.fields.safeParse(parts["fields"]).data ?? [];
  const rawNotImages = shape.notImages.safeParse(parts["notImages"]).data ?? [];
  return {
    source,
    digest,
    signers,
    images,
    registries,
    aliases,
    corrections: readCorrections(rawFields, rawNotImages, report),
    resolveAtUpdate: shape.resolveAtUpdate.safeParse(parts["resolveAtUpdate"]).data ?? false,
    builtInStack: shape.builtInStack.safeParse(parts["builtInStack"]).data ?? "rejected",
    cdkAssets: shape.cdkAssets.safeParse(parts["cdkAssets"]).data ?? "rejected",
    cdkAcknowledgements: new Set(shape.cdkAcknowledgements.safeParse(parts["cdkAcknowledgements"]).data ?? []),
    freshness: freshnessOf(shape.freshness.safeParse(parts["freshness"]).data),
    levels: readLevels(shape.levels.safeParse(parts["levels"]).data ?? {}, report),
    exemptions: readExemptions(rawExemptions, report),
    inline: shape.inline.safeParse(parts["inline"]).data ?? "rejected",
    ...(longest !== undefined && { longestExemption: durationOf(longest, LONGEST_EXEMPTION) ?? 0 }),
  };
}

/** Every text under a key of a list's entries, with its place. */
function textsIn(list: string, key: string, entries: readonly unknown[]): readonly (readonly [Path, unknown])[] {
  return entries.map((entry, index) => [[list, index, key], partsOf(entry)[key]]);
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" ? Object.fromEntries(Object.entries(value ?? {})) : {};
}
