import { parseStrictJson } from "../json/index.ts";
import { Lack } from "./lack.ts";
import { listOf, memberOf, textOf } from "./members.ts";
import { CYCLONEDX_TYPES, SPDX_TYPES } from "./types.ts";

/**
 * What keeps a predicate of one of the SBOM types from being one that lists something; undefined where nothing does. An SBOM of
 * nothing looks like that of an image on which nothing was recognised. Never throws.
 */
export function sbomLack(predicateType: string, predicate: unknown): Lack | undefined {
  if (SPDX_TYPES.includes(predicateType)) return spdxLack(predicate);
  if (CYCLONEDX_TYPES.includes(predicateType)) return cycloneDxLack(predicate);
  return new Lack("is no SBOM of a kind that is read");
}

function spdxLack(predicate: unknown): Lack | undefined {
  // `cosign attest --type spdx` takes the file for text, be it tag-value or JSON.
  if (typeof predicate === "string" && /^SPDXVersion: *SPDX-\d/.test(predicate)) {
    return /\n(?:PackageName|FileName): *\S/.test(predicate) ? undefined : new Lack("is an SBOM that lists nothing");
  }
  const document = typeof predicate === "string" ? parsed(predicate) : predicate;
  // SPDX 3 is a graph of JSON-LD.
  const isGraph = memberOf(document, "@context") !== undefined && listOf(document, "@graph") !== undefined;
  if (!isGraph && !(textOf(document, "spdxVersion")?.startsWith("SPDX-") ?? false)) {
    return new Lack("is no SPDX document");
  }
  return lists(document, isGraph ? ["@graph"] : ["packages", "files"]);
}

function cycloneDxLack(predicate: unknown): Lack | undefined {
  if (textOf(predicate, "bomFormat") !== "CycloneDX") return new Lack("is no CycloneDX document in JSON");
  return lists(predicate, ["components"]);
}

/** Packages and components have a `name`, files a `fileName`. */
function lists(document: unknown, members: readonly string[]): Lack | undefined {
  const isNamed = (item: unknown) => (textOf(item, "name") ?? textOf(item, "fileName")) !== undefined;
  const isFilled = members.some((name) => listOf(document, name)?.some(isNamed) ?? false);
  return isFilled ? undefined : new Lack("is an SBOM that lists nothing");
}

/** As much as an attestation may hold, and as many parts as a statement that holds the document itself. */
const LIMITS = { bytes: 24 * 1024 * 1024, parts: 750_000 };

function parsed(text: string): unknown {
  try {
    return parseStrictJson(Buffer.from(text), LIMITS);
  } catch {
    return undefined;
  }
}
