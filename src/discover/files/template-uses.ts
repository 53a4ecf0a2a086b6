import type { LocatedUse } from "../image-use.ts";
import { bare, unknownImage } from "./placeholders.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";
import { templateValue } from "./template-value.ts";

/**
 * The uses of a template that happens to be YAML as it is: `image: {{ .Values.image }}` is an object of an object there. What is
 * left to a chart's values is told where those stand.
 */
export function templateUses(
  file: SourceFile,
  document: SourceDocument,
  located: readonly LocatedUse[],
  isChart: boolean,
): readonly LocatedUse[] {
  const spans = document.spans(located.map(({ spot }) => spot.steps));
  return located.flatMap((one, index) => {
    const span = spans[index];
    const raw = span === undefined ? "" : file.text.slice(span.start, span.end);
    const written = one.use.kind === "image" ? one.use.image : one.use.kind === "unreadable" ? raw : "";
    const isOpen = one.use.kind === "image" ? written.includes("{{") : written.startsWith("{{");
    return isOpen ? filledIn(one, written, isChart) : [one];
  });
}

function filledIn({ use, spot }: LocatedUse, written: string, isChart: boolean): readonly LocatedUse[] {
  const value = templateValue(written, isChart);
  if (value.kind === "from values") return [];
  const now =
    value.kind === "image"
      ? ({ ...bare(use), kind: "image", image: value.image } as const)
      : unknownImage(use, written);
  return [{ use: now, spot }];
}
