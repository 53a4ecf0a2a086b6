import { InvalidImageReference, parseImageReference, type ImageReference } from "../reference/index.ts";

/** Hosts that serve nothing but images and other artifacts. */
const REGISTRIES =
  /^(?:docker\.io|(?:index|registry-1)\.docker\.io|ghcr\.io|quay\.io|(?:[a-z]+\.)?gcr\.io|[a-z0-9-]+\.pkg\.dev|registry\.k8s\.io|public\.ecr\.aws|\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?|[a-z0-9]+\.azurecr\.(?:io|cn|us)|mcr\.microsoft\.com|registry\.gitlab\.com|registry\.digitalocean\.com|nvcr\.io|cgr\.dev|docker\.elastic\.co|registry\.access\.redhat\.com|registry\.redhat\.io|[a-z0-9.-]+\.ocir\.io|(?:[a-z]+\.)?icr\.io)$/;
const SCHEME = /^(?:docker|docker-image|oci):\/\//i;
/** The longest reference is shorter, and so is a scheme before it. */
const LONGEST = 1200;
const HOST = /^[a-z0-9.-]+\.[a-z]+(?=\/)/i;

/** What a text names that can be nothing else than an image reference, wherever it stands. */
export function unmistakable(text: string): ImageReference | undefined {
  if (!mayBeOne(text)) return undefined;
  const rest = text.replace(SCHEME, "");
  const reference = parsed(rest);
  if (reference === undefined) return undefined;
  const isOne =
    rest !== text ||
    reference.digest?.startsWith("sha256:") === true ||
    (reference.tag !== undefined && REGISTRIES.test(reference.registry));
  return isOne ? reference : undefined;
}

/** Asked of every text of every resource: what passes below passes here. */
function mayBeOne(text: string): boolean {
  if (text.length > LONGEST) return false;
  if (/@sha256:/i.test(text)) return true;
  if (!text.includes("/") || !text.includes(":")) return false;
  if (SCHEME.test(text)) return true;
  const host = HOST.exec(text)?.[0];
  return host !== undefined && REGISTRIES.test(host.toLowerCase());
}

function parsed(text: string): ImageReference | undefined {
  try {
    return parseImageReference(text);
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
