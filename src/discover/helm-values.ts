import { field, type Field, type Step } from "./field.ts";
import type { Group, Joined, Parts } from "./group.ts";
import type { Usage } from "./image-use.ts";
import type { Scope } from "./platform.ts";
import { joinParts } from "./split.ts";

const USAGE: Usage = { role: "run", pinForm: "name:tag@digest" };
const GUESS = { ...USAGE, certain: false, optional: true, guess: true } as const;

/** What charts call the parts of a reference, and what they are. */
export const PARTS: readonly (readonly [key: string, part: string])[] = [
  ["image", "reference"],
  ["repository", "repository"],
  ["registry", "registry"],
  ["tag", "tag"],
  ["digest", "digest"],
  ["sha", "digest"],
];
/** `image`, `initImage`; but `useImage` and `pullImage` are switches. */
export const OTHER_IMAGE = /^(?!use|pull|skip|enable|disable)\w+Image$/;
export const IMAGE = new RegExp(`^image$|${OTHER_IMAGE.source}`);
const URL = /^[a-z][a-z0-9+.-]*:\/\//i;

type Join = (parts: Parts) => Joined | undefined;

/** `image: nginx:1.27`, and `repository: nginx` beside one more part: alone it may be anything, such as a Git repository. */
const joinAnywhere: Join = (parts) => {
  const isName = parts.has("reference") || (parts.has("repository") && hasMore(parts));
  return isName ? joinGuessed(parts) : undefined;
};

/** `image: { repository: nginx }`: the chart adds a tag that cannot be seen. */
const joinUnderImage: Join = (parts) =>
  parts.has("repository") && !parts.has("reference") && !hasMore(parts) ? joinGuessed(parts) : undefined;

function hasMore(parts: Parts): boolean {
  return ["registry", "tag", "digest"].some((part) => parts.has(part));
}

/** A tag alone changes what the chart names itself, which is hidden anyhow. */
export function joinGuessed(parts: Parts): Joined | undefined {
  const name = parts.get("reference") ?? parts.get("repository");
  if (typeof name === "string" && URL.test(name)) return undefined;
  const joined = joinParts(parts);
  const isWhole = parts.size === 1 && parts.has("reference");
  return joined !== undefined && isWhole ? { ...joined, writable: true } : joined;
}

/** Charts that know `global.imageRegistry` take it in the place of the registry that an image has of its own. */
function fields(before: readonly Step[], own: Join, registry: string | undefined): readonly Field[] {
  const join: Join = (parts) => own(registry === undefined ? parts : inRegistry(parts, registry));
  const group: Group = { root: before.length, join };
  // What is above an image under its own name may be anything while it is unknown; the name itself is told by the group above.
  const rare = before.length > 0;
  return PARTS.map(([key, name]) => field([...before, key], { ...GUESS, rare, end: "part", part: { name, group } }));
}

function inRegistry(parts: Parts, registry: string): Parts {
  return parts.has("registry") ? new Map([...parts, ["registry", registry]]) : parts;
}

/**
 * The values of a Helm chart, which have no schema: what stands under the names that charts give their images is one. It finds
 * what the values change and no more, so that it never stands for looking into the chart.
 * @param registry what `global.imageRegistry` is set to
 */
export function helmValues(registry?: string): Scope {
  return {
    here: [],
    below: [
      ...fields([], joinAnywhere, registry),
      ...fields([IMAGE], joinUnderImage, registry),
      field([OTHER_IMAGE], GUESS),
      field("volumes[].image.reference", { ...GUESS, role: "artifact" }),
      // Its containers are found by their images; a list that is unknown as a whole hides them.
      field([/containers$/i], { ...GUESS, end: "object" }),
    ],
  };
}

export const HELM_VALUES: Scope = helmValues();
