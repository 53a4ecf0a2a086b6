import { printable } from "../../reference/index.ts";
import { underName } from "../arm/source.ts";
import { members } from "../cloudformation/source.ts";
import type { Corrections } from "../corrections.ts";
import { SHAPE_WORDS, shapeOf } from "../data.ts";
import { locateImageUses } from "../discover.ts";
import { type ImageUse, type LocatedUse, UNKNOWN } from "../image-use.ts";
import { isComponent } from "../kubernetes.ts";
import { isUnread } from "../partial.ts";
import { withSecretsMarkedIn } from "../secret-uses.ts";
import { Evaluator } from "./evaluate.ts";
import { Names } from "./names.ts";
import { tokenOf } from "./types.ts";

type Steps = readonly (string | number)[];

const COMPONENT =
  "is a component, whose objects are registered only when the program runs; check the preview: pulumi preview --json | digestbound check -";

/** Whether it is a program of Pulumi YAML: resources by their names, each with a type token. */
export function isProgram(value: unknown): boolean {
  return scopesOf(value).some(({ scope }) => resourcesIn(scope).length > 0);
}

/**
 * The image uses of a program of Pulumi YAML, and of the components that it defines, as far as the program says them itself. A use's
 * resource is its type token and its name, `aws:ecs/taskDefinition:TaskDefinition web`, its path is seen from the resource's
 * properties, and its spot from the top of the program. Never throws.
 */
export function programImageUses(value: unknown, corrections: Corrections): readonly LocatedUse[] {
  return scopesOf(value).flatMap(({ scope, at }) => {
    const names = new Names(scope);
    const evaluators = [new Evaluator(names, false), new Evaluator(names, true)] as const;
    return resourcesIn(scope).flatMap((one) =>
      resourceUses({ ...one, at: [...at, ...one.at] }, evaluators, corrections),
    );
  });
}

interface Scope {
  readonly scope: unknown;
  readonly at: Steps;
}

/** The program itself, and each component: names are those of the one that they stand in. */
function scopesOf(program: unknown): readonly Scope[] {
  const components = members(program).filter(({ key }) => String(key).toLowerCase() === "components");
  return [
    { scope: program, at: [] },
    ...components.flatMap(({ key: section, value }) =>
      members(value).map(({ key, value: scope }) => ({ scope, at: [section, key] })),
    ),
  ];
}

interface Resource {
  readonly name: string;
  readonly type: string;
  readonly resource: unknown;
  readonly at: Steps;
}

/** The engine takes the names of a resource's parts in any case. */
function resourcesIn(scope: unknown): readonly Resource[] {
  const sections = members(scope).filter(({ key }) => String(key).toLowerCase() === "resources");
  return sections.flatMap(({ key: section, value }) =>
    members(value).flatMap(({ key, value: resource }) =>
      underName(resource, "type").flatMap((type) =>
        typeof type === "string" && type.includes(":")
          ? [{ name: String(key), type, resource, at: [section, key] }]
          : [],
      ),
    ),
  );
}

function resourceUses(
  { name, type, resource, at }: Resource,
  [clear, hiding]: readonly [Evaluator, Evaluator],
  corrections: Corrections,
): readonly LocatedUse[] {
  const token = tokenOf(type, corrections);
  const urn = printable(`${token} ${name}`);
  if (isComponent(token)) return [told(urn, "type", [...at, "type"], { kind: "hidden", why: COMPONENT })];
  return members(resource)
    .filter(({ key }) => String(key).toLowerCase() === "properties")
    .flatMap(({ key, value }) => {
      const find = (evaluator: Evaluator) => {
        const props = evaluator.value(value);
        const why = whyUnread(props);
        if (why !== undefined) return [told(urn, "(all inputs)", [], { kind: "unreadable", why })];
        return locateImageUses({ type: token, name, urn, props: props ?? {} }, corrections, { inTemplate: true });
      };
      const located = find(clear);
      return (clear.sawSecret ? withSecretsMarkedIn(located, find(hiding)) : located).map(({ use, spot }) => ({
        use: withReason(use),
        spot: { ...spot, steps: [...at, key, ...spot.steps] },
      }));
    });
}

type Found = Pick<Extract<ImageUse, { kind: "hidden" | "unreadable" }>, "kind" | "why">;

function told(resource: string, path: string, steps: Steps, found: Found): LocatedUse {
  const use: ImageUse = { ...found, role: "run", pinForm: "name:tag@digest", place: { resource, path } };
  return { use, spot: { steps, inText: false } };
}

function whyUnread(props: unknown): string | undefined {
  if (isUnread(props)) return props.why;
  const isProperties = props === UNKNOWN || props === null || shapeOf(props) === "object";
  return isProperties ? undefined : `are ${SHAPE_WORDS[shapeOf(props)]}, not an object`;
}

/** The walk has words for templates. */
function withReason(use: ImageUse): ImageUse {
  if (use.kind !== "unknown") return use;
  const known = use.known === undefined || use.secret === true ? "" : `: ${printable(use.known)}`;
  return { ...use, why: `is known only when the program runs${known}.` };
}
