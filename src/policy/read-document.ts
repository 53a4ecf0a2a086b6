import type { Digest } from "../reference/index.ts";
import type { PolicyDocument } from "./document.ts";
import { durationOf, LONGEST_EXEMPTION } from "./duration.ts";
import { readExemptions } from "./exemptions.ts";
import { readCorrections } from "./fields.ts";
import { readImageRules } from "./images.ts";
import type { Plain } from "./plain.ts";
import type { Report } from "./problems.ts";
import { readRegistries } from "./registries.ts";
import { documentShape } from "./schema.ts";
import { freshnessOf } from "./freshness.ts";
import { readShape } from "./shape.ts";
import { readSigners } from "./signers.ts";

/** Where a document came from. */
export interface Origin {
  readonly source: string;
  readonly digest: Digest;
  /** From where relative paths are seen. */
  readonly folder: string;
}

const { shape } = documentShape.schema;

/** Reads every part, even where another one is wrong, so that all problems are told at once; any problem voids the result. */
export function readDocument(value: Plain, { source, digest, folder }: Origin, report: Report): PolicyDocument {
  readShape(documentShape, value, [], report);
  const parts = partsOf(value);
  const given = shape.signers.safeParse(parts["signers"]);
  const rawSigners = given.data ?? {};
  const signers = readSigners(rawSigners, folder, report);
  const rawImages = shape.images.safeParse(parts["images"]).data ?? [];
  const images = readImageRules(
    rawImages,
    { read: signers, names: Object.keys(rawSigners), unreadable: !given.success },
    report,
  );
  const rawRegistries = shape.registries.safeParse(parts["registries"]).data ?? [];
  const longest = shape.longestExemption.safeParse(parts["longestExemption"]).data;
  const rawFields = shape.fields.safeParse(parts["fields"]).data ?? [];
  const rawNotImages = shape.notImages.safeParse(parts["notImages"]).data ?? [];
  return {
    source,
    digest,
    signers,
    images,
    registries: readRegistries(rawRegistries, folder, report),
    corrections: readCorrections(rawFields, rawNotImages, report),
    resolveAtUpdate: shape.resolveAtUpdate.safeParse(parts["resolveAtUpdate"]).data ?? false,
    builtInStack: shape.builtInStack.safeParse(parts["builtInStack"]).data ?? "rejected",
    cdkAssets: shape.cdkAssets.safeParse(parts["cdkAssets"]).data ?? "rejected",
    freshness: freshnessOf(shape.freshness.safeParse(parts["freshness"]).data),
    exemptions: readExemptions(shape.exemptions.safeParse(parts["exemptions"]).data ?? [], report),
    ...(longest !== undefined && { longestExemption: durationOf(longest, LONGEST_EXEMPTION) ?? 0 }),
  };
}

function partsOf(value: Plain): Readonly<Record<string, unknown>> {
  return typeof value === "object" ? Object.fromEntries(Object.entries(value ?? {})) : {};
}
