import { formatRepository } from "../reference/index.ts";
import { finding, type Finding } from "./decide.ts";
import type { Facts, Tagged } from "./facts.ts";
import { platformLists } from "./platform-lists.ts";

/** What surrounds one use of an image, and is no part of the decision about it. */
export interface Surroundings {
  /** `os/architecture[/variant]` that the resource names for the image. */
  readonly platform?: string;
  /** The same, of all that the image's index lists; absent where nobody can say, or it is none. */
  readonly listed?: readonly string[];
}

/** More than this many are counted. */
const MOST_NAMED = 8;

/**
 * What a registry's answers tell about an image beside whether it is trusted: findings of image-lock, which never change a
 * status by themselves.
 */
export function noticesOf(facts: Facts, around: Surroundings): readonly Finding[] {
  return [...platformNotices(facts, around), ...tagNotices(facts, around)];
}

function platformNotices({ resolution, tag }: Facts, { platform, listed }: Surroundings): Finding[] {
  if (platform === undefined || listed === undefined || platformLists(listed, platform)) return [];
  const index = resolution.kind === "resolved" ? `the index that the tag ${tag ?? "latest"} points at` : "its index";
  const lists = listed.length === 0 ? "no image for any platform" : `${named(listed)} only`;
  return [found("platform-missing", `the resource runs it on ${platform}, and ${index} lists ${lists}.`)];
}

function tagNotices(facts: Facts, { platform }: Surroundings): Finding[] {
  const { tagged, tag, named: digest, resolution } = facts;
  if (tagged === undefined || tag === undefined || resolution.kind !== "pinned" || resolution.digest !== digest)
    return [];
  const answers = `for the tag ${tag} ${formatRepository(facts.repository)} answers`;
  if (tagged.among !== undefined) return singlePlatform(facts, tagged, tagged.among, platform, answers);
  const message = `${answers} ${tagged.digest}, and the digest written beside it is ${digest}. The digest is what runs; the tag tells readers something else.`;
  return [found("tag-disagrees", message)];
}

/**
 * Not where the resource runs on just that platform, nor where the index lists nothing else, nor where the document accepts what
 * that index lists for its signature.
 */
function singlePlatform(
  { evidence }: Facts,
  { digest }: Tagged,
  { platforms, others }: NonNullable<Tagged["among"]>,
  wanted: string | undefined,
  answers: string,
): Finding[] {
  const isAccepted =
    evidence.kind === "signed" && evidence.through?.kind === "index" && evidence.through.digest === digest;
  if (isAccepted || others === 0 || (wanted !== undefined && platformLists(platforms, wanted))) return [];
  const pinned = platforms.length === 0 ? "one image" : `one platform (${named(platforms)})`;
  const runs = wanted === undefined ? "" : ` The resource runs it on ${wanted}.`;
  const index = `${answers} the index ${digest}, which lists this digest and ${others} more and was not judged.`;
  return [found("single-platform", `it is pinned to ${pinned} of a multi-platform image: ${index}${runs}`)];
}

function found(reason: NoticeReason, message: string): Finding {
  return finding("image-lock", reason, message);
}

/** Why an image that a policy accepts is told of nevertheless. */
export const NOTICE_REASONS = ["platform-missing", "single-platform", "tag-disagrees"] as const;
type NoticeReason = (typeof NOTICE_REASONS)[number];

function named(platforms: readonly string[]): string {
  const more = platforms.length - MOST_NAMED;
  return `${platforms.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
