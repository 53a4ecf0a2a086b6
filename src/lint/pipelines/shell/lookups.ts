import { isLoopback } from "../standing.ts";
import type { Argument } from "./argument.ts";
import { programOf, startOf } from "./argument.ts";

type Words = readonly string[];

/** Tools that ask a registry which digest a tag has, each by the words that follow one another in the command. */
const LOOKUPS: readonly Words[] = [
  ["crane", "digest"],
  ["crane", "manifest"],
  ["gcrane", "digest"],
  ["krane", "digest"],
  ["docker", "imagetools", "inspect"],
  ["docker", "manifest", "inspect"],
  ["docker", "pull"],
  ["buildx", "imagetools", "inspect"],
  ["skopeo", "inspect"],
  ["oras", "resolve"],
  ["oras", "manifest", "fetch"],
  ["regctl", "digest"],
  ["regctl", "head"],
  ["regctl", "manifest", "get"],
  ["regctl", "inspect"],
  ["cosign", "triangulate"],
  ["gcloud", "images", "describe"],
  ["gcloud", "images", "list"],
  ["gcloud", "images", "list-tags"],
  ["aws", "ecr", "describe-images"],
  ["aws", "ecr", "batch-get-image"],
  ["az", "acr", "repository", "show"],
  ["az", "acr", "repository", "show-manifests"],
  ["az", "acr", "manifest"],
  ["manifest-tool", "inspect"],
  ["reg", "digest"],
];

/** What keeps images of its own, and with them which digest a registry once gave them. */
const DAEMONS: readonly Words[] = [
  ["docker", "inspect"],
  ["docker", "images"],
  ["docker", "image", "ls"],
  ["podman", "inspect"],
  ["podman", "images"],
  ["nerdctl", "inspect"],
  ["nerdctl", "images"],
];

/** Tools that print the digest of what they push, reckoned from the bytes that they sent. */
const BUILDS: readonly Words[] = [
  ["crane", "push"],
  ["crane", "append"],
  ["crane", "mutate"],
  ["crane", "rebase"],
  ["ko", "build"],
  ["ko", "publish"],
  ["ko", "resolve"],
  ["docker", "push"],
  ["podman", "push"],
  ["nerdctl", "push"],
  ["buildah", "push"],
  ["apko", "publish"],
  ["oras", "push"],
  ["helm", "push"],
  ["regctl", "artifact", "put"],
];

/** Copies on the machine itself. */
const LOCAL =
  /^(?:oci|oci-archive|dir|docker-archive|docker-daemon|containers-storage|ocidir):|^--(?:tarball|oci-layout)\b/;

const PROGRAMS = new Set([...LOOKUPS, ...DAEMONS, ...BUILDS].map(([program = ""]) => program).concat("curl", "wget"));

export type Digester = "lookup" | "build";

/** Whether a command prints a digest that it asked a registry for, or one that it built. */
export function digesterOf(words: readonly Argument[]): Digester | undefined {
  const names = words.slice(0, 12).map(({ text }, index) => (index < 4 ? (programOf(text) ?? "") : (text ?? "")));
  if (!names.slice(0, 5).some((name) => PROGRAMS.has(name))) return undefined;
  if (BUILDS.some((one) => follows(names, one))) return "build";
  const asksDaemon = DAEMONS.some((one) => follows(names, one)) && !isAboutOther(words);
  const asks = LOOKUPS.some((one) => follows(names, one)) || asksDaemon || isManifestRequest(words, names);
  if (!asks) return undefined;
  return words.some((word) => LOCAL.test(startOf(word)) || word.value.every(isLoopback)) ? "build" : "lookup";
}

/** In this order, with other words between. */
function follows(names: readonly string[], wanted: Words): boolean {
  let next = names.indexOf(wanted[0] ?? "");
  if (next < 0 || next > 4) return false;
  for (const word of wanted.slice(1)) {
    next = names.indexOf(word, next + 1);
    if (next < 0) return false;
  }
  return true;
}

/** `docker inspect --format '{{.State.Running}}'`: anything but digests. */
function isAboutOther(words: readonly Argument[]): boolean {
  const texts = words.map((word) => word.text ?? startOf(word));
  const isFormatted = texts.some((text) => /^(?:-f|--format)\b/.test(text));
  return isFormatted && !texts.some((text) => /digest/i.test(text));
}

function isManifestRequest(words: readonly Argument[], names: readonly string[]): boolean {
  const isClient = names.some((name) => name === "curl" || name === "wget");
  return (
    isClient &&
    words.some(({ value }) =>
      value.some((text) => text.some((piece) => typeof piece === "string" && piece.includes("/manifests/"))),
    )
  );
}
