import { NO_CORRECTIONS, type Corrections } from "./corrections.ts";
import type { ImageUse, LocatedUse, Resource } from "./image-use.ts";
import { kubernetes } from "./kubernetes.ts";
import { listed } from "./listed.ts";
import { markersIn } from "./markers.ts";
import type { Platform, Scope } from "./platform.ts";
import { findLocatedUses } from "./walk.ts";
import type { DocumentPlatforms } from "./walk-state.ts";

/** Whether a resource of this Pulumi type can name images that it deploys; decided on the type token alone. */
export function deploysImages(type: string, corrections: Corrections = NO_CORRECTIONS): boolean {
  return platforms(corrections).some((platform) => platform.deploys(type));
}

/** They keep what they know of types that were asked for. */
const made = new WeakMap<Corrections, readonly [objects: Platform, types: Platform]>();

/** Those that hold Kubernetes objects, and those that are told by their types. */
export function platforms(corrections: Corrections): readonly [objects: Platform, types: Platform] {
  const kept = made.get(corrections);
  if (kept !== undefined) return kept;
  const both = [kubernetes(corrections), listed(corrections)] as const;
  made.set(corrections, both);
  return both;
}

/**
 * Every image use of a resource, in the order of its properties; none for a type that deploys no images.
 * Nothing in the resource lifts a use: zero replicas, a deletion timestamp, an annotation that claims a verdict
 * (CVE-2023-34091). A marker that asks for an exemption is handed on beside the use, for the policy document to grant or
 * not. Never throws: what cannot be read is a use of kind `unreadable`.
 * @param corrections what the policy document says against the catalog and the structure
 */
export function discoverImageUses(resource: Resource, corrections: Corrections = NO_CORRECTIONS): ImageUse[] {
  return locateImageUses(resource, corrections).map(({ use }) => use);
}

/** The same, each with where it stands in the inputs: for whoever knows where those stand in a file. */
export function locateImageUses(
  resource: Resource,
  corrections: Corrections = NO_CORRECTIONS,
  around: Pick<DocumentPlatforms, "inTemplate"> = {},
): readonly LocatedUse[] {
  const [objects, types] = platforms(corrections);
  const platform = [objects, types].find(({ deploys }) => deploys(resource.type));
  if (platform === undefined) return [];
  const uses = findLocatedUses(platform, resource, { objects, types, ...around });
  return platform === objects && uses.length > 0 ? withMarkers(uses, resource) : uses;
}

/** The uses of data that is no resource, at the places of a scope. Objects of Kubernetes that stand in it are read as what they are. */
export function locateWithin(
  scope: Scope,
  resource: Omit<Resource, "type">,
  corrections: Corrections = NO_CORRECTIONS,
): readonly LocatedUse[] {
  const [objects, types] = platforms(corrections);
  return findLocatedUses({ ...objects, rootScope: () => scope }, { ...resource, type: "" }, { objects, types });
}

function withMarkers(located: readonly LocatedUse[], { props }: Resource): readonly LocatedUse[] {
  const markers = markersIn(props);
  return markers.length === 0 ? located : located.map(({ use, spot }) => ({ use: { ...use, markers }, spot }));
}
