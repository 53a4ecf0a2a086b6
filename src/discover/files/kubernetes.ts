import { locateImageUses } from "../discover.ts";
import { members, under } from "../cloudformation/source.ts";
import type { Resource } from "../image-use.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { withoutDefinitions } from "./definitions.ts";
import { mayDeploy } from "./may-deploy.ts";
import { isTemplate, lacks, mayHold } from "./may-hold.ts";
import { placeInFile } from "./place-in-file.ts";
import { withPlaceholders } from "./placeholders.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";
import { isOfChart, templateNote } from "./template.ts";
import { templateUses } from "./template-uses.ts";
import { NOT_YAML } from "../yaml-text.ts";

/** Objects as YAML or JSON, several documents and lists of them too: what is written by hand, and what charts are rendered to. */
export const kubernetesFile: FileFormat = {
  name: "Kubernetes",
  names: /\.(?:ya?ml|json)$/i,
  read: (file, around) => {
    if (!mayHold(file.text, "apiVersion", "kind") || lacks(file, "apiVersion") || lacks(file, "kind")) return undefined;
    const deploysNothing =
      TOP_MEMBERS.every((name) => name.test(file.text)) && !mayDeploy(file.text, around.corrections);
    if (deploysNothing) return { uses: [] };
    const others = withoutDefinitions(file);
    return read(others, around) ?? (others === file ? undefined : { uses: [] });
  },
};

const MEMBER = /(?:^|[\s{,])["']?apiVersion["']?\s*:/m;
const TOP_MEMBERS = [/^apiVersion:/m, /^kind:/m];

function read(file: SourceFile, around: Around): FileReading | undefined {
  const parsed = file.documents();
  if ("why" in parsed) return isOfTemplate(file, parsed.why) || !MEMBER.test(file.text) ? undefined : parsed;
  const objects = parsed.documents.flatMap((document) => {
    const resource = resourceOf(document.value);
    return resource === undefined ? [] : [{ document, resource }];
  });
  if (objects.length === 0) return undefined;
  const others = parsed.documents.filter(({ value }) => value !== null && resourceOf(value) === undefined).length;
  const template = isTemplate(file.text) ? { isChart: isOfChart(file, around) } : undefined;
  const uses = objects.flatMap(({ document, resource }) => usesOf(file, document, resource, around, template));
  const notes = [
    ...(others > 0 ? [`holds documents without apiVersion and kind, which are not read (${others})`] : []),
    ...(template?.isChart === true ? [templateNote(true)] : []),
  ];
  return { uses, notes };
}

/** A text that its reader takes for YAML is never read as less, whatever braces stand in it. */
function isOfTemplate({ text }: SourceFile, why: string): boolean {
  return why === NOT_YAML && isTemplate(text);
}

/**
 * The images of objects in a file that another format knows by its name: whoever applies a folder does not mind how its files are
 * called, and the format's own tool may pass over what else stands there.
 */
export function objectUses(file: SourceFile, documents: readonly SourceDocument[], around: Around): FileUses {
  const template = isTemplate(file.text) ? { isChart: false } : undefined;
  return documents.flatMap((document) => {
    const resource = resourceOf(document.value);
    return resource === undefined ? [] : usesOf(file, document, resource, around, template);
  });
}

function usesOf(
  file: SourceFile,
  document: SourceDocument,
  resource: Resource,
  { corrections }: Around,
  template: { readonly isChart: boolean } | undefined,
): FileUses {
  const located = locateImageUses(resource, corrections);
  const read = template === undefined ? located : templateUses(file, document, located, template.isChart);
  return placeInFile(file, document, withPlaceholders(read));
}

type FileUses = ReturnType<typeof placeInFile>;

/** What a document says that it is; undefined where that is no object of Kubernetes. */
export function resourceOf(value: unknown): Resource | undefined {
  const [apiVersion, kind] = [textIn(value, "apiVersion"), textIn(value, "kind")];
  if (apiVersion === undefined || kind === undefined) return undefined;
  const name = under(value, "metadata").flatMap((metadata) => textIn(metadata, "name") ?? [])[0] ?? "";
  const urn = `${apiVersion} ${kind} ${name}`.trim();
  return { type: `kubernetes:${apiVersion}:${kind}`, name, urn, props: value };
}

/** The text that a member holds, of several the last as for readers in Go. */
export function textIn(value: unknown, name: string): string | undefined {
  const last = members(value).findLast(({ key }) => key === name)?.value;
  return typeof last === "string" ? last : undefined;
}
