import { describe, expect, it } from "@jest/globals";
import type { ImageUse } from "../../src/discover/index.ts";
import { createGate, type Verdict } from "../../src/gate/index.ts";
import { readPolicyObject, type PolicyDocument } from "../../src/policy/index.ts";
import { reasons, useOf } from "./setting.ts";

const HASH = "85aa2b9b1c3c3e05e4b8825291410a5f9cbd9638c2e60dcab8b40e32050938a2";
const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const ASSET = `${HOST}/cdk-hnb659fds-container-assets-123456789012-eu-west-1:${HASH}`;

const deployers: ImageUse = {
  kind: "unknown",
  cdkAsset: true,
  why: "is put together when the template is deployed.",
  place: { resource: "urn:web", path: "templateBody" },
  role: "run",
  pinForm: "name@digest",
};

function policy(cdkAssets: "accepted" | "rejected" | undefined, match = `${HOST}/**`): PolicyDocument {
  const images = [{ match, signature: "not-required", because: "nobody signs them here" }];
  return readPolicyObject({ version: 1, images, ...(cdkAssets && { cdkAssets }) }, __dirname, "digestbound.yaml");
}

/** No packet is sent: the limit of requests is none. */
async function judged(use: ImageUse, document: PolicyDocument): Promise<Verdict | undefined> {
  const gate = createGate(document, { environment: {}, limits: { requests: 0 } });
  const [verdict] = await gate.check([use]);
  await gate.close();
  return verdict;
}

describe("an image asset of the AWS CDK", () => {
  it.each([
    ["accepted", "exempt", []],
    ["rejected", "unknown", ["image-known/unknown"]],
    [undefined, "unknown", ["image-known/unknown"]],
  ] as const)("in the deployer's own account, under cdkAssets: %s", async (option, status, findings) => {
    const verdict = await judged(deployers, policy(option));
    expect([verdict?.status, verdict && reasons(verdict)]).toEqual([status, findings]);
  });

  it.each([
    ["in an account that a match names", ASSET, `${HOST}/**`, "exempt"],
    ["in an account that no match names", ASSET, "ghcr.io/acme/*", "rejected"],
    [
      "with another account's name in the repository",
      ASSET.replace("assets-123456789012", "assets-999999999999"),
      `${HOST}/**`,
      "rejected",
    ],
    [
      "with another region's name in the repository",
      ASSET.replace("-eu-west-1:", "-us-east-1:"),
      `${HOST}/**`,
      "rejected",
    ],
    ["by a tag that is no hash", ASSET.replace(HASH, "latest"), `${HOST}/**`, "rejected"],
    ["of another name", ASSET.replace("cdk-", "web-"), `${HOST}/**`, "rejected"],
  ])("written out %s", async (_, image, match, status) => {
    expect((await judged(useOf(image), policy("accepted", match)))?.status).toBe(status);
  });

  it("written out is a tag like any other where the policy says nothing", async () => {
    const verdict = await judged(useOf(ASSET), policy(undefined));
    expect(verdict && reasons(verdict)).toContain("image-pinned/mutable-tag");
  });

  it("is told apart from another unknown image, which the option never lifts (law 6)", async () => {
    const { place, role, pinForm } = deployers;
    const other: ImageUse = { kind: "unknown", place, role, pinForm };
    expect((await judged(other, policy("accepted")))?.status).toBe("unknown");
  });
});
