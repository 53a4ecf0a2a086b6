import { beforeEach, describe, expect, it } from "@jest/globals";
import { legacySignature, legacyTag, OCI_MANIFEST, pushImage, type PushedImage } from "../fixtures/index.ts";
import { reasons } from "./setting.ts";
import { coverSetting, entryOf, refusing, REPOSITORY, type CoverSetting, type Rule } from "./cover-setting.ts";

// `childOfSignedIndex`: the tag beside a child's digest says which index may list it; everything else is verified.

const ON: Rule = { childOfSignedIndex: "accepted" };
let setting: CoverSetting;
let index: PushedImage;
let child: PushedImage["children"][number];
beforeEach(async () => {
  setting = await coverSetting();
  index = setting.push("web");
  const [first] = index.children;
  if (first === undefined) throw new Error("an index without children");
  child = first;
});

const deployed = () => setting.at(child.digest, "1");

describe("an image that a signed index lists", () => {
  it.each<[string, Rule, string]>([
    ["is rejected unless the rule says otherwise", {}, "rejected"],
    ["is rejected where the rule says so", { childOfSignedIndex: "rejected" }, "rejected"],
    ["is rejected where only children stand for their index", { allChildren: "accepted" }, "rejected"],
    ["is accepted where the rule says so", ON, "accepted"],
  ])("%s (law 7)", async (_, rule, status) => {
    setting.sign(setting.release, index);
    expect(await setting.judge(deployed(), rule)).toMatchObject({ status });
  });

  it.each(["legacy", "bundle"] as const)(
    "is judged by its own digest, with who signed the index: %s (law 1)",
    async (way) => {
      if (way === "legacy") setting.sign(setting.release, index);
      else setting.signBundle(setting.release, index);
      expect((await setting.judge(deployed(), ON)).verdict).toMatchObject({
        status: "accepted",
        digest: child.digest,
        findings: [],
        signers: [{ signer: "release" }],
        through: { kind: "index", digest: index.digest },
      });
    },
  );

  it("needs no index where it is signed itself; what the tag answers is told, and the index's signatures are not asked for", async () => {
    setting.sign(setting.release, child);
    const { status, verdict } = await setting.judge(deployed(), ON);
    expect(status).toBe("accepted");
    expect(verdict.through).toBeUndefined();
    expect(reasons(verdict)).toEqual(["image-lock/single-platform"]);
    expect(setting.asked().join(" ")).not.toContain(legacyTag(index.digest));
  });

  it("is told without words about indices where the rule lets none stand for it", async () => {
    setting.sign(setting.release, index);
    const { verdict } = await setting.judge(deployed(), {});
    expect(reasons(verdict)).toEqual(["image-signed/no-signature", "image-lock/single-platform"]);
    expect(verdict.findings[0]?.message).toBe("it carries no signature. The policy trusts: release, platform.");
    expect(setting.asked().join(" ")).not.toContain(legacyTag(index.digest));
  });
});

describe("is rejected, and the finding says", () => {
  const rejected = async (image = deployed()) => {
    const { status, message, verdict } = await setting.judge(image, ON);
    expect(status).toBe("rejected");
    expect(reasons(verdict)).toContain("image-signed/no-signature");
    return message;
  };

  it("what to do, where a digest has no tag: no tag is guessed", async () => {
    setting.sign(setting.release, index);
    setting.registry.tag(REPOSITORY, "latest", index.digest);
    expect(await rejected(setting.at(child.digest))).toContain(
      "Without a tag the index that lists it cannot be found: deploy the index by its digest, write the tag beside the " +
        "digest, or sign every image of the index (cosign sign --recursive).",
    );
    expect(setting.asked().filter((path) => path.startsWith("manifests/latest"))).toEqual([]);
  });

  it("that the index is unsigned", async () => {
    expect(await rejected()).toContain(`The tag 1 points at ${index.digest}, which lists it and carries no signature.`);
  });

  it("that somebody else signed the index", async () => {
    setting.sign(setting.stranger, index);
    expect(await rejected()).toContain("which lists it and carries no signature that the policy trusts: ");
  });

  it("that a signed index does not list it", async () => {
    setting.sign(setting.release, setting.push("another release"));
    expect(await rejected()).toContain("which is an index that does not list it.");
  });

  it("the same of an index of another repository that was copied here with its signature", async () => {
    const other = pushImage(setting.registry, "team/other", "1", { text: "other", platforms: ["linux/amd64"] });
    const bytes = setting.registry.manifest("team/other", other.digest)?.bytes ?? Buffer.alloc(0);
    setting.registry.putManifest(REPOSITORY, "1", bytes, other.mediaType);
    setting.sign(setting.release, other);
    expect(await rejected()).toContain("which is an index that does not list it.");
  });

  it("that the tag was moved to an unsigned index, although the one before was signed", async () => {
    setting.sign(setting.release, index);
    const evil = setting.pushIndex([entryOf(child)]);
    expect(await rejected()).toContain(`The tag 1 points at ${evil.digest}, which lists it and carries no signature.`);
  });

  it("that the tag points at the image itself", async () => {
    setting.registry.tag(REPOSITORY, "1", child.digest);
    expect(await rejected()).toContain("which is this image itself.");
  });

  it("that the tag points at another image", async () => {
    const [single] = setting.pushSingles(["single"]);
    setting.registry.tag(REPOSITORY, "1", single?.digest ?? "");
    expect(await rejected()).toContain("which is no index.");
  });

  it("that the tag is gone", async () => {
    setting.sign(setting.release, index);
    setting.registry.deleteTag(REPOSITORY, "1");
    expect(await rejected()).toContain("There is no tag 1 any more.");
  });

  it.each([
    ["a wrong size", () => [{ ...entryOf(child), size: child.size + 1 }]],
    ["another type", () => [{ ...entryOf(child), mediaType: "application/vnd.docker.distribution.manifest.v2+json" }]],
    ["an index's type", () => [{ ...entryOf(child), mediaType: index.mediaType }]],
    ["its own size and another one", () => [entryOf(child), { ...entryOf(child), size: 1 }]],
  ])("that a signed index lists it with %s", async (_, entries) => {
    setting.sign(setting.release, setting.pushIndex(entries()));
    expect(await rejected()).toContain("which is an index that lists it as something else.");
  });

  it("that an index in a signed index is not looked into", async () => {
    setting.sign(setting.release, setting.pushIndex([entryOf(index)]));
    expect(await rejected()).toContain("which is an index that does not list it.");
  });
});

it("an index that a signed index lists is rejected: only single images are children", async () => {
  setting.sign(setting.release, setting.pushIndex([entryOf(index)], "outer"));
  const { status } = await setting.judge(setting.at(index.digest, "outer"), { ...ON, allChildren: "accepted" });
  expect(status).toBe("rejected");
});

it("a signature on another child, copied to the index, is none of the index", async () => {
  const sibling = index.children[1]?.digest ?? "";
  legacySignature(setting.registry, REPOSITORY, sibling, { keyPair: setting.release });
  const { bytes = Buffer.alloc(0), mediaType = "" } = setting.registry.manifest(REPOSITORY, legacyTag(sibling)) ?? {};
  setting.registry.putManifest(REPOSITORY, legacyTag(index.digest), bytes, mediaType);
  setting.registry.putManifest(REPOSITORY, legacyTag(child.digest), bytes, mediaType);
  expect(await setting.judge(deployed(), ON)).toMatchObject({
    status: "rejected",
    reasons: ["image-signed/other-digest", "image-lock/single-platform"],
    message: expect.stringContaining("which lists it and carries no signature that the policy trusts"),
  });
});

it("a tag without a digest that points at the image itself is rejected without a suggestion (law 4)", async () => {
  setting.registry.tag(REPOSITORY, "single", child.digest);
  const { status, verdict } = await setting.judge(`${setting.registry.host}/${REPOSITORY}:single`, ON);
  expect(status).toBe("rejected");
  expect(reasons(verdict)).toEqual(["image-pinned/mutable-tag", "image-signed/no-signature"]);
  expect(verdict.findings.filter(({ suggestion }) => suggestion !== undefined)).toEqual([]);
});

describe("could not be found out (law 3)", () => {
  it.each([
    ["the tag", () => "manifests/1", []],
    ["the index's signatures", () => `manifests/${legacyTag(index.digest)}`, ["image-lock/single-platform"]],
    ["the image's own signatures", () => `manifests/${legacyTag(child.digest)}`, ["image-lock/single-platform"]],
  ])("where the registry refuses %s", async (_, end, told) => {
    setting.intercept(refusing(end()));
    expect(await setting.judge(deployed(), ON)).toMatchObject({
      status: "undetermined",
      reasons: ["image-checked/unauthorized", ...told],
    });
  });
});

describe("what is asked", () => {
  const counted = async (images: readonly string[]) => {
    const verdicts = await setting.check(images, ON);
    expect(verdicts.map(({ status }) => status)).toEqual(images.map(() => "accepted"));
    return setting.asked().length;
  };

  it("is the image and its index once, the tag once, and where the signatures of both may be", async () => {
    setting.signBundle(setting.release, index);
    // Image, referrers, fallback tag, .sig; tag, whose answer is the index; referrers, bundle's manifest and blob.
    expect(await counted([deployed()])).toBe(8);
  });

  it("is the tag and the index's signature once for all its images (law 1)", async () => {
    setting.sign(setting.release, index);
    await counted(index.children.map(({ digest }) => setting.at(digest, "1")));
    const asked = setting.asked();
    expect(asked.filter((path) => path === "manifests/1")).toHaveLength(1);
    expect(asked.filter((path) => path === `manifests/${legacyTag(index.digest)}`)).toHaveLength(1);
    expect(asked.filter((path) => path === `manifests/${index.digest}`)).toEqual([]);
  });

  it("is the same tag for every image, also while it moves: no image is judged by another answer (law 1)", async () => {
    setting.sign(setting.release, index);
    setting.intercept(({ url = "" }) => {
      if (url.endsWith("/manifests/1")) setTimeout(() => setting.pushIndex([entryOf(child)]), 0);
      return false;
    });
    await counted(index.children.map(({ digest }) => setting.at(digest, "1")));
  });
});

it("an image typed as Docker's is a child like any other", async () => {
  const docker = pushImage(setting.registry, REPOSITORY, "1", { text: "d", platforms: ["linux/amd64"], docker: true });
  expect(docker.children[0]?.mediaType).not.toBe(OCI_MANIFEST);
  setting.sign(setting.release, docker);
  expect((await setting.judge(setting.at(docker.children[0]?.digest ?? "", "1"), ON)).status).toBe("accepted");
});
