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
const CONTAINERS = /[cC]ontainers$/;
const LIST_HOLDER = new RegExp(`^(?!.*containers$)(?:${HOLDER.source})`, "i");
/** `initImage`, `init-image`, `imageName`, `imageURL`; but not machines' disks and pictures. */
const OTHER =
  /^(?!(?:use|pull|skip|enable|disable|os|vm|disk|boot|machine|backing|cover|background|logo|icon|hero|preview)[_-]?image)(?:[\w-]+image|[\w-]*image[_-]?(?:name|ur[il]|ref|reference))$/i;
/** A host that keeps images, as far as its name can tell: sources of programs are in repositories with tags, too. */
const HOSTED = /^(?!(?:www\.)?(?:github|gitlab|bitbucket)\.)(?:[^/]*[.:][^/]*|localhost)\//;

/** Beside an image it says that a container is made from it, whatever the image is called. */
const PULLED: (typeof PARTS)[number] = ["imagePullPolicy", "pull-policy"];

/** `image: ghcr.io/acme/web:1`, also with its tag beside it, and `{ repository, tag }` of a registry. A bare word may be anything. */
const joinAnywhere: Group["join"] = (all) => {
  const parts = new Map(all);
  if (parts.delete(PULLED[1]) && parts.has("reference")) return joinGuessed(parts);
  const repository = parts.get("repository");
  const isImage = ["reference", "registry", "digest"].some((part) => parts.has(part));
  const isHosted = parts.has("tag") && typeof repository === "string" && HOSTED.test(repository);
  return isImage || isHosted ? telling(joinGuessed(parts)) : undefined;
};

/** In a list of containers a bare word is an image, too. */
const joinInContainer: Group["join"] = (all, inputs) =>
  all.has("reference")
    ? joinGuessed(new Map([...all].filter(([part]) => part !== PULLED[1])))
    : joinAnywhere(all, inputs);

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
    ...seenFrom([LIST_HOLDER, "[]"]),
    ...seenFrom([CONTAINERS, "[]"], joinInContainer),
    ...group([IMAGE], joinUnderImage, [...PARTS, ["name", "name"]]),
    field(["image", "reference"], { ...GUESS, role: "artifact", rare: true }),
  ],
};

function seenFrom(holder: readonly Step[], join = joinAnywhere): readonly Field[] {
  return [
    ...group(holder, join, [...PARTS, PULLED]),
    ...group(holder, joinParts, IMAGE_PARTS),
    ...group(holder, joinOther, [[OTHER, "reference"]], { each: true }),
  ];
}

type Parts = readonly (readonly [key: Step, part: string])[];

function group(
  before: readonly Step[],
  join: Group["join"],
  parts: Parts = PARTS,
  more: Pick<Group, "each"> = {},
): readonly Field[] {
  const own: Group = { root: before.length, join, ...more };
  const rare = before.length > 0;
  return parts.map(([key, name]) =>
    field([...before, key], { ...GUESS, rare, end: "part", part: { name, group: own } }),
  );
}
