import type { EngineDocument, Members } from "../pulumi-engine/document.ts";
import { isObject } from "../pulumi-engine/document.ts";
import { readPlan } from "../pulumi-engine/plan.ts";
import { readPreview } from "../pulumi-engine/preview.ts";
import { gapUse, locateEngineUses } from "../pulumi-engine/resources.ts";
import { readState } from "../pulumi-engine/state.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { isDeployedItself } from "./may-hold.ts";
import { jsonDocument, placeInOutput } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

/** What the engine writes as one JSON object, told by some of its members. */
function outputFormat(
  name: string,
  members: readonly string[],
  readOutput: (value: Members) => EngineDocument,
): FileFormat {
  return {
    name,
    names: /\.json$/i,
    read: (file, around) => {
      const isOne = members.every((member) => file.members.has(member)) && !isDeployedItself(file);
      return isOne ? read(file, around, name, readOutput) : undefined;
    },
  };
}

/** `pulumi preview --json` */
export const pulumiPreviewFile = outputFormat("Pulumi preview", ["changeSummary", "duration"], readPreview);
/** `pulumi stack export` */
export const pulumiStateFile = outputFormat("Pulumi state", ["deployment", "version"], readState);
/** `pulumi preview --save-plan` */
export const pulumiPlanFile = outputFormat("Pulumi plan", ["resourcePlans"], readPlan);

function read(
  file: SourceFile,
  { corrections }: Around,
  name: string,
  readOutput: (value: Members) => EngineDocument,
): FileReading {
  const value = parsed(file.text);
  if (!isObject(value)) return { why: `is no ${name} that can be read: it is not valid JSON` };
  const { resources, gaps, notes = [] } = readOutput(value);
  const located = [...locateEngineUses(resources, corrections), ...gaps.map((gap) => gapUse(gap, name))];
  return { uses: placeInOutput(file, jsonDocument(file.text), located), notes };
}

/** Of equal names the last one counts, as with the engine itself, which writes none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    return undefined;
  }
}
