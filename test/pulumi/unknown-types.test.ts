import { describe, expect, it } from "@jest/globals";
import { imagePolicies } from "../../src/pulumi/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { analyze, type AnalyzedInputs } from "./analyze.ts";

const one = (type: string, name: string, provider = "pulumi:providers:acme"): AnalyzedInputs => ({
  ...{ type, name, props: { size: 1 }, provider },
});

async function told(resources: readonly AnalyzedInputs[], rest: object = {}, preview = true): Promise<string[]> {
  const images = [{ match: "ghcr.io/acme/*", signature: "not-required", because: "nobody signs them here" }];
  const document = { version: 1, images, ...rest };
  readPolicyObject(document, "/", "test");
  const policies = imagePolicies({ packFolder: "/none", environment: { DIGESTBOUND_CACHE: "off" }, preview });
  const found = await analyze(policies, resources, { config: { document } });
  return found.map(
    ({ policy, message, urn }) => `${policy} ${urn ?? "stack"}: ${message.split("\n")[1]?.trim() ?? message}`,
  );
}

describe.each([
  ["preview", true],
  ["update", false],
])("resources of types that nothing is known of, at %s", (_, preview) => {
  it("are counted once for the stack, the most frequent first", async () => {
    const resources = [one("acme:index:Job", "a"), one("acme:index:Service", "b"), one("acme:index:Service", "c")];
    expect(await told(resources, {}, preview)).toEqual([
      "image-unlisted stack: 3 resources of 2 types that nothing is known of: acme:index:Service (2), acme:index:Job (1). " +
        "In them only what can be nothing else than an image reference was looked for.",
    ]);
  });

  it("are no components, no types of packages that were read, and none that the document knows", async () => {
    const resources = [
      { type: "acme:index:Component", name: "a", props: { size: 1 } },
      one("aws:s3/bucket:Bucket", "b", "pulumi:providers:aws"),
      one("random:index/randomPet:RandomPet", "c", "pulumi:providers:random"),
      one("kubernetes:acme.io/v1:Widget", "d", "pulumi:providers:kubernetes"),
      one("acme:index:Known", "e"),
    ];
    const fields = [{ type: "acme:index:Known", path: "image" }];
    expect(await told(resources, { fields }, preview)).toEqual([]);
  });
});

it("names ten types of many, and nothing that a terminal would obey (law 10)", async () => {
  const many = Array.from({ length: 12 }, (_, index) => one(`acme:index:T${index}`, `r${index}`));
  const [text = ""] = await told([...many, one("acme:index:\u001b[2K", "x")]);
  expect(text).toContain("13 resources of 13 types");
  expect(text).toContain("and 3 more.");
  expect(text).not.toContain("\u001b");
});
