import type { Place } from "../../discover/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { visible } from "../../reference/index.ts";
import { fileOf } from "../entries.ts";

export const BASE = "%SRCROOT%";

/**
 * Where a finding stands. GitHub refuses a whole upload for one result without a file, so what stands in none is shown at the document that
 * it was judged by, or at where one would stand.
 */
export function locationsOf(
  place: Place | undefined,
  policy: Pick<PolicyDocument, "source"> | undefined,
): readonly object[] {
  const file = fileOf(place);
  const physicalLocation = {
    artifactLocation: artifactOf(file ?? documentOf(policy)),
    region: file === undefined ? { startLine: 1 } : regionOf(place),
  };
  const logical = logicalLocations(place);
  return [{ physicalLocation, ...(logical.length > 0 && { logicalLocations: logical }) }];
}

/** A file by its path below the folder of the run, percent-encoded; one elsewhere by its whole path. */
export function artifactOf(file: string): { readonly uri: string; readonly uriBaseId?: string } {
  const path = file.replaceAll("\\", "/");
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded(path)}` };
  if (path.startsWith("/")) return { uri: `file://${encoded(path)}` };
  return { uri: encoded(path.replace(/^(?:\.\/)+/, "")), uriBaseId: BASE };
}

/** GitHub needs a line: a file as a whole is shown at its first. */
export function regionOf({ line, column, endColumn }: Pick<Place, "line" | "column" | "endColumn"> = {}): object {
  if (line === undefined) return { startLine: 1 };
  if (column === undefined) return { startLine: line };
  return { startLine: line, startColumn: column, ...(endColumn !== undefined && { endLine: line, endColumn }) };
}

/** A document of Pulumi's config, or one outside of the repository, is nothing that GitHub could show. */
function documentOf(policy: Pick<PolicyDocument, "source"> | undefined): string {
  const source = policy?.source;
  return source === undefined || /^(?:\/|\.\.|[A-Za-z]:)/.test(source) || !/\.(?:ya?ml|json)$/.test(source)
    ? "digestbound.yaml"
    : source;
}

function logicalLocations(place: Place | undefined): readonly object[] {
  if (place === undefined) return [];
  const resource = { name: visible(place.resource), kind: "resource" };
  if (place.path === "") return place.resource === "" ? [] : [resource];
  return [{ ...resource, fullyQualifiedName: `${visible(place.resource)} ${visible(place.path)}` }];
}

function encoded(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
