import { under } from "../cloudformation/source.ts";
import { field, type Step } from "../field.ts";
import type { Format, Reading } from "../format.ts";
import { parseHcl } from "../hcl/parse.ts";
import { parseJsonText } from "../json-text.ts";
import { HOLES_TOGETHER } from "../partial.ts";
import { decided } from "./decided.ts";

const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false, guess: true } as const;
/** Holes of HCL, and what a client puts in when it starts the task. */
const HOLES = new RegExp(`${HOLES_TOGETHER.source}|${/\$\{[^${}]*\}/.source}`, "gu");
const reference = decided(HOLES, "when the job runs", {
  read: (text) => [{ kind: "image", image: text.replace(/^docker:\/\//i, "") }],
});

const CONFIG = /^config$/i;
const IMAGE: readonly (readonly Step[])[] = [
  [CONFIG, /^image$/i],
  [CONFIG, "[]", /^image$/i],
];
const SCOPE = { here: [], below: IMAGE.map((steps) => field(steps, { ...OPTIONS, format: reference })) };

/** The values of variables that stand beside the job; each of several counts, the last one for sure. */
function given(inputs: unknown): (name: string) => unknown {
  const blocks = under(inputs, "hcl2").flatMap((hcl2) => [hcl2, ...under(hcl2, "0")]);
  const maps = [...blocks, ...(Array.isArray(blocks[0]) ? (blocks[0] as unknown[]) : [])].flatMap((block) =>
    under(block, "vars"),
  );
  return (name) => maps.flatMap((map) => under(map, name)).at(-1);
}

function readJob(text: string, inputs: unknown): readonly Reading[] {
  const parsed = /^\s*\{/.test(text) ? parseJsonText(text) : parseHcl(text, given(inputs));
  return [
    "why" in parsed
      ? { kind: "unreadable", why: parsed.why }
      : { kind: "document", value: parsed.value, inside: SCOPE },
  ];
}

/** A job of Nomad, in HCL or JSON: the images in the configuration of its tasks, whichever driver runs them. */
export const nomad: Format = { mayBeEmpty: true, read: readJob };
