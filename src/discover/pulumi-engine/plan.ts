import { deploys, type EngineDocument, gap, isObject, type Members, together } from "./document.ts";

type Steps = readonly (string | number)[];

/** What `pulumi preview --save-plan` writes. */
export function readPlan({ resourcePlans }: Members): EngineDocument {
  if (!isObject(resourcePlans)) return gap("is no object, as the engine writes it", ["resourcePlans"]);
  return together(Object.entries(resourcePlans).map(([urn, plan]) => planOf(urn, plan)));
}

function planOf(urn: string, plan: unknown): EngineDocument {
  const at = ["resourcePlans", urn];
  if (!isObject(plan)) return gap("is no object, as the engine writes it", at);
  const { goal, steps } = plan;
  const leaves = Array.isArray(steps) && steps.length > 0 && !steps.some(deploys);
  if (leaves || goal === undefined || goal === null) return { resources: [], gaps: [] };
  if (!isObject(goal) || typeof goal["type"] !== "string") return gap("is a resource without a type", at);
  const sections = sectionsOf(plan, goal, Array.isArray(steps) && steps.every((step) => step === "create"));
  const inputs = Object.assign({}, ...sections.map(({ values }) => values)) as Members;
  const place = (path: Steps): Steps => [...at, ...sectionWith(sections, path[0]), ...path];
  return { resources: [{ type: goal["type"], urn, inputs, at: place }], gaps: [] };
}

interface Section {
  readonly at: Steps;
  readonly values: Members;
}

/** Of what is there already a plan says only which inputs change; what it will be as a whole stands beside, in its state. */
function sectionsOf({ state }: Members, { inputDiff }: Members, isNew: boolean): readonly Section[] {
  const { adds, updates, deletes } = isObject(inputDiff) ? inputDiff : {};
  const gone: readonly unknown[] = Array.isArray(deletes) ? deletes : [];
  const kept = Object.fromEntries(Object.entries(isObject(state) ? state : {}).filter(([key]) => !gone.includes(key)));
  const all = [
    { at: ["state"], values: isNew ? {} : kept },
    { at: ["goal", "inputDiff", "adds"], values: isObject(adds) ? adds : {} },
    { at: ["goal", "inputDiff", "updates"], values: isObject(updates) ? updates : {} },
  ];
  return all;
}

function sectionWith(sections: readonly Section[], name: string | number | undefined): Steps {
  const holder = sections.findLast(({ values }) => name !== undefined && Object.hasOwn(values, name));
  return holder?.at ?? ["goal"];
}
