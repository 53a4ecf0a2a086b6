import { field, type Field, type Step } from "../field.ts";
import type { Group } from "../group.ts";
import { UNKNOWN } from "../image-use.ts";
import { decided } from "./decided.ts";
import { document } from "./text.ts";

const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false } as const;
const ACTION = "aws:runDockerAction";
const reference = decided(/\{\{[^{}]*\}\}/g, "when the document is run");

/** A step names an image only where its action starts one. */
const join: Group["join"] = (parts, inputs) => {
  const action = parts.get("action");
  const image = parts.get("image");
  if (image === undefined || action === undefined || (action !== UNKNOWN && action !== ACTION)) return undefined;
  if (image === UNKNOWN || action === UNKNOWN)
    return { part: image === UNKNOWN ? "image" : "action", readings: UNKNOWN };
  return { part: "image", readings: reference.read(image, inputs, () => false), writable: true };
};

/** Steps nest in no other step; each has its image among its inputs. */
const STEP: readonly Step[] = ["mainSteps", "[]"];
const GROUP: Group = { root: STEP.length, join };
const part = (steps: readonly Step[], name: string): Field =>
  field([...STEP, ...steps], { ...OPTIONS, end: "part", part: { name, group: GROUP } });

/** In the first schema versions the actions are the names, and what they take is one object or a list of them. */
const old = (...steps: readonly Step[]): Field =>
  field(["runtimeConfig", ACTION, "properties", ...steps, "image"], { ...OPTIONS, format: reference });

/** A document of AWS Systems Manager; its shell commands are scripts, which are looked through elsewhere. */
export const ssmDocument = document({
  here: [part(["action"], "action"), part(["inputs", "image"], "image"), old(), old("[]")],
  below: [
    // An automation registers task definitions by calls of the service.
    field([/^containerDefinitions$/i, "[]", /^image$/i], { ...OPTIONS, format: reference }),
  ],
});
