import { beforeEach, describe, expect, it } from "@jest/globals";
import { legacySignature, legacyTag, OCI_MANIFEST, type Descriptor, type PushedImage } from "../fixtures/index.ts";
import { coverSetting, entryOf, refusing, REPOSITORY, type CoverSetting, type Rule } from "./cover-setting.ts";

// `allChildren`: an index without a signature is accepted where everything that it lists is signed.

const ON: Rule = { allChildren: "accepted" };
let setting: CoverSetting;
let index: PushedImage;
beforeEach(async () => {
  setting = await coverSetting();
  index = setting.push("web");
});

const signChildren = () => {
  setting.sign(setting.release, ...index.children);
};
const judged = (digest = index.digest) => setting.judge(setting.at(digest, "1"), ON);

describe("an index whose children are all signed", () => {
  it.each<[string, Rule, string]>([
    ["is rejected unless the rule says otherwise", {}, "rejected"],
    ["is rejected where the rule says so", { allChildren: "rejected" }, "rejected"],
    ["is rejected where only an index stands for its children", { childOfSignedIndex: "accepted" }, "rejected"],
    ["is accepted where the rule says so", ON, "accepted"],
  ])("%s (law 7)", async (_, rule, status) => {
    signChildren();
    expect(await setting.judge(setting.at(index.digest), rule)).toMatchObject({ status });
  });

  it("is judged by its own digest, with all who signed (law 1)", async () => {
    const [first, second] = index.children;
    if (first === undefined || second === undefined) throw new Error("two children");
    setting.sign(setting.platform, first);
    setting.signBundle(setting.release, second);
    expect((await judged()).verdict).toMatchObject({
      digest: index.digest,
      findings: [],
      signers: [{ signer: "platform" }, { signer: "release" }],
      through: { kind: "children", children: [{ digest: first.digest }, { digest: second.digest }] },
    });
  });

  it("names a signer once, however many children it signed", async () => {
    signChildren();
    expect((await judged()).verdict.signers).toMatchObject([{ signer: "release" }]);
  });

  it("needs none of them where it is signed itself", async () => {
    setting.sign(setting.release, index);
    const { status, verdict } = await judged();
    expect(status).toBe("accepted");
    expect(verdict.through).toBeUndefined();
    expect(setting.asked().filter((path) => path.includes(index.children[0]?.digest ?? ""))).toEqual([]);
  });

  it("is suggested, verified, where a tag points at it, and what was suggested is accepted (law 4)", async () => {
    signChildren();
    const { status, reasons, verdict } = await setting.judge(`${setting.registry.host}/${REPOSITORY}:1`, ON);
    expect({ status, reasons }).toEqual({ status: "rejected", reasons: ["image-pinned/mutable-tag"] });
    expect(verdict.findings[0]?.suggestion).toMatchObject({ digest: index.digest, verified: true });
    expect((await judged(verdict.findings[0]?.suggestion?.digest)).status).toBe("accepted");
  });
});

describe("is rejected, and the finding says", () => {
  const rejected = async (digest = index.digest, reason = "image-signed/no-signature") => {
    const { status, message, reasons } = await judged(digest);
    expect({ status, reasons }).toEqual({ status: "rejected", reasons: [reason] });
    return message;
  };

  it("which child is unsigned, and looks at none after it", async () => {
    const [first, second] = index.children;
    setting.sign(setting.release, ...index.children.slice(1));
    expect(await rejected()).toBe(
      "it carries no signature. The policy trusts: release, platform. " +
        `It is an index in which linux/amd64 (${first?.digest}) carries no signature.`,
    );
    expect(setting.asked()).not.toContain(`manifests/${second?.digest}`);
  });

  it("that the last child is unsigned as well as the first", async () => {
    setting.sign(setting.release, ...index.children.slice(0, -1));
    expect(await rejected()).toContain(`linux/arm64 (${index.children[1]?.digest}) carries no signature.`);
  });

  it("which child somebody else signed", async () => {
    setting.sign(setting.release, ...index.children.slice(1));
    setting.sign(setting.stranger, ...index.children.slice(0, 1));
    expect(await rejected()).toContain(
      `linux/amd64 (${index.children[0]?.digest}) carries no signature that the policy trusts: `,
    );
  });

  it("that it lists nothing", async () => {
    expect(await rejected(setting.pushIndex([]).digest)).toContain("It is an index that lists nothing.");
  });

  it("that it lists more than are looked at, and asks for none", async () => {
    const children = setting.pushSingles(Array.from({ length: 33 }, (_, at) => `${at}`));
    setting.sign(setting.release, ...children);
    expect(await rejected(setting.pushIndex(children).digest)).toContain(
      "It is an index that lists 33 manifests; at most 32 are looked at.",
    );
    expect(setting.asked().length).toBeLessThan(5);
  });

  it("that it lists another index, signed or not", async () => {
    signChildren();
    setting.sign(setting.release, index);
    const outer = setting.pushIndex([...index.children.map(entryOf), entryOf(index)]);
    expect(await rejected(outer.digest)).toContain(`It is an index in which ${index.digest} is no image.`);
  });

  it.each([["application/vnd.oci.empty.v1+json"], [""], ["evil\u001b[2K"]])(
    "that it lists something of the type %j, and nothing of that type",
    async (mediaType) => {
      signChildren();
      const [first = index] = index.children;
      const message = await rejected(setting.pushIndex([{ ...entryOf(first), mediaType }]).digest);
      expect(message).toContain(`It is an index in which ${first.digest} is no image.`);
      expect(message).not.toContain("\u001b");
    },
  );

  it.each([
    ["size", { size: 7 }],
    ["type", { mediaType: "application/vnd.docker.distribution.manifest.v2+json" }],
  ])("that a child has another %s", async (_, wrong) => {
    signChildren();
    const [first = index] = index.children;
    expect(await rejected(setting.pushIndex([{ ...entryOf(first), ...wrong }]).digest)).toContain(
      `It is an index in which ${first.digest} is something else than the index says.`,
    );
  });

  it("that what lies there as the index's signature is a child's", async () => {
    const [first] = index.children;
    setting.sign(setting.release, ...index.children.slice(0, 1));
    const { bytes = Buffer.alloc(0), mediaType = "" } =
      setting.registry.manifest(REPOSITORY, legacyTag(first?.digest ?? "")) ?? {};
    setting.registry.putManifest(REPOSITORY, legacyTag(index.digest), bytes, mediaType);
    const message = await rejected(index.digest, "image-signed/other-digest");
    expect(message).toContain(`linux/arm64 (${index.children[1]?.digest}) carries no signature.`);
  });

  it("that a signature on the index, copied to a child, is none of the child", async () => {
    const [first] = index.children;
    setting.sign(setting.release, ...index.children.slice(1));
    legacySignature(setting.registry, REPOSITORY, first?.digest ?? "", {
      keyPair: setting.release,
      signedDigest: index.digest,
    });
    expect(await rejected()).toContain("linux/amd64");
  });
});

describe("what BuildKit adds as attestations", () => {
  it("has to be signed like any other child", async () => {
    const built = setting.push("built", ["linux/amd64"], "1", true);
    const [image = built, attestation = built] = built.children;
    setting.sign(setting.release, image);
    expect(await judged(built.digest)).toMatchObject({
      status: "rejected",
      message: expect.stringContaining(`unknown/unknown (${attestation.digest}) carries no signature.`),
    });
    setting.sign(setting.release, attestation);
    expect((await judged(built.digest)).status).toBe("accepted");
  });

  it("hides no image behind its annotation and platform", async () => {
    signChildren();
    const [evil = index] = setting.pushSingles(["evil"]);
    const hidden = {
      ...evil,
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    };
    expect((await judged(setting.pushIndex([...index.children.map(entryOf), hidden]).digest)).status).toBe("rejected");
  });
});

describe("a child that is not what or where it should be", () => {
  it("whose bytes were replaced is known to be bad (law 2)", async () => {
    signChildren();
    const [first = index] = index.children;
    setting.intercept(({ url = "" }, response) => {
      if (!url.endsWith(`/manifests/${first.digest}`)) return false;
      response.writeHead(200, { "content-type": first.mediaType }).end("{}");
      return true;
    });
    expect(await judged()).toMatchObject({
      status: "rejected",
      reasons: ["image-checked/digest-mismatch"],
      message: expect.stringContaining(`Of this index linux/amd64 (${first.digest}): `),
    });
  });

  it.each([
    ["itself is refused", (digest: string) => `manifests/${digest}`, "unauthorized"],
    ["its signatures are refused", (digest: string) => `manifests/${legacyTag(digest)}`, "unauthorized"],
  ])("%s: could not be found out (law 3)", async (_, end, reason) => {
    signChildren();
    const [, second = index] = index.children;
    setting.intercept(refusing(end(second.digest)));
    expect(await judged()).toMatchObject({
      status: "undetermined",
      reasons: [`image-checked/${reason}`],
      message: expect.stringContaining(`Of this index linux/arm64 (${second.digest}): `),
    });
  });

  it("is gone: could not be found out", async () => {
    signChildren();
    const [first = index] = index.children;
    const missing = { ...entryOf(first), digest: `sha256:${"0".repeat(64)}` };
    expect(await judged(setting.pushIndex([entryOf(first), missing]).digest)).toMatchObject({
      status: "undetermined",
      reasons: ["image-checked/not-found"],
    });
  });
});

describe("a member that Go takes for another, because it ignores letter case, shows a runtime no other images (law 2)", () => {
  it.each<[string, (evil: Descriptor) => object, string]>([
    ["a second list", (evil) => ({ Manifests: [evil] }), "ambiguous-manifest"],
    ["a second list with a long s", (evil) => ({ "manife\u017fts": [evil] }), "ambiguous-manifest"],
    ["an image beside the list", ({ size }) => ({ Config: { size }, Layers: [] }), "ambiguous-manifest"],
    ["another type", () => ({ MediaType: OCI_MANIFEST }), "ambiguous-manifest"],
    [
      "other digests in the entries",
      ({ digest, size }) => ({
        manifests: index.children.map((one) => ({ ...entryOf(one), Digest: digest, Size: size })),
      }),
      "malformed",
    ],
  ])("%s", async (_, hide, reason) => {
    signChildren();
    const [evil = index] = setting.pushSingles(["evil"]);
    const shown = { schemaVersion: 2, mediaType: index.mediaType, manifests: index.children.map(entryOf) };
    const bytes = Buffer.from(JSON.stringify({ ...shown, ...hide(evil) }));
    const digest = setting.registry.putManifest(REPOSITORY, "evil", bytes, index.mediaType);
    expect(await judged(digest)).toMatchObject({ status: "undetermined", reasons: [`image-checked/${reason}`] });
  });
});
