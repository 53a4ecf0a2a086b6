import type { Corrections } from "../corrections.ts";
import { deploysImages, locateImageUses } from "../discover.ts";
import type { ImageUse, LocatedUse } from "../image-use.ts";
import { withSecretsMarkedIn } from "../secret-uses.ts";
import { engineInputs, isHiddenSecret } from "./values.ts";

type Steps = readonly (string | number)[];

/** A resource as the engine writes it into a preview, an event, a state or a plan. */
export interface EngineResource {
  readonly type: string;
  readonly urn: string;
  /** As `JSON.parse` gives them. */
  readonly inputs: unknown;
  /** From what steps lead to in the inputs to where it stands in the document. */
  readonly at: (steps: Steps) => Steps;
}

/** Where images may be that nobody can see: such a place is a use, too. */
export interface Gap {
  readonly why: string;
  readonly at: Steps;
}

/**
 * The image uses of these resources, judged as a policy pack judges them: by type token and inputs. What stands in a document
 * twice, such as the steps of a replacement, is told once.
 */
export function locateEngineUses(resources: Iterable<EngineResource>, corrections: Corrections): LocatedUse[] {
  const seen = new Set<string>();
  const located: LocatedUse[] = [];
  for (const resource of resources) {
    for (const one of usesOf(resource, corrections)) {
      const { resource: urn, path } = one.use.place;
      const key = JSON.stringify([urn, path, one.use.kind, one.use.kind === "image" && one.use.image]);
      if (!seen.has(key)) located.push(one);
      seen.add(key);
    }
  }
  return located;
}

export function gapUse({ why, at }: Gap, resource: string): LocatedUse {
  const place = { resource, path: "(the whole file)" };
  const use: ImageUse = { kind: "unreadable", why, role: "run", pinForm: "name:tag@digest", place };
  return { use, spot: { steps: at, inText: false } };
}

function usesOf({ type, urn, inputs, at }: EngineResource, corrections: Corrections): readonly LocatedUse[] {
  if (!deploysImages(type, corrections)) return [];
  const { props, open } = engineInputs(inputs ?? {});
  const resource = { type, urn, name: urn.split("::").at(-1) ?? "" };
  const clear = locateImageUses({ ...resource, props }, corrections);
  const located =
    open === undefined ? clear : withSecretsMarkedIn(clear, locateImageUses({ ...resource, props: open }, corrections));
  return located.map(({ use, spot }) => ({
    use: withReason(use, inputs, spot.steps),
    spot: { ...spot, steps: at(spot.steps) },
  }));
}

const HIDDEN = "is a secret that does not stand here in the clear: --show-secrets writes it.";

function withReason(use: ImageUse, inputs: unknown, steps: Steps): ImageUse {
  if (use.kind !== "unknown" || use.why !== undefined) return use;
  let value = inputs;
  for (const step of steps) {
    if (isHiddenSecret(value)) break;
    value = typeof value === "object" && value !== null ? (Reflect.get(value, step) as unknown) : undefined;
  }
  return isHiddenSecret(value) ? { ...use, why: HIDDEN } : use;
}
