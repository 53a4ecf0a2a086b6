import { locateImageUses } from "../discover.ts";
import { members, under } from "../cloudformation/source.ts";
import type { Resource } from "../image-use.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { isTemplate, lacks, mayHold } from "./may-hold.ts";
import { placeInFile } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

/** Objects as YAML or JSON, several documents and lists of them too: what is written by hand, and what charts are rendered to. */
export const kubernetesFile: FileFormat = {
  name: "Kubernetes",
  names: /\.(?:ya?ml|json)$/i,
  read: (file, around) => {
    const mayBe = mayHold(file.text, "apiVersion", "kind") && !lacks(file, "apiVersion") && !lacks(file, "kind");
    return mayBe ? read(file, around) : undefined;
  },
};

function read(file: SourceFile, { corrections }: Around): FileReading | undefined {
  const parsed = file.documents();
  if ("why" in parsed) return /^\s*apiVersion:/m.test(file.text) && !isTemplate(file.text) ? parsed : undefined;
  const objects = parsed.documents.flatMap((document) => {
    const resource = resourceOf(document.value);
    return resource === undefined ? [] : [{ document, resource }];
  });
  if (objects.length === 0) return undefined;
  const others = parsed.documents.filter(({ value }) => value !== null && resourceOf(value) === undefined);
  const uses = objects.flatMap(({ document, resource }) =>
    placeInFile(file, document, locateImageUses(resource, corrections)),
  );
  return { uses, ...(others.length > 0 && { notes: [`${others.length} documents without apiVersion and kind`] }) };
}

function resourceOf(value: unknown): Resource | undefined {
  const [apiVersion, kind] = [textIn(value, "apiVersion"), textIn(value, "kind")];
  if (apiVersion === undefined || kind === undefined) return undefined;
  const name = under(value, "metadata").flatMap((metadata) => textIn(metadata, "name") ?? [])[0] ?? "";
  const urn = `${apiVersion} ${kind} ${name}`.trim();
  return { type: `kubernetes:${apiVersion}:${kind}`, name, urn, props: value };
}

function textIn(value: unknown, name: string): string | undefined {
  const last = members(value).findLast(({ key }) => key === name)?.value;
  return typeof last === "string" ? last : undefined;
}
