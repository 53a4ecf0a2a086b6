import { InvalidImageReference, parseImageReference } from "../reference/index.ts";
import { field, type Field, type Step } from "./field.ts";
import type { Group, Joined } from "./group.ts";
import { UNKNOWN, type Usage } from "./image-use.ts";
import type { Scope } from "./platform.ts";
import { IMAGE, joinGuessed, PARTS } from "./helm-values.ts";

const USAGE: Usage = { role: "run", pinForm: "name:tag@digest" };
const GUESS = { ...USAGE, certain: false, optional: true, guess: true } as const;

/**
 * What may hold an image: `rbd.image` is a Ceph device, labels and annotations are anybody's words, and what stands under an
 * image's own name is read as that.
 */
const HOLDER = new RegExp(
  `^(?!(?:rbd|labels|annotations|matchLabels|disks|verifyImages|\\w*Statuses|vmImage)$|${IMAGE.source.replaceAll("^", "")})`,
);
/** `initImage`, `init_image`, `imageName`, `imageURI`; but not machines' disks and pictures. */
const OTHER =
  /^(?!(?:use|pull|skip|enable|disable|os|vm|disk|boot|machine|backing|cover|background|logo|icon|hero|preview)_?image)(?:\w+(?:Image|_image)|\w*image(?:Name|U[Rr][Ii]))$/i;
/** A host that keeps images, as far as its name can tell: sources of programs are in repositories with tags, too. */
const HOSTED = /^(?!(?:www\.)?(?:github|gitlab|bitbucket)\.)(?:[^/]*[.:][^/]*|localhost)\//;

/** `image: ghcr.io/acme/web:1`, also with its tag beside it, and `{ repository, tag }` of a registry. A bare word may be anything. */
const joinAnywhere: Group["join"] = (parts) => {
  const repository = parts.get("repository");
  const isImage = ["reference", "registry", "digest"].some((part) => parts.has(part));
  const isHosted = parts.has("tag") && typeof repository === "string" && HOSTED.test(repository);
  return isImage || isHosted ? telling(joinGuessed(parts)) : undefined;
};

/** `image: { repository, tag }`. */
const joinUnderImage: Group["join"] = (parts) => telling(joinGuessed(parts));

/** `imageRepository` with a tag or a digest; alone it is where several images come from. */
const joinParts: Group["join"] = (parts) =>
  parts.has("tag") || parts.has("digest") ? telling(joinGuessed(parts)) : undefined;

/** `baseImage: ghcr.io/acme/web:1`: while it is unknown it may be something else. */
const joinOther: Group["join"] = (parts) =>
  parts.get("reference") === UNKNOWN ? undefined : joinUnderImage(parts, undefined);

function telling(joined: Joined | undefined): Joined | undefined {
  if (joined === undefined || joined.readings === UNKNOWN) return joined;
  return joined.readings.every((reading) => reading.kind === "image" && isTelling(reading.image)) ? joined : undefined;
}

/** By more than a name of its own; spaces around it, which an operator may overlook, are told as what they are. */
function isTelling(text: string): boolean {
  try {
    const { registry, tag, digest } = parseImageReference(text.trim());
    return tag !== undefined || digest !== undefined || registry !== "docker.io" || text.startsWith("docker.io/");
  } catch (error) {
    if (error instanceof InvalidImageReference) return false;
    throw error;
  }
}

/** In one object with others, such as `imagePullPolicy`. */
const IMAGE_PARTS: typeof PARTS = [
  ["imageRegistry", "registry"],
  ["imageRepository", "repository"],
  ["imageTag", "tag"],
  ["imageDigest", "digest"],
];

/**
 * Where a custom resource may name images, whether the catalog knows its kind or not: what no row of it says anything about is
 * read by its name and its shape.
 */
export const GUESSED: Scope = {
  here: seenFrom([]),
  below: [
    ...seenFrom([HOLDER]),
    ...seenFrom([HOLDER, "[]"]),
    ...group([IMAGE], joinUnderImage, [...PARTS, ["name", "name"]]),
    field(["image", "reference"], { ...GUESS, role: "artifact", rare: true }),
  ],
};

function seenFrom(holder: readonly Step[]): readonly Field[] {
  return [
    ...group(holder, joinAnywhere),
    ...group(holder, joinParts, IMAGE_PARTS),
    ...group(holder, joinOther, [[OTHER, "reference"]]),
  ];
}

type Parts = readonly (readonly [key: Step, part: string])[];

function group(before: readonly Step[], join: Group["join"], parts: Parts = PARTS): readonly Field[] {
  const own: Group = { root: before.length, join };
  const rare = before.length > 0;
  return parts.map(([key, name]) =>
    field([...before, key], { ...GUESS, rare, end: "part", part: { name, group: own } }),
  );
}
