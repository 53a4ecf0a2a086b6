import { describe, expect, it } from "@jest/globals";
import { sbomLack } from "../../src/predicate/index.ts";
import { CYCLONEDX_TYPES, SPDX_TYPES } from "../../src/predicate/types.ts";
import { cycloneDx, spdx } from "./predicates.ts";

const SPDX = "https://spdx.dev/Document";
const CYCLONEDX = "https://cyclonedx.org/bom";
const tagValue = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n\nPackageName: musl\n";

describe("an SBOM", () => {
  it.each([
    ...SPDX_TYPES.map((type) => [type, spdx] as const),
    ...CYCLONEDX_TYPES.map((type) => [type, cycloneDx] as const),
    [SPDX, { ...spdx, packages: [], files: [{ fileName: "/bin/sh" }] }],
    [SPDX, tagValue],
    [SPDX, JSON.stringify(spdx)],
    [
      SPDX,
      {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [{ type: "software_Package", name: "musl" }],
      },
    ],
  ])("of type %s is one", (type, predicate) => {
    expect(sbomLack(type, predicate)).toBeUndefined();
  });

  it.each<readonly [string, string, unknown, string]>([
    ["CycloneDX under SPDX's type", SPDX, cycloneDx, "is no SPDX document"],
    ["SPDX under CycloneDX's type", CYCLONEDX, spdx, "is no CycloneDX document in JSON"],
    ["an empty object", SPDX, {}, "is no SPDX document"],
    ["nothing", CYCLONEDX, null, "is no CycloneDX document in JSON"],
    ["any text", SPDX, "musl 1.2", "is no SPDX document"],
    [
      "a text with a member twice",
      SPDX,
      '{"spdxVersion":"SPDX-2.3","packages":[{}],"packages":[]}',
      "is no SPDX document",
    ],
    [
      "a text with more parts than a statement may have",
      SPDX,
      `{"spdxVersion":"SPDX-2.3","packages":[{"name":"musl"}],"x":[${"0,".repeat(750_000)}0]}`,
      "is no SPDX document",
    ],
    ["a text in XML", CYCLONEDX, "<bom/>", "is no CycloneDX document in JSON"],
    ["no packages", SPDX, { ...spdx, packages: [] }, "is an SBOM that lists nothing"],
    ["packages of nothing", SPDX, { ...spdx, packages: [null, {}, "musl"] }, "is an SBOM that lists nothing"],
    [
      "a graph of nothing",
      SPDX,
      { "@context": "x", "@graph": [{ type: "CreationInfo" }] },
      "is an SBOM that lists nothing",
    ],
    ["tag-value without packages", SPDX, "SPDXVersion: SPDX-2.3\n", "is an SBOM that lists nothing"],
    ["no components", CYCLONEDX, { ...cycloneDx, components: undefined }, "is an SBOM that lists nothing"],
    ["another version of the type", "https://spdx.dev/Document/v9", spdx, "is no SBOM of a kind that is read"],
  ])("is not %s", (_, type, predicate, words) => {
    expect(sbomLack(type, predicate)?.words).toBe(words);
  });
});
