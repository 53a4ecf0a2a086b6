export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

/** Sent with every manifest request; without it old registries answer with schema 1. */
export const ACCEPTED_MANIFESTS = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST].join(", ");

export const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

export const DSSE_ENVELOPE = "application/vnd.dsse.envelope.v1+json";

/** What cosign gives the manifest of legacy signatures that it pushes as a referrer (`--registry-referrers-mode oci-1-1`). */
export const SIGNATURE_ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";

/** As above, of legacy attestations. */
export const ATTESTATION_ARTIFACT = "application/vnd.in-toto+json";

/** The type that cosign gives the bundles that it pushes. */
export const BUNDLE_ARTIFACT = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** Exactly these (sigstore protobuf-specs, sigstore_bundle.proto); no parameters, no upper case, no later version. */
const BUNDLES: ReadonlySet<string> = new Set([
  "application/vnd.dev.sigstore.bundle+json;version=0.1",
  "application/vnd.dev.sigstore.bundle+json;version=0.2",
  "application/vnd.dev.sigstore.bundle+json;version=0.3",
  BUNDLE_ARTIFACT,
]);

const BUNDLE_FAMILY = "application/vnd.dev.sigstore.bundle";

const MANIFEST_KINDS: ReadonlyMap<string, "index" | "image"> = new Map([
  [OCI_INDEX, "index"],
  [DOCKER_LIST, "index"],
  [OCI_MANIFEST, "image"],
  [DOCKER_MANIFEST, "image"],
]);

/** Schema 1, whose digest does not cover all its bytes, and the withdrawn artifact manifest. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  "application/vnd.docker.distribution.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.oci.artifact.manifest.v1+json",
]);

export function manifestKind(mediaType: string): "index" | "image" | undefined {
  return MANIFEST_KINDS.get(mediaType);
}

export function isUnsupportedManifest(mediaType: string): boolean {
  return UNSUPPORTED.has(mediaType);
}

/** Docker's types must name themselves in the document; OCI's should (image-spec, "mediaType"). */
export function mayOmitMediaType(mediaType: string): boolean {
  return mediaType === OCI_INDEX || mediaType === OCI_MANIFEST;
}

export function isBundle(mediaType: string): boolean {
  return BUNDLES.has(mediaType);
}

/** A hint from a list, good enough to decide what is looked at first. */
export function looksLikeBundle(artifactType: string | undefined): boolean {
  return artifactType?.startsWith(BUNDLE_FAMILY) ?? false;
}

/** A Content-Type without its parameters; types are compared without case (RFC 9110, section 8.3.1). */
export function essence(contentType: string | undefined): string {
  return (contentType ?? "").split(";", 1).join("").trim().toLowerCase();
}
