import { ARM_TEMPLATES } from "./arm/formats.ts";
import { TEMPLATES } from "./cloudformation/formats.ts";
import { DOCUMENTS } from "./documents/formats.ts";
import { imagesInDockerfile } from "./dockerfile.ts";
import { field, type Step } from "./field.ts";
import { buildArguments, isBuilt, openshiftArguments } from "./build-inputs.ts";
import { REFERENCE, type Format, type Inside, type Reading } from "./format.ts";
import { JsonObject } from "./json-text.ts";
import { HELM_VALUES } from "./helm-values.ts";
import { hasHole, unknownOf } from "./partial.ts";
import type { Scope } from "./platform.ts";
import { parseYamlText } from "./yaml-text.ts";

const USAGE = { role: "run", pinForm: "name:tag@digest" } as const;

const image = (text: string): readonly Reading[] =>
  text === "" ? [{ kind: "unreadable", why: "names no image" }] : [{ kind: "image", image: text }];
const unreadable = (why: string): readonly Reading[] => [{ kind: "unreadable", why }];
/** A reference, unless the text is something else that the same field may hold. */
const unless = (other: RegExp): Format => ({ read: (text) => (other.test(text) ? [] : image(text)) });

function scope(...paths: readonly (string | readonly Step[])[]): Scope {
  return { here: paths.map((path) => field(path, USAGE)), below: [] };
}

export function yaml(inside: Inside): Format {
  return {
    inside,
    read: (text) => {
      const parsed = parseYamlText(text);
      if ("why" in parsed) return unreadable(parsed.why);
      return parsed.values.map((value) => ({ kind: "document", value, inside }));
    },
  };
}

export function base64(inner: Format): Format {
  return {
    read: (text, ...given) => {
      const decoded = decode(text);
      return decoded === undefined ? unreadable("is not valid base64") : inner.read(decoded, ...given);
    },
  };
}

function decode(text: string): string | undefined {
  const digits = text.replaceAll(/\s/g, "");
  if (digits === "" || digits.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(digits)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(digits, "base64"));
  } catch {
    return undefined;
  }
}

/** `scheme://reference`; without a scheme it is a reference, too. */
function scheme(name: string, others: "no image" | "unreadable" | "also without"): Format {
  const prefix = `${name}://`;
  return {
    read: (text) => {
      if (text.toLowerCase().startsWith(prefix)) return image(text.slice(prefix.length));
      if (others === "no image") return [];
      if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return image(text);
      return others === "unreadable" ? unreadable(`is no ${prefix} reference`) : [];
    },
  };
}

/** Without services it names no image where one is looked for, and what its reader makes of it nobody knows. */
export const compose: Format = {
  read: (text, ...given) => {
    const readings = yaml(scope("services{}.image")).read(text, ...given);
    const isOne = readings.some((reading) => reading.kind !== "document" || hasServices(reading.value));
    return isOne ? readings : unreadable("is a Compose file without services");
  },
};

function hasServices(value: unknown): boolean {
  return value instanceof JsonObject && value.members.some(({ key }) => key === "services");
}

const objects = yaml("kubernetes");

/** `DOCKER|reference`, `COMPOSE|base64`, `KUBE|base64`; whatever else stands before the bar is a language's own runtime. */
const appService: Format = {
  mayBeEmpty: true,
  read: (text, ...given) => {
    const bar = text.indexOf("|");
    const rest = text.slice(bar + 1);
    // In a template it may be decided later which of them it is.
    if (hasHole(bar < 0 ? text : text.slice(0, bar))) return [unknownOf(text)];
    if (bar < 0) return [];
    switch (text.slice(0, bar).trim().toUpperCase()) {
      case "DOCKER":
        return image(rest);
      case "COMPOSE":
        return base64(compose).read(rest, ...given);
      case "KUBE":
        return base64(objects).read(rest, ...given);
      default:
        return [];
    }
  },
};

/**
 * An override as `kustomize edit set image` takes it: `name=new-name:tag@digest`, or `name:tag`. An asterisk stands for the name
 * or the tag that the image had: the tag, which is not written here, is as good as none.
 */
const kustomize: Format = {
  read: (text) => {
    const sign = text.indexOf("=");
    const name = text.slice(0, Math.max(sign, 0));
    const changed = text.slice(sign + 1).replace(/:\*(?=@|$)/, "");
    if (sign < 0 || !/^\*(?:[:@]|$)/.test(changed)) return image(changed);
    return changed === "*" ? [] : image(name + changed.slice(1));
  },
};

const artifact: Format = { read: (text) => (/^docker:/i.test(text) ? image(text.slice("docker:".length)) : []) };
const greengrass = yaml({
  here: [field([/^manifests$/i, "[]", /^artifacts$/i, "[]", /^uri$/i], { ...USAGE, format: artifact })],
  below: [],
});

/** The name of what is built here is an output; of what is pulled it is the image. */
const unlessBuilt: Format = { read: (text, inputs) => (isBuilt(inputs) ? [] : image(text)) };

const dockerfile: Format = { read: (text, inputs) => imagesInDockerfile(text, buildArguments(inputs)) };

/** How the catalog's formats are read, but for those that say where they stand (docs/coverage.md). */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["ref", REFERENCE],
  ["ref|arn", unless(/^arn:/)],
  // An image that was pushed to the Lightsail service itself, under a name of its own.
  ["ref|lightsail-label", unless(/^:/)],
  // The id of an image that is on the Docker host already, by another resource's pull.
  ["ref|image-id", unless(/^sha256:[0-9a-f]{64}$/)],
  ["ref|curated", unless(/^aws\/codebuild\//)],
  ["ref|built", unlessBuilt],
  ["ref|amplify", unless(/^amplify:[\w.-]+$/)],
  ["oci", scheme("oci", "also without")],
  ["scheme:docker", scheme("docker", "unreadable")],
  ["scheme:docker-image", scheme("docker-image", "no image")],
  ["app-service", appService],
  [
    "app-service-name",
    {
      mayBeEmpty: true,
      read: (text, ...given) => (text.includes("|") ? appService.read(text, ...given) : image(text)),
    },
  ],
  ["container-declaration", yaml(scope("spec.containers[].image", "spec.initContainers[].image"))],
  ["kustomize", kustomize],
  ["greengrass-recipe", greengrass],
  ["dockerfile", dockerfile],
  // OpenShift's: arguments from elsewhere win over the Dockerfile's own defaults.
  ["dockerfile|arguments", { read: (text, inputs) => imagesInDockerfile(text, openshiftArguments(inputs), "buildah") }],
  // In a template, where what is left open is more than the overlaying of values could take.
  ["values-text", yaml(HELM_VALUES)],
  ["k8s-yaml", objects],
  ["k8s-object", objects],
  ["base64:k8s-yaml", base64(objects)],
  ...DOCUMENTS,
  ...TEMPLATES,
  ...ARM_TEMPLATES,
]);
