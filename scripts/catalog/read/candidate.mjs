// Which inputs a person has to look at, because an image might hide there. docs/decisions/0013-catalog-from-packages.md
// says why these names, and how many of the known fields they find.

/** Words of a name, in any case style: `dockerImageName` and `docker_image_name` are "docker image name". */
const wordsOf = (name) => (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).join(" ").toLowerCase();

const anyOf = (...patterns) => new RegExp(patterns.map((pattern) => pattern.source).join("|"));

const IMAGE = anyOf(
  /\b(?:images?|docker\w*|oci|ecr|gcr|acr|wasm|fx)\b/,
  /\b(?:registry|registries|repo|repository|repositories|digest)\b/,
  /\bcontainer (?:uris?|spec|config|definitions?|properties)\b|^(?:ecs|node) properties$/,
  /^charts?$|\b(?:container|artifact|resource|template|package|plugin config|executor|source|definition) uris?$/,
  /\bchart (?:name|url|values|version)$|\blogin server$/,
);
/** How an image is pulled, who may pull it, or what it is for: never which one. */
const HARMLESS = anyOf(
  /\bimage pull (?:policy|secrets?)$|\brbd image$|\bimage (?:scaling|content alt text)$|^url template$/,
  /\b(?:arns?|mutability|access mode|password|user ?name|credentials(?: provider)?|encryption key)$/,
);

/** Parts of a reference, where what they stand in is about images. */
const PART =
  /^(?:alias|tags?|uri|url|ref|reference|version|digest|sources?|location|value|sha 256|identifier|package|server|artifact|cache from)$/;
const OWNER =
  /\b(?:images?|docker\w*|containers?|oci|registry|artifacts?|steps|plugin|helm|charts?|index|named|graph|digest)\b/;
/** What a name names; a container's own is a label. */
const NAMED = /\b(?:images?|docker\w*|oci|registry|artifacts?|steps|plugin|helm|charts?|named)\b/;
const SETTINGS = /\b(?:env|environment|variables?|settings?|metadata|items|properties|configuration)\b/;

/** Texts and objects that may hold a document, a script or a template, or say where one is. */
const DOCUMENT = anyOf(
  /\btemplate(?: body| ur[il]| spec version id)?$|\bmanifests?$|\bdefinition(?: body| string| content)?$|\byaml(?: files)?$/,
  /\bscript(?: content| body)?$|\buser ?data(?: base ?64| override)?$|\bcloud ?init$|\bcloud ?config$|\bcustom data$/,
  /\brecipe$|\bcompose$|\b(?:build|job) ?spec$|\bpipeline spec$|\binline$|\btask content$|\bconfiguration values$|^values$/,
  /\bsource contents?$|^document$|^content$|\b(?:template|encoded) content$|^data$|^configurations?(?: json)?$/,
  /^config$|^properties$|\bservice config$|\bspark submit parameters$|\bparameter overrides$|\bgcs path$/,
);
/** Names of lists of documents; of the others, a list of values is what a selector has. */
const DOCUMENTS = /\byaml(?: files)?$|^manifests$/;
const MAP = /\b(?:settings|environment(?: variables)?|properties|configuration|conf|env)$|^metadata$/;

const DOC = anyOf(
  /(?:container|docker|oci|registry|base|custom|sidecar|agent|init) images?\b/,
  /\bimages? (?:uri|url|reference|tag|digest|repository|registry|name pattern)/,
  /docker ?hub|docker (?:pull|run|registry|repository|container)|\bdockerfile\b/,
  /\becr\b|elastic container registry|artifact registry|container registry/,
  /gcr\.io|docker\.io|pkg\.dev|azurecr\.io|quay\.io|ghcr\.io|\boci (?:artifact|registry|url|chart)|\bblueprint/,
);
/** What the documentation of these tells of is another field's image. */
const NOT_BY_DOC =
  /\b(?:working dir(?:ectory)?|args|arguments|commands?|cmds|entry ?points?|user|resource group name|kms key(?: id)?|scopes|identity)$/;

/**
 * Whether somebody must look at an input.
 *
 * @param {{ type: string, path: string, kind: "text" | "any" | "other", doc?: string }} leaf `path` as the catalog writes it, in
 *   any case style; `kind` what stands there: text, something without a schema, or "other": a number, a switch, a name that the
 *   provider lists; `doc` its documentation, if the package has one
 * @returns {boolean}
 */
export function isCandidate({ type, path, kind, doc = "" }) {
  if (kind === "other") return false;
  const steps = path.replace(/\[\]|\{\}/g, "").split(".");
  const leaf = wordsOf(steps.at(-1));
  const owner = wordsOf(steps.at(-2) ?? type.split(":").at(-1));
  if (HARMLESS.test(leaf)) return false;
  return (
    IMAGE.test(leaf) ||
    // Tags of a resource are a map.
    (PART.test(leaf) && OWNER.test(owner) && !path.endsWith("{}")) ||
    (/^names?$/.test(leaf) && NAMED.test(owner)) ||
    (leaf === "value" && SETTINGS.test(owner)) ||
    (DOCUMENT.test(leaf) && (!path.endsWith("[]") || DOCUMENTS.test(leaf) || path === "values[]")) ||
    (MAP.test(leaf) && path.endsWith("{}")) ||
    (DOC.test(doc.toLowerCase()) && !NOT_BY_DOC.test(leaf))
  );
}
