// Which inputs a person has to look at, because an image might hide there. docs/decisions/0013-catalog-from-packages.md
// says why these names, and how many of the known fields they find.

/** Words of a name: `dockerImageName` is "docker image name". */
const wordsOf = (name) => (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).join(" ").toLowerCase();

const IMAGE =
  /\b(?:images?|docker\w*|oci|registry|registries|repo|repository|repositories|digest|wasm|fx)\b|\bcontainer (?:uris?|spec|config|definitions?|properties)\b|^(?:ecs|node) properties$|^(?:uri|chart)s?$|\b(?:container|artifact|resource|template|package|plugin config|executor|source) uris?$|\bchart (?:name|url|values|version)$/;
/** These say how an image is pulled, and never which. */
const HARMLESS = /\bimage pull (?:policy|secrets?)$/;

/** Parts of a reference, where what they stand in is about images. */
const PART =
  /^(?:names?|alias|tags?|uri|url|ref|reference|version|digest|sources?|location|value|sha 256|identifier|package|server|artifact|cache from)$/;
const OWNER =
  /\b(?:images?|docker\w*|containers?|oci|registry|artifacts?|steps|plugin|charts?|index|named|graph|digest)\b/;
const SETTINGS = /\b(?:env|environment|variables?|settings?|metadata|items|properties|configuration)\b/;

/** Texts and objects that may hold a document, a script or a template. */
const DOCUMENT =
  /\btemplate(?: body| ur[il])?$|\bmanifests?$|\bdefinition(?: body| string| content)?$|\bscript(?: content)?$|\buser ?data(?: base ?64| override)?$|\bcloud ?init$|\bcloud ?config$|\bcustom data$|\brecipe$|\bcompose$|\b(?:build|job) ?spec$|\bpipeline spec$|\byaml$|\binline$|\btask content$|\bconfiguration values$|^values$|^metadata$|\bsource contents?$|^document$|^content$|\b(?:template|encoded) content$|^data$|^config$|^configurations?(?: json)?$|^properties$|\bservice config$|\bspark submit parameters$|\bparameter overrides$|\bgcs path$/;
const MAP = /\b(?:settings|environment(?: variables)?|properties|configuration|conf|env)$/;

const DOC =
  /(?:container|docker|oci|registry|base|custom|sidecar|agent|init) images?\b|\bimages? (?:uri|url|reference|tag|digest|repository|registry|name pattern)|docker ?hub|docker (?:pull|run|registry|repository|container)|\bdockerfile\b|\bECR\b|elastic container registry|artifact registry|container registry|gcr\.io|docker\.io|pkg\.dev|azurecr\.io|quay\.io|ghcr\.io|\bOCI (?:artifact|registry|url|chart)|\bblueprint/i;
/** What the documentation of these tells of is another field's image. */
const NOT_BY_DOC =
  /\b(?:working dir(?:ectory)?|args|arguments|commands?|cmds|entry ?points?|user ?name|password|resource group name|kms key(?: id| arn| name)?|scopes|identity|role arn)$/;

/**
 * @param {{ type: string, path: string, kind: "text" | "any" | "other", doc: string }} leaf
 * @returns {boolean}
 */
export function isCandidate({ type, path, kind, doc }) {
  // Numbers, switches, and names that the provider lists.
  if (kind === "other") return false;
  const steps = path.replace(/\[\]|\{\}/g, "").split(".");
  const leaf = wordsOf(steps.at(-1));
  const owner = wordsOf(steps.at(-2) ?? type.split(":").at(-1));
  if (HARMLESS.test(leaf)) return false;
  return (
    IMAGE.test(leaf) ||
    // Tags of a resource are a map.
    (PART.test(leaf) && OWNER.test(owner) && !path.endsWith("{}")) ||
    (leaf === "value" && SETTINGS.test(owner)) ||
    // A list of values is what a selector has.
    (DOCUMENT.test(leaf) && (!path.endsWith("[]") || leaf === "yaml")) ||
    (MAP.test(leaf) && path.endsWith("{}")) ||
    (DOC.test(doc) && !NOT_BY_DOC.test(leaf))
  );
}
