// Which leaves of a provider's types somebody must look at: those whose name or documentation suggests a container image, and
// those whose name suggests a document, a script or a map that can carry one. Wide on purpose: what is not an image is listed
// once in no-images/, but what is no candidate is seen by nobody.

/** "imageURI", "image_uri" and "ImageUri" are the same two words. */
const wordsOf = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .join(" ");

/** Names of images and of their parts, over words that are parted by spaces. */
const IMAGE_NAME = new RegExp(
  [
    String.raw`image`,
    String.raw`docker`,
    String.raw`container (?:uri|url|ref|reference|registry|name|definitions?|properties|declaration|spec)s?\b`,
    String.raw`\b(?:oci|ecr|gcr|acr|wasm)\b`,
    String.raw`\b(?:repository|registry|repo)(?: (?:uri|url|name|path|reference|ref))?$`,
    String.raw`\b(?:source|target|sync|base) (?:repo|repository)\b`,
    String.raw`login server$`,
    // `tags` alone are labels of a resource, which every resource has.
    String.raw`\btag$`,
    String.raw`\bdigests?\b`,
    String.raw`\bsha ?256$`,
    String.raw`fx version$`,
    String.raw`\bplugin config ur[il]\b`,
    String.raw`^runtime$`,
  ].join("|"),
);

/** Names of texts and maps in which an image can stand. */
const DOCUMENT_NAME = new RegExp(
  [
    String.raw`\b(?:user ?data|custom ?data|cloud ?init)\b`,
    String.raw`\bscript(?:s|body| body| content)?$`,
    String.raw`\b(?:template|script|manifest|values|chart|spec|job|pipeline|workflow|task|recipe) (?:body|content|contents|text|json|yaml)$`,
    String.raw`\bmanifests?$`,
    String.raw`\b(?:build|job|pod|task|pipeline|compose) ?(?:spec|file|yaml)s?$`,
    String.raw`\b(?:recipe|playbook|runbook)s?$`,
    String.raw`\bdefinition(?: string| body| content)?$`,
    String.raw`\b(?:patch|json) json$|\bpatch$`,
    String.raw`\b(?:helm|chart) ?(?:values|config|configuration|chart)?$`,
    String.raw`\bconfiguration values$|^values$`,
    String.raw`\byaml(?: body)?$`,
  ].join("|"),
);

/** Maps of settings, one of whose keys names the image. */
const MAP_NAME = /\b(?:environment(?: variables)?|env|env vars|app settings|spark conf(?:ig)?|metadata)$/;

const IMAGE_DOC =
  /\b(?:container|docker|oci)[- ]images?\b|\bimages? (?:uri|url|reference|digest|tag)s?\b|\bdockerfile\b|\b(?:container|docker|artifact|oci) registry\b|\bECR\b|\bdocker\.io\b|\bgcr\.io\b|-docker\.pkg\.dev\b|\bcontainer that runs\b|\boci:\/\/|\bdocker:\/\//i;

/**
 * Why a leaf is a candidate, or undefined where it is none.
 *
 * @param {{ name: string, doc?: string, kind: "string" | "map" | "list" | "other" }} leaf `name` is the last name of the path, in
 *   any case style; `doc` its documentation, if the package has one; `kind` what stands there: text (or a value of no known
 *   type, "string"), a map with text values, a list of texts, or "other": a number, a switch.
 * @returns {"image-name" | "document" | "map" | "doc" | undefined} which rule says so
 */
export function candidateRule({ name, doc = "", kind }) {
  if (kind === "other") return undefined;
  const words = wordsOf(name);
  if (IMAGE_NAME.test(words)) return "image-name";
  if (DOCUMENT_NAME.test(words)) return "document";
  if (kind === "map" && MAP_NAME.test(words)) return "map";
  return IMAGE_DOC.test(doc) ? "doc" : undefined;
}

/** Whether somebody must look at this leaf: {@link candidateRule} tells why. */
export const isCandidate = (leaf) => candidateRule(leaf) !== undefined;
