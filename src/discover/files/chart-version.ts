import { members } from "../cloudformation/source.ts";
import type { Around } from "./file-format.ts";
import { SourceFile } from "./source-file.ts";

/** What the Chart.yaml in the same folder says that its application's version is. */
export function appVersionOf({ read }: Pick<Around, "read">): string | undefined {
  const text = read("Chart.yaml");
  const parsed = text === undefined ? undefined : new SourceFile("Chart.yaml", text).documents();
  if (parsed === undefined || "why" in parsed) return undefined;
  const version = members(parsed.documents[0]?.value).findLast(({ key }) => key === "appVersion")?.value;
  // A version that is a number in YAML may not be what is written, and is none that anybody can rely on.
  return typeof version === "string" && version !== "" ? version : undefined;
}
