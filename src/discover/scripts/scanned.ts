import type { Row } from "../catalog.ts";

/** A script, a document of JSON or YAML that has scripts inside, or a template of CloudFormation whose resources have them. */
export type Scanned = "script" | "document" | "template";

/** Formats that are judged, and may hold scripts beside what is. */
const DOCUMENTS = /^(?:ssm-document|buildspec|state-machine|acr-task)$/;

/** How a field of the catalog is looked through for scripts; undefined where it is not. */
export function scannedAs({ format, not }: Row): Scanned | undefined {
  if (not === undefined && /^cfn-(?:template|nested)$/.test(format)) return "template";
  if (not === undefined) return DOCUMENTS.test(format) ? "document" : undefined;
  if (not !== "scanned") return undefined;
  return /^(?:script|text)(?:_|$)/.test(format) ? "script" : "document";
}
