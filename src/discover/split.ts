import { UNKNOWN } from "./image-use.ts";
import type { Joined, Parts } from "./group.ts";

/** The registries of DigitalOcean's app platform by their names there. */
const REGISTRIES: ReadonlyMap<string, string> = new Map([
  ["DOCKER_HUB", "docker.io"],
  ["GHCR", "ghcr.io"],
  ["DOCR", "registry.digitalocean.com"],
]);
const OTHER_REGISTRY = "stands in a registry of a kind that is not known here";
/** An app must leave out the name of its account's one registry. */
const OWN_REGISTRY =
  "stands in the account's own registry, whose name an app leaves out, so that it cannot be looked up here; one of DOCKER_HUB or GHCR can be";
const DIGEST_HEX = /^[0-9a-f]{64}$/i;
const HAS_TAG = /:[^/@]*$/;

/** The parts that may hold the name, the one that counts first; the others only add to it. */
const NAMES = ["whole", "reference", "oci-reference", "own-repository", "repository", "name"] as const;
const RANGE = "is a range of versions; which of them it selects is decided later";

/**
 * Puts a reference together from the properties that hold its parts. A provider that appends `latest` to a reference without
 * a tag does what everybody does with one, so nothing is appended here.
 */
export function joinParts(parts: Parts): Joined | undefined {
  const part = NAMES.find((name) => parts.has(name)) ?? named(parts, "repository/");
  if (part === undefined) return withoutName(parts);
  const name = parts.get(part) ?? "";
  if (part === "whole") return whole(name);
  if (part === "oci-reference" && typeof name === "string" && /^(?!oci:)[a-z][a-z0-9+.-]*:\/\//i.test(name))
    return undefined;
  const registryType = parts.get("registry-type");
  if (typeof registryType === "string" && !REGISTRIES.has(registryType)) return unreadable(part, OTHER_REGISTRY);
  if (registryType === "DOCR" && !parts.has("registry")) return unreadable(part, OWN_REGISTRY);
  const pieces: Piece[] = [...registryOf(parts), suffixed(part, name), ...versionOf(parts, name)];
  if (pieces.includes(UNKNOWN)) return { part, readings: UNKNOWN, known: pieces.map(shown).join("") };
  if (parts.has("range") && !parts.has("digest")) return unreadable("range", RANGE);
  return { part, readings: [{ kind: "image", image: pieces.map(shown).join("") }] };
}

type Piece = string | typeof UNKNOWN;

function whole(name: Piece): Joined {
  if (name === UNKNOWN) return { part: "whole", readings: UNKNOWN };
  return { part: "whole", readings: [{ kind: "image", image: name }], writable: true };
}

/**
 * A tag or a digest without a repository chooses among the operator's own images, as leaving it out does: no reference stands
 * there. Which of them a range stands for is what nobody can see.
 */
function withoutName(parts: Parts): Joined | undefined {
  const range = parts.get("range");
  if (range === undefined) return undefined;
  return range === UNKNOWN ? { part: "range", readings: UNKNOWN } : unreadable("range", RANGE);
}

function unreadable(part: string, why: string): Joined {
  return { part, readings: [{ kind: "unreadable", why }] };
}

function named(parts: Parts, prefix: string): string | undefined {
  return [...parts.keys()].find((name) => name.startsWith(prefix));
}

/** `repository/etcd`: the provider appends the image's name to what the property holds. */
function suffixed(part: string, text: Piece): Piece {
  if (text === UNKNOWN) return UNKNOWN;
  const name = part === "oci-reference" ? text.replace(/^oci:\/\//i, "") : text;
  return part.startsWith("repository/") ? `${name.replace(/\/+$/, "")}${part.slice("repository".length)}` : name;
}

function registryOf(parts: Parts): Piece[] {
  const type = parts.get("registry-type");
  const host: Piece | undefined = type === UNKNOWN ? UNKNOWN : REGISTRIES.get(type ?? "");
  const bare = parts.has("own-repository") ? undefined : bareHost(parts.get("registry"));
  const pieces: Piece[] = [];
  if (host !== undefined) pieces.push(host, "/");
  if (bare !== undefined) pieces.push(bare, "/");
  return pieces;
}

function bareHost(registry: Piece | undefined): Piece | undefined {
  return typeof registry === "string" ? registry.replace(/^https?:\/\//i, "").replace(/\/+$/, "") : registry;
}

function versionOf(parts: Parts, name: Piece): Piece[] {
  const digest = parts.get("digest");
  const tag = parts.get("tag") ?? parts.get("fallback-tag") ?? parts.get("version");
  const digested: Piece[] = digest === undefined ? [] : ["@", digestOf(digest)];
  if (tag === undefined || (name !== UNKNOWN && (name.includes("@") || HAS_TAG.test(name)))) return digested;
  if (typeof tag === "string" && /^@?sha(?:256|512):/.test(tag)) return ["@", tag.replace(/^@/, "")];
  return [":", tag, ...digested];
}

function digestOf(text: Piece): Piece {
  if (text === UNKNOWN) return UNKNOWN;
  return DIGEST_HEX.test(text) ? `sha256:${text}` : text.replace(/^@/, "");
}

function shown(piece: Piece): string {
  return piece === UNKNOWN ? "…" : piece;
}
