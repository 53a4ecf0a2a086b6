import { under } from "../cloudformation/source.ts";
import { field, type Field } from "../field.ts";
import type { Format } from "../format.ts";
import type { Group } from "../group.ts";
import { UNKNOWN } from "../image-use.ts";
import { hasHole } from "../partial.ts";
import { callFields } from "./aws-calls.ts";
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
    const whole = substituted(text, inputs);
    return decided(SUBSTITUTION, "when the state machine is made", jsonata).read(whole, inputs, deploys);
  },
};
/** An element of a list of containers. */
const container: Format = { read: (text) => (text.search(JSONATA) < 0 ? [] : [unknownTill(WHEN)]) };
/** `"Image.$": "$.image"`: a path into what the machine is given, or a function of it. */
const path: Format = { read: () => [unknownTill(WHEN)] };

/** Longer than any reference: what is put in may be long, and a thousand times. */
const LONGEST = 1024;

function substituted(text: string, inputs: unknown): string {
  if (!text.includes("${") || text.length > LONGEST) return text;
  const whole = text.replace(SUBSTITUTION, (all, name: string) => given(inputs, name) ?? all);
  return whole.length <= LONGEST ? whole : text;
}

function given(inputs: unknown, name: string): string | undefined {
  const maps = ["definitionSubstitutions", "DefinitionSubstitutions"].flatMap((key) => under(inputs, key));
  const values = maps.flatMap((map) => under(map, name));
  const [value] = values;
  return values.length === 1 && typeof value === "string" && value.length <= LONGEST ? value : undefined;
}

/** Parameters that hold whole images of services; they may be taken from the input of the machine as a whole. */
const POD = ["spec", "spec.containers", "spec.template", "spec.template.spec", "spec.template.spec.containers"];
const PARAMETERS = [
  ...["Job", "RequestBody"].flatMap((name) => [name, ...POD.map((path) => `${name}.${path}`)]),
  "PrimaryContainer",
  "Containers",
  "AlgorithmSpecification",
  "AppSpecification",
  "TrainingJobDefinition",
  "ContainerDefinitions",
  "ContainerProperties",
  "EksPropertiesOverride",
  "JobDriver",
  "JobDriver.SparkSubmitJobDriver",
];
/** By the resource of a task, and what it is given. */
const SERVICES =
  /:(?:eks|sagemaker|emr-?containers|apprunner|codebuild:(?:start|create|update)|ecs:register|batch:register|batch:submitJob\S* .*EksPropertiesOverride)/i;

/** A task of a service that starts containers, some of whose parameters are decided later. */
const join: Group["join"] = (parts, inputs) => {
  const resource = parts.get("resource");
  const [part, text] = [...parts].find(([name, one]) => name !== "resource" && isDynamic(name, one)) ?? [];
  if (part === undefined || resource === undefined) return undefined;
  if (resource !== UNKNOWN && !startsContainers(substituted(resource, inputs), part)) return undefined;
  return { part, readings: text === UNKNOWN ? UNKNOWN : [unknownTill(WHEN)] };
};

/** A service whose name is put in later may be any; a function's whole name mostly is, and is no service. */
function startsContainers(resource: string, part: string): boolean {
  const isOpen = resource.includes("${") || hasHole(resource);
  return SERVICES.test(`${resource} ${part}`) || (isOpen && resource.includes(":states:"));
}

function isDynamic(name: string, text: string | typeof UNKNOWN): boolean {
  return text === UNKNOWN || name.endsWith(".$") || /^\s*\{%/.test(text);
}

/** Of each state. */
const STATE = ["States", "{}"];
const GROUP: Group = { root: STATE.length, join };

function part(steps: readonly string[], name: string): Field {
  return field([...STATE, ...steps], { ...OPTIONS, end: "part", part: { name, group: GROUP }, guess: true });
}

function laterName(path: string): readonly string[] {
  const names = path.split(".");
  return names.map((name, index) => (index === names.length - 1 ? `${name}.$` : name));
}

/** The definition of a state machine of AWS Step Functions: its tasks nest in branches and in loops to any depth. */
export const stateMachine: Format = document({
  here: [],
  below: [
    ...callFields({ image: reference, later: path, container }),
    field("volumes[].image.reference", { ...OPTIONS, role: "artifact", format: reference }),
    part(["Resource"], "resource"),
    part(["Arguments"], "Arguments"),
    ...PARAMETERS.flatMap((name) => [
      part(["Parameters", ...name.split(".")], `Parameters.${name}`),
      part(["Parameters", ...laterName(name)], `${name}.$`),
      part(["Arguments", ...name.split(".")], name),
    ]),
  ],
});
