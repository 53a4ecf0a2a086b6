import { armTemplateUses } from "../arm/template-uses.ts";
import { underName } from "../arm/source.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { isKubernetesObject } from "./may-hold.ts";
import { placeInFile } from "./place-in-file.ts";
import { SourceFile } from "./source-file.ts";

/** `deploymentTemplate.json`, and those of subscriptions, management groups and tenants. */
const SCHEMA = /\/[a-z]*deploymentTemplate\.json#?$/i;
/** A string, or a comment, which the tools of Azure pass over. */
const COMMENT = /"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*|\/\*[^]*?\*\//g;

/** Templates of Azure Resource Manager, and what Bicep is built to. */
export const armTemplateFile: FileFormat = {
  name: "ARM template",
  names: /\.json$/i,
  read: (file, around) => {
    const isObject = /^\uFEFF?\s*(?:\{|\/[/*])/.test(file.text) && !isKubernetesObject(file);
    return isObject && mayBeTemplate(file) ? read(file, around) : undefined;
  },
};

/** A comment at the very beginning hides the members. */
function mayBeTemplate({ members, text }: SourceFile): boolean {
  if (members.size > 0) return [...members].some((name) => name.toLowerCase() === "$schema");
  return /deploymentTemplate/i.test(text);
}

function read(file: SourceFile, { corrections }: Around): FileReading | undefined {
  const bare = new SourceFile(file.path, withoutComments(file.text));
  const parsed = bare.documents();
  if ("why" in parsed) return /deploymentTemplate\.json/i.test(file.text) ? parsed : undefined;
  const [document] = parsed.documents;
  const schemas = underName(document?.value, "$schema");
  if (document === undefined || !schemas.some((one) => typeof one === "string" && SCHEMA.test(one))) return undefined;
  return { uses: placeInFile(file, document, armTemplateUses(document.value, corrections)) };
}

/** Everything else stays where it stands. */
function withoutComments(text: string): string {
  return text.replace(COMMENT, (found) => (found.startsWith('"') ? found : found.replace(/[^\r\n]/g, " ")));
}
