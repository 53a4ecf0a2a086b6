import { under } from "../cloudformation/source.ts";
import { field, type Field, type Step } from "../field.ts";
import type { Format, Reading } from "../format.ts";
import type { Group } from "../group.ts";
import { parseHcl } from "../hcl/parse.ts";
import { UNKNOWN } from "../image-use.ts";
import { parseJsonText } from "../json-text.ts";
import { hasHole, HOLES_TOGETHER } from "../partial.ts";
import { decided, unknownTill } from "./decided.ts";

const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false, guess: true } as const;
/** Holes of HCL, and what a client puts in when it starts the task. */
const HOLES = new RegExp(`${HOLES_TOGETHER.source}|${/\$\{[^${}]*\}/.source}`, "gu");
const OPEN_NAME = new RegExp(HOLES_TOGETHER.source, "u");
const WHEN = "when the job runs";
const LATER = unknownTill(WHEN);
const reference = decided(HOLES, WHEN, {
  read: (text) => [{ kind: "image", image: text.replace(/^docker:\/\//i, "") }],
});

const CONFIG = /^config$/i;
const IMAGE: readonly (readonly Step[])[] = [
  [CONFIG, /^image$/i],
  [CONFIG, "[]", /^image$/i],
  // A block that is made once for each of some values.
  ["dynamic", CONFIG, "content", /^image$/i],
];
/** What an expression makes, or under a name that one makes, may hold an image. */
const made: Format = { read: (text) => (hasHole(text) ? [LATER] : []) };
const MADE: readonly (readonly Step[])[] = [
  [CONFIG, "[]"],
  // It needs no driver beside it.
  ["sidecar_task", CONFIG],
];

/** Others than tasks have a configuration, too, but no driver beside it. */
const join: Group["join"] = (parts) => {
  const config = parts.get("config");
  if (config === undefined || !parts.has("driver") || (config !== UNKNOWN && !hasHole(config))) return undefined;
  return { part: "config", readings: config === UNKNOWN ? UNKNOWN : [LATER] };
};
const GROUP: Group = { root: 0, join };
const part = (step: RegExp, name: string): Field =>
  field([step], { ...OPTIONS, end: "part", part: { name, group: GROUP } });

const SCOPE = {
  here: [],
  below: [
    ...IMAGE.map((steps) => field(steps, { ...OPTIONS, format: reference })),
    ...MADE.map((steps) => field(steps, { ...OPTIONS, format: made })),
    field([CONFIG, OPEN_NAME], { ...OPTIONS, format: { read: () => [LATER] } }),
    part(/^driver$/i, "driver"),
    part(CONFIG, "config"),
  ],
};

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
