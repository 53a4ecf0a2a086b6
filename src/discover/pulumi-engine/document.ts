import { shapeOf } from "../data.ts";
import type { EngineResource, Gap } from "./resources.ts";

type Steps = readonly (string | number)[];
export type Members = Readonly<Record<string, unknown>>;

/** What a document of the engine says: resources, and where it does not say what there is. */
export interface EngineDocument {
  readonly resources: readonly EngineResource[];
  readonly gaps: readonly Gap[];
  /** What it leaves out by design, words that follow the file's name. */
  readonly notes?: readonly string[];
}

export function isObject(value: unknown): value is Members {
  return shapeOf(value) === "object";
}

const NONE: EngineDocument = { resources: [], gaps: [] };

export function together(documents: readonly EngineDocument[]): EngineDocument {
  return { resources: documents.flatMap((one) => one.resources), gaps: documents.flatMap((one) => one.gaps) };
}

export function gap(why: string, at: Steps): EngineDocument {
  return { resources: [], gaps: [{ why, at }] };
}

/** Each element of a list that may be left out. */
export function eachOf(
  list: unknown,
  at: Steps,
  read: (element: Members, at: Steps) => EngineDocument,
): EngineDocument {
  if (list === undefined || list === null) return NONE;
  if (!Array.isArray(list)) return gap("is no list, as the engine writes it", at);
  return together(
    list.map((element: unknown, index) => {
      const here = [...at, index];
      return isObject(element) ? read(element, here) : gap("is no object, as the engine writes it", here);
    }),
  );
}

/** What is only read, or waits to be deleted, is deployed by nobody here. */
export function stateOf(state: Members, at: Steps): EngineDocument {
  const { type, urn, inputs, external } = state;
  if (state["delete"] === true || external === true) return NONE;
  if (typeof type !== "string") return gap("is a resource without a type", at);
  const name = typeof urn === "string" ? urn : type;
  return {
    resources: [{ type, urn: name, inputs, at: (steps) => [...at, "inputs", ...steps] }],
    gaps: [],
  };
}

/** Steps that deploy nothing: of what is deleted nothing is left, and what is read was there before. */
const DEPLOYS_NOTHING =
  /^(?:delete|delete-replaced|discard|discard-replaced|read|read-replacement|read-discard|remove-pending-replace)$/;

export function deploys(operation: unknown): boolean {
  return typeof operation !== "string" || !DEPLOYS_NOTHING.test(operation);
}

/** As `pulumi preview` and `pulumi up` end where the program or a provider fails. */
export const FAILED =
  "is of a run that failed, so that resources may be missing; run it again once what failed is mended";
