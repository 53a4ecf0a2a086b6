import { under } from "../cloudformation/source.ts";
import { field, type Field, type Step } from "../field.ts";
import type { Format } from "../format.ts";
import type { Group } from "../group.ts";
import { UNKNOWN } from "../image-use.ts";
import { decided, unknownTill } from "./decided.ts";
import { document } from "./text.ts";

const WHEN = "when the state machine runs";
const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false } as const;

/** JSONata, the other of the two languages of states. */
const JSONATA = /^\s*\{%[^]*/g;
const SUBSTITUTION = /\$\{([^${}]*)\}/g;

const jsonata = decided(JSONATA, WHEN);
/** What CloudFormation puts into a definition; the texts to put in stand beside it. */
const reference: Format = {
  read: (text, inputs, deploys) => {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return [];
    const whole = text.includes("${") && text.length <= LONGEST ? substituted(text, inputs) : text;
    return decided(SUBSTITUTION, "when the state machine is made", jsonata).read(whole, inputs, deploys);
  },
};
/** `"Image.$": "$.image"`: a path into what the machine is given, or a function of it. */
const path: Format = { read: () => [unknownTill(WHEN)] };

/** Longer than any reference: what is put in may be long, and a thousand times. */
const LONGEST = 1024;

function substituted(text: string, inputs: unknown): string {
  const whole = text.replace(SUBSTITUTION, (all, name: string) => given(inputs, name) ?? all);
  return whole.length <= LONGEST ? whole : text;
}

function given(inputs: unknown, name: string): string | undefined {
  const maps = ["definitionSubstitutions", "DefinitionSubstitutions"].flatMap((key) => under(inputs, key));
  const values = maps.flatMap((map) => under(map, name));
  const [value] = values;
  return values.length === 1 && typeof value === "string" && value.length <= LONGEST ? value : undefined;
}

/** What the services that start containers call them: in capitals here, and in small letters in Kubernetes objects. */
const PLACES: readonly (readonly (string | RegExp)[])[] = [
  [/^(?:(?:init|ephemeral)?containers|containerDefinitions)$/i, "[]"],
  [/^(?:primaryContainer|containerProperties|container)$/i],
];

/** A field by its name in any case, and the same as a path into the machine's input. */
function imageAt(before: readonly Step[], name: string, read: Format = reference): readonly Field[] {
  return [
    field([...before, new RegExp(`^${name}$`, "i")], { ...OPTIONS, format: read, guess: true }),
    field([...before, new RegExp(`^${name}\\.\\$$`, "i")], { ...OPTIONS, format: path, guess: true }),
  ];
}

/** Parameters that hold whole images of services; they may be taken from the input of the machine as a whole. */
const PARAMETERS = [
  "Job",
  "RequestBody",
  "PrimaryContainer",
  "Containers",
  "AlgorithmSpecification",
  "AppSpecification",
  "ContainerDefinitions",
  "ContainerProperties",
];
const SERVICES = /:(?:eks|sagemaker|ecs:register|batch:register)/i;

/** A task of a service that starts containers, some of whose parameters are decided later. */
const join: Group["join"] = (parts) => {
  const resource = parts.get("resource");
  const [part, text] = [...parts].find(([name, one]) => name !== "resource" && isDynamic(name, one)) ?? [];
  if (part === undefined || resource === undefined) return undefined;
  if (resource !== UNKNOWN && !SERVICES.test(resource)) return undefined;
  return { part, readings: text === UNKNOWN ? UNKNOWN : [unknownTill(WHEN)] };
};

function isDynamic(name: string, text: string | typeof UNKNOWN): boolean {
  return text === UNKNOWN || name.endsWith(".$") || /^\s*\{%/.test(text);
}

/** Of each state. */
const STATE = ["States", "{}"];
const GROUP: Group = { root: STATE.length, join };

function part(steps: readonly string[], name: string): Field {
  return field([...STATE, ...steps], { ...OPTIONS, end: "part", part: { name, group: GROUP }, guess: true });
}

/** The definition of a state machine of AWS Step Functions: its tasks nest in branches and in loops to any depth. */
export const stateMachine: Format = document({
  here: [],
  below: [
    ...PLACES.flatMap((before) => imageAt(before, "image")),
    ...imageAt([], "trainingImage"),
    ...imageAt([], "imageUri"),
    field("volumes[].image.reference", { ...OPTIONS, role: "artifact", format: reference }),
    part(["Resource"], "resource"),
    part(["Arguments"], "Arguments"),
    ...PARAMETERS.flatMap((name) => [
      part(["Parameters", name], `Parameters.${name}`),
      part(["Parameters", `${name}.$`], `${name}.$`),
      part(["Arguments", name], name),
    ]),
  ],
});
