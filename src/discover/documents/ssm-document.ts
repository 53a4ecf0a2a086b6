import { field, type Field, type Step } from "../field.ts";
import type { Group } from "../group.ts";
import { UNKNOWN } from "../image-use.ts";
import { under } from "../cloudformation/source.ts";
import type { Format, Inside, Reading } from "../format.ts";
import { callFields } from "./aws-calls.ts";
import { decided } from "./decided.ts";
import { readDocument } from "./text.ts";

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

const SCOPE: Inside = {
  here: [part(["action"], "action"), part(["inputs", "image"], "image"), old(), old("[]")],
  // An automation calls services, such as to register task definitions.
  below: callFields({ image: reference }),
};

/** A calendar, or another text that nothing runs: what is run is JSON or YAML. */
function isText(text: string, inputs: unknown): boolean {
  const formats = ["documentFormat", "document_format", "DocumentFormat"].flatMap((name) => under(inputs, name));
  return /^\s*BEGIN:VCALENDAR\s/.test(text) || (formats.length > 0 && formats.every((format) => format === "TEXT"));
}

function isObject(reading: Reading): boolean {
  return reading.kind === "document" && typeof reading.value === "object" && reading.value !== null;
}

/** A document of AWS Systems Manager; its shell commands are scripts, which are looked through elsewhere. */
export const ssmDocument: Format = {
  inside: SCOPE,
  mayBeEmpty: true,
  read: (text, inputs) => {
    const readings = readDocument(text, SCOPE);
    // Whatever its format is said to be, what may be a document is read as one.
    return isText(text, inputs) ? readings.filter(isObject) : readings;
  },
};
