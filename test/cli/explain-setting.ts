import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { legacySignature, pushImage, signWithBundle } from "../fixtures/index.ts";
import { preAuthenticationEncoding, sha256Of, signBytes, statement, type KeyPair } from "../fixtures/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { ISSUER, plus } from "../fixtures/sigstore/keyless.ts";
import type { LeafOptions } from "../fixtures/sigstore/keyless.ts";
import { run, signImage } from "../fixtures/sigstore/push-keyless.ts";
import { startConsole } from "./console.ts";

export const PROVENANCE = "https://slsa.dev/provenance/v1";
export const WHO = "https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main";

const RELEASE = run("acme/web", "release.yml", "refs/heads/main");

/** Made once: its keys cost more than anything else here. */
const INSTANCE = openInstance("explain");

/** A registry with the image `team/web`, a document beside it, and everything that may lie on the image's digest. */
export async function startExplaining() {
  const terminal = await startConsole();
  const { registry, trusted, stranger } = terminal.setting;
  writeFileSync(join(terminal.folder, "root.json"), JSON.stringify(trustedRootJson(INSTANCE)));
  const image = pushImage(registry, "team/web", "1.0", { text: "web" });
  const place = { registry, repository: "team/web", image };
  const name = `${registry.host}/team/web`;
  const document = (source: string, rule: object) => ({
    version: 1,
    signers: {
      ci: { cosign: { issuer: ISSUER, sourceRepository: `https://github.com/${source}`, trustedRoot: "root.json" } },
      "release-key": { cosign: { key: trusted.publicKeyPem, transparencyLog: "not-required" } },
      other: { cosign: { key: stranger.publicKeyPem, transparencyLog: "required" } },
    },
    images: [
      { match: `${registry.host}/team/{name}`, signedBy: ["ci", "release-key"], ...rule },
      { match: `${registry.host}/**`, signature: "not-required", because: "everything else is not signed" },
    ],
    registries: [{ host: registry.host, plainHttp: true }],
  });
  const policy = join(terminal.folder, "digestbound.yaml");
  const trust = (source: string, rule: object = {}) => {
    writeFileSync(policy, JSON.stringify(document(source, rule)));
  };
  trust("acme/api");
  return {
    ...{ terminal, registry, image, name, pinned: `${name}:1.0@${image.digest}`, trusted, stranger, trust },
    called: terminal.called,
    signKeyless: (format: "bundle" | "legacy" = "bundle", certificate: LeafOptions = RELEASE) => {
      signImage(place, format, { instance: INSTANCE, certificate, at: plus(new Date(), -60) });
    },
    signLegacy: (keyPair: KeyPair, signedDigest = image.digest) =>
      legacySignature(registry, "team/web", image.digest, { keyPair, signedDigest }),
    signBundle: (keyPair: KeyPair, predicateType?: string) =>
      signWithBundle(registry, "team/web", image, { keyPair, ...(predicateType !== undefined && { predicateType }) }),
    attachEnvelope: (keyPair: KeyPair, predicateType: string) => {
      const payload = statement({ digest: image.digest, predicateType });
      const payloadType = "application/vnd.in-toto+json";
      const sig = signBytes(keyPair, preAuthenticationEncoding(payloadType, payload)).toString("base64");
      const envelope = Buffer.from(
        JSON.stringify({ payloadType, payload: payload.toString("base64"), signatures: [{ sig }] }),
      );
      return pushAttestation(registry, image.digest, envelope);
    },
  };
}

function pushAttestation(
  registry: Awaited<ReturnType<typeof startConsole>>["setting"]["registry"],
  digest: string,
  envelope: Buffer,
): string {
  const config = Buffer.from("{}");
  registry.putBlob("team/web", envelope);
  registry.putBlob("team/web", config);
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const descriptor = (type: string, bytes: Buffer) => ({
    mediaType: type,
    digest: sha256Of(bytes),
    size: bytes.length,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: descriptor("application/vnd.oci.image.config.v1+json", config),
    layers: [descriptor("application/vnd.dsse.envelope.v1+json", envelope)],
  };
  const tag = `${digest.replace(":", "-")}.att`;
  return registry.putManifest("team/web", tag, Buffer.from(JSON.stringify(manifest)), mediaType);
}
