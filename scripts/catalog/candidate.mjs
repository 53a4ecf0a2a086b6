// Which leaves of a provider's types somebody must look at: those whose name or documentation suggests a container image, and
// those whose name suggests a document, a script or a map that can carry one. Wide on purpose: what is no image is listed once
// in no-images/, but what is no candidate is seen by nobody.

/** "imageURI", "image_uri" and "ImageUri" are the same two words. */
const wordsOf = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .join(" ");

const anyOf = (...patterns) => new RegExp(patterns.join("|"));

/** Names of images and of their parts. `tags` are not among them: they are the labels that every resource has. */
const IMAGE_NAME = anyOf(
  "image(?!fs)|docker",
  String.raw`\bcontainer (?:ur[il]|ref|reference|registry|definitions?|properties|declaration|spec)s?\b`,
  String.raw`\b(?:oci|ecr|gcr|acr|wasm)\b`,
  String.raw`\b(?:repository|registry|repo)(?: (?:ur[il]|name|path|reference|ref|type|endpoint ref))?$`,
  String.raw`\b(?:source|target|sync) (?:repo|repository|provider)$`,
  String.raw`login server$|fx version$|^tag$|\bplugin config ur[il]$|^runtime$`,
  String.raw`\bdigest(?: hash)?$|^sha ?(?:256)?$`,
);

/** Endings of what is about an image, and is none; the last is a block device's. */
const ABOUT_AN_IMAGE =
  /\b(?:arns?|polic(?:y|ies)|mutability|status|scaling|colou?r|format|text|description|credentials type|enabled|count|rbd image)$/;

/** Names that say nothing alone, and name an image or a part of one in something that is called so. */
const PART_NAME =
  /^(?:ur[il]|ref|reference|name|names|location|server|version|path|package|artifact|identifier|inline|repo)$/;
const IMAGE_PARENT = /image|docker|\b(?:oci|ecr|wasm|helm|chart|blueprint)s?\b/;
/** A container's own name and path are no image; where it comes from may be one. */
const SOURCE_PART = /^(?:ur[il]|ref|reference|server|version|artifact|identifier)$/;
const SOURCE_PARENT = /\b(?:containers?|artifacts?)\b/;
/** `image.source.uri`: a parent that says nothing either. */
const THROUGH = /^(?:source|build|config|configuration|spec|registry)$/;
/** Pairs of a name and a value, among which the one is that names the image. */
const PAIR_PARENT = /\b(?:environment variables|app settings|metadata)$/;

/** Names of texts in which an image can stand. */
const DOCUMENT_NAME = anyOf(
  String.raw`\b(?:user|custom|userdata) ?data(?: base64| override)?$|\buserdata(?: base64| override)?$`,
  String.raw`\bcloud (?:init|config)$`,
  String.raw`\b(?:script|recipe|playbook|runbook|yaml)(?: body| content| text)?s?$`,
  String.raw`\b(?:template|manifest|values|chart|job|pipeline|workflow|task|source) (?:body|contents?|text|json|yaml|data)$`,
  String.raw`^(?:(?:main|pod|job|application|managed application|deployment|input) )?template$|\bmanifests?$`,
  String.raw`\b(?:build|job|pod|task|pipeline|compose) ?(?:spec|file)s?$`,
  String.raw`\bdefinitions?(?: string| body| content)?$`,
  String.raw`\b(?:configurations?|patch|ecs|node|container|service) (?:json|properties|values|config)$`,
  String.raw`\bspark (?:submit )?(?:conf|config|parameters|properties)$`,
  String.raw`\bhelm\b|\bchart(?: name| version| url)?$`,
  String.raw`^(?:content|document|values|values object|config content|base64encoded content)$`,
);

/** Maps and objects without a schema, one of whose keys names the image. */
const MAP_NAME =
  /\b(?:environment(?: variables)?|env|envs|env vars|app settings|spark conf(?:ig)?|configuration(?: protected)? settings|metadata)$|^(?:configurations?|config|data|properties|default properties)$/;

/** Their documentation tells of the image that they are about. */
const ABOUT_DOC =
  /\b(?:args|command|dir|username|password|identity|role|type|types|mode|modes|key|ids?|trigger|triggers)$/;
const IMAGE_DOC =
  /\b(?:container|docker|oci)[- ]images?\b|\bimages? (?:uri|url|reference|digest|tag)s?\b|\bdockerfile\b|\b(?:container|docker|artifact|oci) registry\b|\bECR\b|\b(?:docker|gcr)\.io\b|-docker\.pkg\.dev\b|\b(?:oci|docker):\/\//i;

function parentOf(path) {
  const parents = path.split(".").slice(0, -1).map(wordsOf);
  while (parents.length > 1 && THROUGH.test(parents.at(-1))) parents.pop();
  return parents.at(-1) ?? "";
}

/**
 * Why a leaf is a candidate, or undefined where it is none.
 *
 * @param {{ name: string, doc?: string, kind: "string" | "map" | "list" | "other", path?: string }} leaf `name` is the last name
 *   of the path, in any case style; `doc` its documentation, if the package has one; `kind` what stands there: text, a map with
 *   text values or an object without a schema, a list of texts, or "other": a number, a switch. With `path`, the names above it
 *   are read, too: `image.url` is an image, and `url` says nothing.
 * @returns {"image-name" | "image-part" | "document" | "map" | "doc" | undefined} the rule that says so
 */
export function candidateRule({ name, doc = "", kind, path = "" }) {
  if (kind === "other") return undefined;
  const words = wordsOf(name);
  if (ABOUT_AN_IMAGE.test(words) || words === "e tag") return undefined;
  if (IMAGE_NAME.test(words)) return "image-name";
  const parent = parentOf(path);
  if (PART_NAME.test(words) && IMAGE_PARENT.test(parent)) return "image-part";
  if (SOURCE_PART.test(words) && SOURCE_PARENT.test(parent)) return "image-part";
  if (words === "value" && PAIR_PARENT.test(parent)) return "map";
  // A list called "values" is what a filter compares with, but for a Helm release's own.
  if (DOCUMENT_NAME.test(words) && (kind !== "list" || !/values$/.test(words) || path === "values[]"))
    return "document";
  if (kind === "map" && MAP_NAME.test(words)) return "map";
  return IMAGE_DOC.test(doc) && !ABOUT_DOC.test(words) ? "doc" : undefined;
}

/** Whether somebody must look at this leaf: {@link candidateRule} tells why. */
export const isCandidate = (leaf) => candidateRule(leaf) !== undefined;
