import { hole, UNKNOWN, type Value } from "../value.ts";

/** An input of an action that names what it signs: a whole reference, or the digest alone. */
export interface SignedInput {
  readonly input: string;
  readonly names: "reference" | "digest";
}

const SIGNING: readonly (readonly [RegExp, readonly SignedInput[]])[] = [
  [/^actions\/attest(?:-build-provenance|-sbom)?(?:\/predicate)?$/, [{ input: "subject-digest", names: "digest" }]],
  [
    /^slsa-framework\/slsa-github-generator\/\.github\/workflows\/generator_container\w*\.ya?ml$/,
    [{ input: "digest", names: "digest" }],
  ],
  [/^notaryproject\/notation-action\/sign$/, [{ input: "target_artifact_reference", names: "reference" }]],
  [
    /^(?!sigstore\/cosign-installer)[^/]+\/[^@]*cosign(?!-installer)[^@]*$/i,
    ["image", "images", "image-ref", "image-reference", "artifact"].map((input) => ({ input, names: "reference" })),
  ],
];

/** `owner/name/path` of `owner/name/path@ref`. */
export function actionName(uses: string): string {
  return uses.trim().split("@", 1)[0]?.slice(0, 300).toLowerCase() ?? "";
}

/** The inputs by which an action is told what to sign; none where it signs nothing that is known. */
export function signedInputs(uses: string): readonly SignedInput[] {
  const name = actionName(uses);
  return SIGNING.find(([action]) => action.test(name))?.[1] ?? [];
}

const LOOKS_UP = /inspect|resolve|look-?up|get-[\w-]*digest|crane/;
const BUILDS = /build|push|publish|kaniko|buildah|\bko\b|jib|bake|pack|image|docker|container/;

/** What an output of an action that is not in the repository holds, as far as its name and the action's say. */
export function actionOutput(uses: string, output: string): Value {
  const name = actionName(uses);
  if (/^docker\/metadata-action$/.test(name) && /^(?:tags|json|labels|bake-file.*)$/.test(output))
    return hole("tags", "unknown");
  if (/digest/i.test(output)) return digestOf(name);
  if (/^docker\/(?:build-push|bake)-action$/.test(name) && output === "metadata") return hole("digest", "build");
  if (/(?:^|[-_])tags?$|registry-paths?|^image-with-tag/i.test(output))
    return hole(/tags|path|image/.test(output) ? "tags" : "plain", "unknown");
  if (/^(?:version|registry|sha|short-sha|new_release_version)$/.test(output)) return hole("plain", "unknown");
  return UNKNOWN;
}

function digestOf(name: string): Value {
  if (LOOKS_UP.test(name)) return hole("digest", "registry");
  return BUILDS.test(name) ? hole("digest", "build") : UNKNOWN;
}
