import { describe, expect, it } from "@jest/globals";
import { digestOf } from "../../src/reference/index.ts";
import { closingAfterEach } from "./closing.ts";
import {
  blob,
  budget,
  config,
  descriptor,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  failureOf,
  image,
  imageManifest,
  INDEX,
  indexManifest,
  json,
  MANIFEST,
  registryFor,
  repositoryAt,
  send,
  type Blob,
} from "./contents.ts";
import { startHostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();
const SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

/** A client and a registry that answers every request with this. */
async function serving(answer: Blob, headers: Record<string, string> = {}) {
  const server = await startHostileServer((_, response) => {
    send(response, answer, headers);
  });
  closeLater(server.close);
  const registry = registryFor([server.host]);
  closeLater(() => registry.close());
  const repository = repositoryAt(server.host);
  return {
    server,
    byTag: (tag = "1") => registry.manifestByTag(repository, tag, budget()),
    byDigest: (digest = answer.digest) => registry.manifestByDigest(repository, digest, budget()),
  };
}

const other = imageManifest([]);
const layer = descriptor(blob("layer", "application/vnd.oci.image.layer.v1.tar+gzip"));
const child = (platform: unknown, more: object = {}) => descriptor(image, { platform, ...more });

describe("a digest", () => {
  it("is that of the bytes", async () => {
    const { byTag, byDigest, server } = await serving(image);
    await expect(byTag()).resolves.toMatchObject({ digest: image.digest, mediaType: MANIFEST, kind: "image" });
    await expect(byDigest()).resolves.toMatchObject({ digest: image.digest, bytes: image.bytes });
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v2/acme/app/manifests/1",
      `/v2/acme/app/manifests/${image.digest}`,
    ]);
  });

  it("may be SHA-512", async () => {
    const digest = digestOf(image.bytes, "sha512");
    const { byDigest } = await serving(image);
    await expect(byDigest(digest)).resolves.toMatchObject({ digest });
  });

  it("of other bytes is refused (D1; CVE-2023-47630, CVE-2023-33959)", async () => {
    const { byDigest } = await serving(image);
    const error = await failureOf(byDigest(other.digest));
    expect(error).toMatchObject({ reason: "digest-mismatch" });
    expect(error.message).toContain(`bytes that hash to ${image.digest}`);
  });

  it("of other bytes is refused although Docker-Content-Digest says otherwise (D1, D2)", async () => {
    const { byDigest } = await serving(image, { "docker-content-digest": other.digest });
    expect(await failureOf(byDigest(other.digest))).toMatchObject({ reason: "digest-mismatch" });
  });

  it("is not what Docker-Content-Digest says (D2)", async () => {
    const { byTag, byDigest } = await serving(image, { "docker-content-digest": other.digest });
    await expect(byTag()).resolves.toMatchObject({ digest: image.digest });
    await expect(byDigest()).resolves.toMatchObject({ digest: image.digest });
  });

  it("of a tag is not believed for the next answer (D3; CVE-2022-47633)", async () => {
    const answers = [image, other];
    const server = await startHostileServer((_, response) => {
      send(response, answers.shift() ?? other);
    });
    closeLater(server.close);
    const registry = registryFor([server.host]);
    closeLater(() => registry.close());
    const repository = repositoryAt(server.host);
    const { digest } = await registry.manifestByTag(repository, "1", budget());
    expect(await failureOf(registry.manifestByDigest(repository, digest, budget()))).toMatchObject({
      reason: "digest-mismatch",
    });
  });

  it("that the registry does not have is not found, which is not unsigned (D28)", async () => {
    const server = await startHostileServer((_, response) => {
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    });
    closeLater(server.close);
    const registry = registryFor([server.host]);
    closeLater(() => registry.close());
    const error = await failureOf(registry.manifestByDigest(repositoryAt(server.host), image.digest, budget()));
    expect(error).toMatchObject({ reason: "not-found" });
    expect(error.message).toBe(
      `${server.host}/acme/app@${image.digest}: ${server.host} answered 404 MANIFEST_UNKNOWN.`,
    );
  });
});

describe("a manifest", () => {
  const dockerImage = json({ schemaVersion: 2, mediaType: DOCKER_MANIFEST, config, layers: [layer] }, DOCKER_MANIFEST);
  const dockerList = json({ schemaVersion: 2, mediaType: DOCKER_LIST, manifests: [descriptor(image)] }, DOCKER_LIST);

  it.each([
    ["an OCI image", image, "image"],
    ["an OCI index", indexManifest([descriptor(image)]), "index"],
    ["an OCI image without its own type", json({ schemaVersion: 2, config, layers: [] }, MANIFEST), "image"],
    ["an OCI index without its own type", json({ schemaVersion: 2, manifests: [] }, INDEX), "index"],
    ["a Docker image", dockerImage, "image"],
    ["a Docker list", dockerList, "index"],
    ["typed with a parameter", { ...image, mediaType: `${MANIFEST}; charset=utf-8` }, "image"],
    ["typed in capitals", { ...image, mediaType: MANIFEST.toUpperCase() }, "image"],
    ["written with null members", imageManifest([{ ...layer, annotations: null, platform: null }]), "image"],
    ["with unknown members", imageManifest([layer], { "x-unknown": { a: 1 } }), "image"],
  ])("is accepted: %s", async (_, manifest, kind) => {
    const { byDigest } = await serving(manifest);
    await expect(byDigest()).resolves.toMatchObject({ kind });
  });

  it.each([
    ["HTML, of a captive portal", blob("<html>log in</html>", "text/html; charset=utf-8")],
    ["no type", { ...image, mediaType: "" }],
    ["JSON", { ...image, mediaType: "application/json" }],
    ["bytes", { ...image, mediaType: "application/octet-stream" }],
    ["two types", { ...image, mediaType: `${MANIFEST}, ${INDEX}` }],
    ["a longer type", { ...image, mediaType: `${MANIFEST}x` }],
  ])("is refused by its Content-Type: %s (D29)", async (_, answer) => {
    const { byTag } = await serving(answer);
    expect(await failureOf(byTag())).toMatchObject({ reason: "bad-content-type" });
  });

  it.each([
    ["a type other than the Content-Type", { ...image, mediaType: INDEX }],
    ["an index sent as an image", { ...indexManifest([]), mediaType: MANIFEST }],
    ["Docker's type sent as OCI's", { ...dockerImage, mediaType: MANIFEST }],
    ["a Docker manifest without its own type", json({ schemaVersion: 2, config, layers: [] }, DOCKER_MANIFEST)],
    ["a type that is null", json({ schemaVersion: 2, mediaType: null, config, layers: [] }, MANIFEST)],
    ["a type with a parameter", json({ schemaVersion: 2, mediaType: `${MANIFEST};a=b`, config, layers: [] }, MANIFEST)],
    ["layers and manifests, as an image", imageManifest([layer], { manifests: [descriptor(image)] })],
    ["layers and manifests, as an index", indexManifest([descriptor(image)], { layers: [layer] })],
    ["a config in an index", indexManifest([descriptor(image)], { config })],
    ["an empty list of manifests in an image", imageManifest([layer], { manifests: [] })],
    ["schema 1's layers", imageManifest([layer], { fsLayers: [] })],
  ])("is refused where two readers may see two things: %s (D30; CVE-2021-41190)", async (_, answer) => {
    const { byDigest } = await serving(answer);
    expect(await failureOf(byDigest())).toMatchObject({ reason: "ambiguous-manifest" });
  });

  it.each([
    ["signed schema 1", blob("{}", SCHEMA_1)],
    ["schema 1", blob("{}", "application/vnd.docker.distribution.manifest.v1+json")],
    ["schema 1 in disguise", json({ schemaVersion: 1, mediaType: MANIFEST, fsLayers: [] }, MANIFEST)],
    ["an artifact manifest", blob("{}", "application/vnd.oci.artifact.manifest.v1+json")],
  ])("is refused as withdrawn: %s (D31)", async (_, answer) => {
    const { byTag } = await serving(answer);
    expect(await failureOf(byTag())).toMatchObject({ reason: "unsupported-manifest" });
  });

  const text = image.bytes.toString();
  it.each([
    ["no JSON", "{"],
    ["a byte order mark", `\ufeff${text}`],
    ["text after the end", `${text}{}`],
    ["the same key twice", text.replace('"layers":', '"layers":[],"layers":')],
    ["a hundred thousand levels", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["a number beyond all", text.replace('"size":5', '"size":1e400')],
    ["a negative size", text.replace('"size":5', '"size":-5')],
    ["a broken size", text.replace('"size":5', '"size":5.5')],
    ["a size as text", text.replace('"size":5', '"size":"5"')],
    ["half a character", text.replace('"size":5', '"size":5,"x":"\\ud800"')],
    ["a list", "[]"],
    ["null", "null"],
    ["no schema version", text.replace('"schemaVersion":2,', "")],
    ["schema version 3", text.replace('"schemaVersion":2', '"schemaVersion":3')],
    ["no layers", text.replace(/"layers":.*\]/, '"a":[]')],
    ["layers that are null", text.replace(/"layers":.*\]/, '"layers":null')],
    ["a layer that is null", text.replace(/"layers":.*\]/, '"layers":[null]')],
    ["no config", text.replace(/"config":\{[^}]*\},/, "")],
    ["a digest in capitals", text.replace(/[a-f0-9]{64}"/g, (hex) => hex.toUpperCase())],
    ["a digest that is a path", text.replace(/sha256:[a-f0-9]{64}/g, "../../secret")],
    ["a digest of an unknown kind", text.replace(/sha256:/g, "md5:")],
    ["annotations that are a list", text.replace('"size":5', '"size":5,"annotations":["a"]')],
    ["an annotation that is a number", text.replace('"size":5', '"size":5,"annotations":{"a":1}')],
  ])("is refused as malformed: %s (D32)", async (_, body) => {
    const { byTag } = await serving(blob(body, MANIFEST));
    expect(await failureOf(byTag())).toMatchObject({ reason: "malformed" });
  });

  it("is refused where its bytes are no UTF-8 (D32)", async () => {
    const { byTag } = await serving(blob(Buffer.from([0x7b, 0xff, 0x7d]), MANIFEST));
    expect(await failureOf(byTag())).toMatchObject({ reason: "malformed" });
  });

  it.each(["__proto__", "constructor"])("named %s changes no other object (D32: prototype pollution)", async (key) => {
    const polluting = text.replace('"layers":', `"${key}":{"manifests":[],"polluted":true},"layers":`);
    const annotated = text.replace('"size":5', `"size":5,"annotations":{"${key}":"polluted"}`);
    await expect((await serving(blob(polluting, MANIFEST))).byTag()).resolves.toMatchObject({ kind: "image" });
    await expect((await serving(blob(annotated, MANIFEST))).byTag()).resolves.toMatchObject({ kind: "image" });
    expect("polluted" in {}).toBe(false);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it("of more than four megabytes is refused (D6)", async () => {
    const { byTag } = await serving(imageManifest([layer], { padding: "x".repeat(4 * 1024 * 1024) }));
    expect(await failureOf(byTag())).toMatchObject({ reason: "too-large" });
  });
});

describe("an index", () => {
  const children = (count: number) => Array.from({ length: count }, () => descriptor(image));

  it("of a thousand children is read, and not one of more (D33)", async () => {
    await expect((await serving(indexManifest(children(1000)))).byTag()).resolves.toMatchObject({ kind: "index" });
    const { byTag } = await serving(indexManifest(children(1001)));
    expect(await failureOf(byTag())).toMatchObject({ reason: "too-many" });
  });

  it("of four megabytes of junk is not built before it is refused (D33)", async () => {
    const { byTag } = await serving(blob(`{"schemaVersion":2,"manifests":[${"1,".repeat(2_000_000)}1]}`, INDEX));
    expect(await failureOf(byTag())).toMatchObject({ reason: "too-many" });
  });

  it("names its platforms, each once, in its order (D33)", async () => {
    const { byTag } = await serving(
      indexManifest([
        child({ os: "linux", architecture: "arm64", variant: "v8" }),
        child({ os: "linux", architecture: "amd64" }),
        child({ os: "windows", architecture: "amd64", "os.version": "10.0.17763.1" }),
        child({ os: "linux", architecture: "amd64", variant: "" }),
        child(undefined),
      ]),
    );
    const { platforms } = await byTag();
    expect(platforms).toEqual(["linux/arm64/v8", "linux/amd64", "windows/amd64"]);
  });

  it.each([
    ["for no platform", child({ os: "unknown", architecture: "unknown" })],
    [
      "marked as attestations",
      child(
        { os: "linux", architecture: "amd64" },
        { annotations: { "vnd.docker.reference.type": "attestation-manifest" } },
      ),
    ],
  ])("counts no children %s", async (_, attestation) => {
    const { byTag } = await serving(indexManifest([attestation, child({ os: "linux", architecture: "arm64" })]));
    await expect(byTag()).resolves.toMatchObject({ platforms: ["linux/arm64"] });
  });

  it.each([
    ["empty names", { os: "", architecture: "" }],
    ["null", null],
    ["null names", { os: null, architecture: null }],
    ["a text", "linux/amd64"],
    ["a list", ["linux", "amd64"]],
    ["nothing", {}],
    ["no architecture", { os: "linux" }],
    ["an operating system that is a list", { os: ["linux"], architecture: "amd64" }],
    ["an unknown operating system", { os: "unknown", architecture: "amd64" }],
    ["an unknown architecture", { os: "linux", architecture: "unknown" }],
    ["a line break (D40)", { os: "linux\nfake", architecture: "amd64" }],
    ["an escape sequence (D40)", { os: "linux", architecture: "\u001b[31mamd64" }],
    ["a slash", { os: "linux/amd64", architecture: "x" }],
    ["a name without an end", { os: "linux", architecture: "x".repeat(65) }],
    ["a variant that is no name", { os: "linux", architecture: "arm", variant: "v 7" }],
    ["a variant that is a number", { os: "linux", architecture: "arm", variant: 7 }],
  ])("tells no platform of a child with %s, and is read all the same", async (_, platform) => {
    const { byTag } = await serving(indexManifest([child(platform), child({ os: "linux", architecture: "arm64" })]));
    const { platforms, descriptors } = await byTag();
    expect(platforms).toEqual(["linux/arm64"]);
    expect(descriptors).toHaveLength(2);
  });

  it("takes a missing variant and one that is null for none", async () => {
    const variants = [{}, { variant: null }, { variant: "" }, { variant: undefined }];
    const children = variants.map((variant) => child({ os: "linux", architecture: "amd64", ...variant }));
    await expect((await serving(indexManifest(children))).byTag()).resolves.toMatchObject({
      platforms: ["linux/amd64"],
    });
  });

  it("is read without asking for its children (D33: no recursion)", async () => {
    const { byTag, server } = await serving(indexManifest([descriptor(indexManifest(children(3)))]));
    await byTag();
    expect(server.requests).toHaveLength(1);
  });

  it("of nothing has no platforms", async () => {
    const { byTag } = await serving(indexManifest([]));
    await expect(byTag()).resolves.toMatchObject({ platforms: [], descriptors: [] });
  });
});
