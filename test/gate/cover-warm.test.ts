import { describe, expect, it } from "@jest/globals";
import { pushImage } from "../fixtures/index.ts";
import { policyOf, type Rule } from "./cover-setting.ts";
import { reasons } from "./setting.ts";
import { warmSetting } from "./warm-setting.ts";

// What is remembered are signatures on the index and on children. That one stands for the other is found out in every run.

async function world(rule: Rule) {
  const setting = await warmSetting();
  const push = (text: string) =>
    pushImage(setting.registry, "team/web", "1", { text, platforms: ["linux/amd64", "linux/arm64"] });
  const policy = (key = setting.trusted) => policyOf(setting.registry.host, { release: key }, rule);
  const at = (digest = "") => `${setting.registry.host}/team/web:1@${digest}`;
  const run = async (digest?: string, key = setting.trusted) => {
    const before = setting.registry.requests.length;
    const { verdicts, statuses } = await setting.run([at(digest)], { policy: policy(key) });
    const asked = setting.registry.requests.slice(before).map(({ url }) => url.replace("/v2/team/web/manifests/", ""));
    return { verdict: verdicts[0], status: statuses[0], asked, reasons: verdicts[0] && reasons(verdicts[0]) };
  };
  return { ...setting, index: push("web"), push, runOn: run };
}

describe("an image that a signed index lists, in a second run", () => {
  it("is judged anew: the image, its own signatures and the tag are asked for, the index's signature is not", async () => {
    const { index, runOn, sign } = await world({ childOfSignedIndex: "accepted" });
    sign("team/web", index);
    const child = index.children[0]?.digest;
    const cold = await runOn(child);
    const warm = await runOn(child);
    expect([cold.status, warm.status]).toEqual(["accepted", "accepted"]);
    expect(warm.verdict).toEqual(cold.verdict);
    expect(warm.asked.filter((path) => path === "1")).toHaveLength(1);
    expect(warm.asked).toHaveLength(5);
    expect(warm.asked.filter((path) => path.includes(index.digest.replace(":", "-")))).toEqual([]);
  });

  it("is rejected where the tag was moved between the runs (law 5)", async () => {
    const { index, runOn, sign, push } = await world({ childOfSignedIndex: "accepted" });
    sign("team/web", index);
    const child = index.children[0]?.digest;
    expect((await runOn(child)).status).toBe("accepted");
    push("evil");
    expect((await runOn(child)).reasons).toEqual(["image-signed/no-signature", "image-lock/tag-disagrees"]);
  });

  it("is rejected under a policy that was tightened between the runs", async () => {
    const { index, runOn, sign, stranger } = await world({ childOfSignedIndex: "accepted" });
    sign("team/web", index);
    const child = index.children[0]?.digest;
    expect((await runOn(child)).status).toBe("accepted");
    expect((await runOn(child, stranger)).status).toBe("rejected");
  });
});

describe("an index whose children are signed, in a second run", () => {
  it("is judged anew: every manifest is asked for, the children's signatures are not", async () => {
    const { index, runOn, sign } = await world({ allChildren: "accepted" });
    for (const child of index.children) sign("team/web", { ...child, children: [] });
    const cold = await runOn(index.digest);
    const warm = await runOn(index.digest);
    expect([cold.status, warm.status]).toEqual(["accepted", "accepted"]);
    expect(warm.verdict).toEqual(cold.verdict);
    // The index by its tag, whose bytes hash to the digest beside it.
    const digests = ["1", ...index.children.map(({ digest }) => digest)];
    expect(warm.asked).toEqual(expect.arrayContaining(digests));
    // The index's own signatures: referrers, fallback tag, .sig.
    expect(warm.asked).toHaveLength(digests.length + 3);
  });

  it("is rejected under a policy that was tightened between the runs", async () => {
    const { index, runOn, sign, stranger } = await world({ allChildren: "accepted" });
    for (const child of index.children) sign("team/web", { ...child, children: [] });
    expect((await runOn(index.digest)).status).toBe("accepted");
    expect((await runOn(index.digest, stranger)).status).toBe("rejected");
  });

  it("could not be found out where a child is gone, whatever is remembered", async () => {
    const { index, runOn, sign, gone } = await world({ allChildren: "accepted" });
    for (const child of index.children) sign("team/web", { ...child, children: [] });
    expect((await runOn(index.digest)).status).toBe("accepted");
    gone.add(index.children[1]?.digest ?? "");
    expect((await runOn(index.digest)).reasons).toEqual(["image-checked/not-found"]);
  });
});
