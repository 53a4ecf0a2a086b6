import type { ImageUse, Resource } from "./image-use.ts";
import { kubernetes } from "./kubernetes.ts";
import { listed } from "./listed.ts";
import type { Platform } from "./platform.ts";
import { findImageUses } from "./walk.ts";

const PLATFORMS: readonly Platform[] = [kubernetes, listed];

/** Whether a resource of this Pulumi type can name images that it deploys; decided on the type token alone. */
export function deploysImages(type: string): boolean {
  return PLATFORMS.some((platform) => platform.deploys(type));
}

/**
 * Every image use of a resource, in the order of its properties; none for a type that deploys no images.
 * Nothing in the resource lifts a use: zero replicas, a deletion timestamp, an annotation that claims a verdict
 * (CVE-2023-34091). Never throws: what cannot be read is a use of kind `unreadable`.
 */
export function discoverImageUses(resource: Resource): ImageUse[] {
  const platform = PLATFORMS.find(({ deploys }) => deploys(resource.type));
  return platform === undefined ? [] : findImageUses(platform, resource, kubernetes);
}
