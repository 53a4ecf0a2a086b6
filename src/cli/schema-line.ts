import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { foldersUpToRoot } from "../policy/index.ts";

/** Where npm puts the schema of a policy document below a folder. */
const SCHEMA = "node_modules/digestbound/schema/policy-1.json";

/**
 * The first line of a document by which editors find its schema: that of the digestbound which the document's own folder depends
 * on, so that both are of one version.
 * @param up the way from the document's folder to where its packages are
 */
export function schemaLine(up = "."): string {
  return `# yaml-language-server: $schema=${up}/${SCHEMA}\n`;
}

/** The same for a document in this folder; empty where no digestbound is installed up to the repository's root: editors complain of a schema that is not there. */
export function schemaLineIn(folder: string): string {
  const owner = foldersUpToRoot(folder).find((one) => existsSync(join(one, SCHEMA)));
  return owner === undefined ? "" : schemaLine(relative(folder, owner).replaceAll(sep, "/") || ".");
}
