import { beforeAll, describe, expect, it } from "@jest/globals";
import { sha256Of, type ImageIndex, type ImageManifest } from "../../fixtures/index.ts";
import { registryFor } from "../contents.ts";
import { BUNDLES, digestOf, IMAGE_NAMES, IMAGES, KEY, LEGACY, pushBySha512, pushContent, sha512Of } from "./content.ts";
import { openCrane, type Crane } from "./crane.ts";
import { manifestAt, signaturesOn, type Asked } from "./questions.ts";
import { closingAfterAll, temporaryFolder } from "./running.ts";
import { SERVERS } from "./servers.ts";
import { describeWithServers } from "./with-servers.ts";

const UNKNOWN = sha256Of(Buffer.from("nobody pushed this"));

/** What our client must make of an image, put together without it. */
function expected(image: ImageManifest | ImageIndex): object {
  const document = JSON.parse(image.bytes.toString()) as Record<string, { digest: string }[] | undefined>;
  const entries = document["manifests"] ?? document["layers"] ?? [];
  const children = "children" in image ? image.children : [];
  const platforms = children.map(({ platform }) => platform).filter((platform) => platform !== "unknown/unknown");
  return {
    digest: image.descriptor.digest,
    mediaType: image.descriptor.mediaType,
    kind: "children" in image ? "index" : "image",
    platforms,
    bytes: sha256Of(image.bytes),
    descriptors: entries.map(({ digest }) => digest),
  };
}

describeWithServers.each(SERVERS)("$name", ({ start, referrersApi, sha512 }) => {
  const closeLater = closingAfterAll();
  let asked: Asked;
  let crane: Crane;

  beforeAll(async () => {
    const folder = temporaryFolder(closeLater);
    const { host, close } = await start(folder);
    closeLater(close);
    const registry = registryFor([host]);
    closeLater(() => registry.close());
    asked = { registry, host };
    crane = await openCrane({ DOCKER_CONFIG: folder });
    await pushContent(host);
  });

  describe.each(IMAGE_NAMES)("answers about %s", (name) => {
    const image = IMAGES[name];
    it("by tag and by digest what was pushed", async () => {
      await expect(manifestAt(asked, name, "1")).resolves.toEqual(expected(image));
      await expect(manifestAt(asked, name, digestOf(name))).resolves.toEqual(expected(image));
    });

    it("what crane reads", async () => {
      const { digest, bytes } = (await manifestAt(asked, name, "1")) as { digest: string; bytes: string };
      const reference = `${asked.host}/${name}:1`;
      await expect(crane.digest(reference)).resolves.toBe(digest);
      expect(sha256Of(Buffer.from(await crane.manifest(reference)))).toBe(bytes);
    });
  });

  it.each([
    ["an unknown tag", "acme/oci", "2"],
    ["an unknown digest", "acme/oci", UNKNOWN],
    ["an unknown digest of sha512", "acme/oci", sha512Of(IMAGES["acme/list"])],
    ["an unknown repository by tag", "acme/nothing", "1"],
    ["an unknown repository by digest", "acme/nothing", UNKNOWN],
  ])("has not found %s", async (_, name, reference) => {
    await expect(manifestAt(asked, name, reference)).resolves.toEqual({ reason: "not-found" });
  });

  const legacy = (name: keyof typeof LEGACY) => `legacy verified ${LEGACY[name].descriptor.digest}`;
  const bundle = (name: keyof typeof BUNDLES) => `bundle verified ${BUNDLES[name].descriptor.digest}`;
  it.each<[string, string, string, readonly string[]]>([
    ["a legacy signature", "acme/legacy", digestOf("acme/legacy"), [legacy("acme/legacy")]],
    ["a bundle", "acme/bundle", digestOf("acme/bundle"), [bundle("acme/bundle")]],
    ["a bundle of an index, by the fallback tag", "acme/tagged", digestOf("acme/tagged"), [bundle("acme/tagged")]],
    ["both of them", "acme/both", digestOf("acme/both"), [legacy("acme/both"), bundle("acme/both")]],
    [
      referrersApi ? "a bundle that its referrers API lists" : "no bundle that no tag lists",
      "acme/subject",
      digestOf("acme/subject"),
      referrersApi ? [bundle("acme/subject")] : [],
    ],
    ["nothing", "acme/oci", digestOf("acme/oci"), []],
    ["nothing, beside signatures on another digest", "acme/both", digestOf("acme/oci"), []],
    ["nothing, and an unknown digest", "acme/oci", UNKNOWN, []],
    ["nothing, and an unknown repository", "acme/nothing", UNKNOWN, []],
  ])("has %s", async (_, name, digest, found) => {
    await expect(signaturesOn(asked, name, digest, KEY.publicKeyPem)).resolves.toEqual(found);
  });

  it(sha512 ? "has an image and a bundle on it by sha512" : "takes no image by sha512", async () => {
    const pushed = pushBySha512(asked.host);
    if (!sha512) {
      await expect(pushed).rejects.toThrow("400");
      return;
    }
    const { digest, bundle } = await pushed;
    // go-containerregistry names the sha256 digest in its header, which therefore proves nothing.
    await expect(manifestAt(asked, "acme/sha512", digest)).resolves.toMatchObject({ digest });
    await expect(signaturesOn(asked, "acme/sha512", digest, KEY.publicKeyPem)).resolves.toEqual([
      `bundle verified ${bundle}`,
    ]);
  });
});
