import { assemblyImageUses, type AssemblyUse } from "../cdk/assembly.ts";
import { members, under } from "../cloudformation/source.ts";
import { parsedTemplateUses } from "../cloudformation/template-uses.ts";
import { longForm } from "../cloudformation/text.ts";
import type { LocatedUse } from "../image-use.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { lacks, mayHold } from "./may-hold.ts";
import { type FileUse, placeInFile, placeInOutput } from "./place-in-file.ts";
import { type SourceDocument, SourceFile } from "./source-file.ts";

/** Templates of CloudFormation and SAM, and those that the AWS CDK writes. */
export const cloudFormationFile: FileFormat = {
  name: "CloudFormation",
  names: /\.(?:ya?ml|json|template)$/i,
  read: (file, around) => (mayBeTemplate(file) ? read(file, around) : undefined),
};

const VERSION = "AWSTemplateFormatVersion";

function mayBeTemplate(file: SourceFile): boolean {
  const mayName = mayHold(file.text, "Resources") || mayHold(file.text, VERSION);
  return mayName && !lacks(file, "Resources", VERSION);
}

function read(file: SourceFile, around: Around): FileReading | undefined {
  const plain = file.documents();
  if ("why" in plain) return claimsToBe(file.text) ? plain : undefined;
  if (!plain.documents.some(({ value }) => isTemplate(value))) return undefined;
  const parsed = file.documents(longForm);
  if ("why" in parsed) return parsed;
  const [document, ...more] = parsed.documents.filter(({ value }) => value !== null);
  if (document === undefined || more.length > 0)
    return { why: `is a template among ${more.length + 1} YAML documents, of which CloudFormation takes one` };
  return { uses: usesOf(file, document, around) };
}

/** Of ASCII, which nobody has to spell like that. */
const ESCAPED = /\\(?:x|u00|U000000)[2-7][0-9a-f]/i;

/** A template that is not valid names itself by its text alone, and may spell that as it likes. */
function claimsToBe(text: string): boolean {
  const isVersioned = /^\s*["']?AWSTemplateFormatVersion["']?\s*:/m.test(text);
  const hasResources = /^\s*["']?Resources["']?\s*:/m.test(text) && /\bAWS::\w+::\w+/.test(text);
  return isVersioned || hasResources || ESCAPED.test(text);
}

function isTemplate(value: unknown): boolean {
  if (under(value, VERSION).length > 0) return true;
  const transforms = under(value, "Transform").flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one]));
  const isTransformed = transforms.some((one) => typeof one === "string" && one.startsWith("AWS::"));
  const resources = under(value, "Resources").flatMap(members);
  return resources.some(
    ({ key, value: resource }) =>
      isTransformed || String(key).startsWith("Fn::") || under(resource, "Type").some(isTypeName),
  );
}

function isTypeName(type: unknown): boolean {
  return typeof type === "string" && /^[A-Za-z0-9]+::/.test(type);
}

function usesOf(file: SourceFile, document: SourceDocument, around: Around): readonly FileUse[] {
  const [name = ""] = file.path.split("/").slice(-1);
  // A cloud assembly's nested templates are known by what their parents upload.
  const isOfAssembly = /\.template\.json$/i.test(name) && isAssembly(around.read("manifest.json"));
  if (isOfAssembly) return assemblyUses(file, name, around);
  const located = parsedTemplateUses(document.value, { file: file.path }, around.corrections);
  return placeInFile(file, document, located);
}

function isAssembly(manifest: string | undefined): boolean {
  return manifest !== undefined && new SourceFile("", manifest).members.has("artifacts");
}

function assemblyUses(file: SourceFile, name: string, { read: readBeside, corrections }: Around): readonly FileUse[] {
  const folder = file.path.slice(0, file.path.length - name.length);
  const texts = new Map<string, string | undefined>([[name, file.text]]);
  const readOnce = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, readBeside(path));
    return texts.get(path);
  };
  const found = assemblyImageUses([name], { read: readOnce, shown: (path) => folder + path }, corrections);
  // What its image assets are built from stands in the asset manifests, which are files of their own.
  const ofTemplates = found.filter(({ path }) => !path.endsWith(".assets.json"));
  const byPath = Map.groupBy(ofTemplates, ({ path }) => path);
  return [...byPath].flatMap(([path, uses]) => {
    const one = path === name ? file : new SourceFile(folder + path, readOnce(path) ?? "");
    const parsed = one.documents();
    const document = "why" in parsed ? undefined : parsed.documents[0];
    return placeInOutput(one, document ?? { spans: (paths) => paths.map(() => undefined) }, uses.map(locatedOf));
  });
}

function locatedOf({ use, spot = { steps: [], inText: false } }: AssemblyUse): LocatedUse {
  return { use, spot };
}
