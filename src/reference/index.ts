export { digestAlgorithm, digestHex, digestOf, parseDigest, type Digest, type DigestAlgorithm } from "./digest.ts";
export { InvalidImageReference, type ReferenceReason } from "./errors.ts";
export { formatImageReference, formatRepository, type ImageReference, type Repository } from "./image-reference.ts";
export { parseImageReference } from "./parse.ts";
export { pinReference, type PinForm } from "./pin.ts";
export { printable } from "./printable.ts";
export { parseRegistryHost, type RegistryHost } from "./registry-host.ts";
export { parseRepositoryName, type RepositoryName } from "./repository-name.ts";
export { parseTag, type Tag } from "./tag.ts";
