import { type Hole, type Piece, type Text, type Value, wordsOf } from "./value.ts";

/** How the subject of a signature is named, the worst first. */
const STANDINGS = ["tag", "looked-up", "unknown", "unknown-digest", "digest"] as const;

export type Standing = (typeof STANDINGS)[number];

const LOOPBACK = /^(?:docker:\/\/|oci:\/\/)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::[\d\0]*)?(?:\/|$)/i;
/** What a part of a reference may be made of, holes and all. */
const REFERENCE = /^(?:docker:\/\/|oci:\/\/)?[\w.\0][\w./:\0-]*$/;

/** The worst of all that a value may be; undefined where it names nothing. */
export function standingOf(value: Value): Standing | undefined {
  const found = new Set(value.flatMap(wordsOf).map(standingOfReference));
  return STANDINGS.find((standing) => found.has(standing));
}

/** What is signed in a registry on the machine itself nobody else can move. */
export function isLoopback(text: Text): boolean {
  return LOOPBACK.test(shape(text));
}

function standingOfReference(text: Text): Standing {
  if (isLoopback(text)) return "digest";
  const holes = text.filter((piece) => typeof piece !== "string");
  if (holes.some(({ from }) => from === "registry")) return "looked-up";
  const digest = afterSign(text);
  if (digest !== undefined) return standingOfDigest(digest);
  if (holes.some(({ what, from }) => what === "digest" && from === "build")) return "digest";
  if (holes.some(({ what }) => what === "tags")) return "tag";
  return standingOfName(text, holes);
}

/** Without a digest. A port stands before a slash, a tag after the last one; a name alone is the tag `latest`. */
function standingOfName(text: Text, holes: readonly Hole[]): Standing {
  const name = shape(text);
  if (!REFERENCE.test(name)) return "unknown";
  const last = name.slice(name.lastIndexOf("/") + 1);
  if (last.includes(":") && !last.startsWith(":")) return "tag";
  const isOpen = last.includes("\0") && holes.some(({ what }) => what === "any" || what === "digest");
  return isOpen || last === "" ? "unknown" : "tag";
}

/** Of what stands after the at sign. */
function standingOfDigest([first, ...others]: Text): Standing {
  if (typeof first === "string") return /^sha\d+:/.test(first) ? "digest" : "unknown";
  if (first === undefined || others.length > 0) return "unknown-digest";
  // Whoever calls says which digest, and is judged for it where the call stands.
  const isGiven = first.from === "build" || first.from === "caller";
  return isGiven && first.what !== "tags" && first.what !== "plain" ? "digest" : "unknown-digest";
}

function afterSign(text: Text): Text | undefined {
  const index = text.findLastIndex((piece) => typeof piece === "string" && piece.includes("@"));
  const piece = text[index];
  if (typeof piece !== "string") return undefined;
  const rest = piece.slice(piece.lastIndexOf("@") + 1);
  return [...(rest === "" ? [] : [rest as Piece]), ...text.slice(index + 1)];
}

function shape(text: Text): string {
  return text.map((piece) => (typeof piece === "string" ? piece.replaceAll("\0", " ") : "\0")).join("");
}
