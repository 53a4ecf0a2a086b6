// Turns one fact into one row of the catalog: "role format", with "?" where the fact is unsure, the pin form where it is not
// `name:tag@digest`, and "!reason" where the field is known and not read.
import { DECISIONS, ONLY_DIGEST } from "./decisions.mjs";

/** Formats as the facts tell them, and as the catalog does. The first that matches counts. */
const FORMATS = [
  [/^ref \(only if (?:from|to)\.kind=DockerImage\)$/, "openshift"],
  [/^prefixed:DOCKER\|ref.*$/, "app-service"],
  [/^prefixed:docker-image:\/\/ref$/, "scheme:docker-image"],
  [/^prefixed:docker:\/\/ref$/, "scheme:docker"],
  [/^oci-url(?:\|.*)?$/, "oci"],
  [/^(map-key|name-value):DOCKER_CUSTOM_IMAGE_NAME.*$/, "$1:DOCKER_CUSTOM_IMAGE_NAME:app-service-name"],
  [/^(map-key|name-value):_CUSTOM_IMAGE$/, "$1:_CUSTOM_IMAGE:ref|amplify"],
  [/^(map-key|name-value):gce-container-declaration.*$/, "$1:gce-container-declaration:container-declaration"],
  [/^map-key:spark\.kubernetes.*$/, "map-key:spark-image:ref"],
  [/^podspec-or-template.*$/, "pod-template"],
  [/^k8s-yaml\|base64$/, "base64:k8s-yaml"],
  [/^kustomize-image-override$/, "kustomize"],
  [/^json\|yaml:Manifests.*$/, "greengrass-recipe"],
  [/^cfn-properties .*$/, "cfn-properties"],
  [/^arm-properties .*$/, "arm-properties"],
  [/^acr-task-yaml.*$/, "acr-task"],
  [/^nomad-hcl\|nomad-json$/, "nomad"],
  [/^cli-args:spark\..*$/, "spark-arguments"],
  [/^helm-values:(?:json|yaml)$/, "values:text"],
  [/^helm-values:/, "values:"],
  [/^helm-set-value.*$/, "values:set"],
  // Strategic merge patches, and lists of objects, which YAML takes as they are.
  [/^json:k8s-(?:patch$|objects\[\].*$)/, "k8s-yaml"],
];

const KEPT =
  /^(?:ref|ref\|arn|ref\|image-id|ref\|lightsail-label|ref\|curated|ref\|built|dockerfile(?:\|arguments)?|podspec|k8s-object|k8s-yaml|greengrass-recipe|values-text|cfn-template|cfn-nested|cfn-remote|arm-template|arm-body|state-machine|ssm-document|buildspec|acr-task|nomad|spark-arguments|sagemaker-pipeline)$|^json:(?!k8s-)/;
/** Formats that name no images that could be read here, and why. */
const NOT_READ = [
  [/^script|^json-|^yaml-text|^text$|^ros-template|^map-key:split/, "scanned"],
  [/^chart-name|^split:chart|\(chart\)$/, "chart"],
  [/^pattern$|^url$|^names-only|^kfp-template|^ref\|alias/, "unsure"],
  [/^enum$/, "enum"],
  [/^dockerfile-path$/, "file"],
];
const JUDGED = new Set(["run", "build-from", "artifact", "blob"]);
/** Unsure facts that are read all the same: their key or their format leaves no doubt, or their name was only derived. */
const SURE_ENOUGH =
  /^(?:map-key|name-value):|^(?:state-machine|ssm-document|buildspec|acr-task|nomad|spark-arguments|sagemaker-pipeline)$|^pod-template$|^values|^json:|^app-service$|^arm-template$/;

const matches = (pattern, text) =>
  typeof pattern === "string" ? pattern.toLowerCase() === text.toLowerCase() : pattern.test(text);

function decisionOn({ type, path }, used) {
  const found = DECISIONS.find(([types, paths]) => matches(types, type) && matches(paths, path));
  if (found !== undefined) used.add(found);
  return found?.[2] ?? {};
}

/** `split:tag` becomes `part:tag`, and says where its group begins unless that is its parent. */
function partOf(format, path, { root, group, split }) {
  const parent = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
  if (split !== undefined) {
    const [, image, isVersion] = split.exec(path.slice(parent.length + 1)) ?? [];
    return `part:${isVersion === undefined ? "repository" : "tag"}@${parent}#${image}`;
  }
  const name = format
    .replace(/^split:/, "")
    .replace(/^registry-url$/, "registry")
    .replace(/^repository:tag$/, "reference");
  if (root === undefined && group === undefined) return `part:${name}`;
  return `part:${name}@${root ?? parent}${group === undefined ? "" : `#${group}`}`;
}

function readFormat(format, path, decision) {
  if (format.startsWith("split:") || decision.split !== undefined) return partOf(format, path, decision);
  if (KEPT.test(format)) return format;
  const known = FORMATS.find(([pattern]) => pattern.test(format));
  return known === undefined ? undefined : format.replace(known[0], known[1]);
}

/** The values of a chart are read as a whole, and a setting with its name. */
function valuesAt({ path, format }) {
  if (format.startsWith("helm-values:")) return path.replace(/\{\}$/, "");
  return format.startsWith("helm-set-value") ? path.replace(/\.value(?:\[\])?$/, "") : path;
}

/** @returns {{ path: string, row: string }} */
export function rowOf(fact, used) {
  const decision = decisionOn(fact, used);
  const path = decision.path ?? valuesAt(fact);
  const raw = decision.format ?? fact.format;
  const role = decision.role ?? fact.role;
  const unsure = fact.confidence === "unsure";
  const unread = NOT_READ.find(([pattern]) => pattern.test(raw))?.[1];
  const format = unread === undefined ? readFormat(raw, path, decision) : raw;
  if (format === undefined) throw new Error(`no format ${raw} is known: ${fact.platform} ${fact.type} ${path}`);
  const reason = decision.not ?? unread;
  const doubt = unsure && fact.platform !== "terraform" && !SURE_ENOUGH.test(format) ? "unsure" : undefined;
  const not = JUDGED.has(role) ? (reason ?? doubt) : undefined;
  const parts = [
    unsure ? `${role}?` : role,
    format.replaceAll(" ", "_"),
    ...(ONLY_DIGEST.some((pattern) => pattern.test(fact.type)) && not === undefined ? ["name@digest"] : []),
    ...(not === undefined ? [] : [`!${not}`]),
  ];
  return { path, row: parts.join(" ") };
}
