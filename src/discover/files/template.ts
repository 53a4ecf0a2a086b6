import type { ImageUse } from "../image-use.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { isTemplate, mayHold } from "./may-hold.ts";
import type { FileUse } from "./place-in-file.ts";
import { placeAt } from "./place-in-file.ts";
import { unknownImage } from "./placeholders.ts";
import type { SourceFile } from "./source-file.ts";
import { templateImages, type TemplateImage } from "./template-images.ts";
import { templateValue } from "./template-value.ts";

/** Charts' templates are small; this is the longest text that is looked through by lines. */
const LONGEST = 512 * 1024;
const CHART_NOTE =
  "is a template of a chart, of which only the images that are written out are seen here; the others come with `helm template . | digestbound check -`";
const OTHER_NOTE =
  "is a template, of which only the images that are written out are seen here; the others are seen in what it is rendered to";

/** Templates of Kubernetes objects, a chart's or others: the images that stand in them as they are. */
export const templateFile: FileFormat = {
  name: "template",
  names: /\.(?:ya?ml|json)(?:\.(?:tpl|tmpl|gotmpl|j2|jinja2?))?$|\.(?:tpl|gotmpl)$/i,
  read: (file, around) => (isObjects(file) ? readTemplate(file, around) : undefined),
};

function isObjects({ text, path }: SourceFile): boolean {
  if (!isTemplate(text)) return false;
  return mayHold(text, "apiVersion", "kind") || (/\.(?:tpl|gotmpl)$/i.test(path) && /image/i.test(text));
}

/** What is written out in a template, and that the rest of it is not seen. */
export function readTemplate(file: SourceFile, around: Around): FileReading {
  if (file.text.length > LONGEST) return { why: `is a template of more than ${LONGEST} characters` };
  const isChart = isOfChart(file, around);
  const uses = templateImages(file.text).flatMap((image) => useOf(file, image, isChart) ?? []);
  if (uses.length === 0 && !isChart && /image/i.test(file.text))
    return { why: "is a template, and which images come of it is seen only in what it is rendered to" };
  return { uses, notes: [templateNote(isChart)] };
}

export function templateNote(isChart: boolean): string {
  return isChart ? CHART_NOTE : OTHER_NOTE;
}

/** Whether the values that a template refers to are those of a chart, which are read where they stand. */
export function isOfChart({ path }: Pick<SourceFile, "path">, { read }: Pick<Around, "read">): boolean {
  return /(?:^|\/)templates\//.test(path) || ["../Chart.yaml", "../../Chart.yaml"].some((at) => read(at) !== undefined);
}

function useOf(file: SourceFile, { text, span }: TemplateImage, isChart: boolean): FileUse | undefined {
  const value = templateValue(text, isChart);
  if (value.kind === "from values") return undefined;
  const place = { resource: "template", path: "image" };
  const usage = { role: "run", pinForm: "name:tag@digest", place } as const;
  const unknown = (): ImageUse => unknownImage(usage, text);
  if (value.kind === "unknown" || value.image.includes("$")) return placeAt(file, unknown(), span);
  return placeAt(file, { ...usage, kind: "image", image: value.image }, span);
}
