import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { exemptionsOf } from "../../src/policy/covering.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { patternMatches } from "../../src/policy/match.ts";
import { parseImageReference } from "../../src/reference/index.ts";

const ENTRY = { rule: "image-signed", because: "signed from next year on", owner: "team-legacy", until: "2027-01-31" };
const names = fc.constantFrom("quay.io", "quay.io:5000", "a.quay.io", "docker.io");
const paths = fc.constantFrom("legacy/app", "legacy/api", "legacy", "legacy/app/deep", "library/nginx");
const patterns = fc.oneof(
  fc.tuple(names, paths).map(([host, path]) => `${host}/${path}`),
  fc.constantFrom("quay.io/legacy/*", "quay.io/legacy/**", "*.quay.io/legacy/app", "docker.io/nginx", "quay.io/*/app"),
);

/** What the index stands for: each pattern compared by itself. */
it("the exemptions of an image are those whose pattern matches it, in the document's order, however they are looked up", () => {
  fc.assert(
    fc.property(fc.array(patterns, { minLength: 1, maxLength: 12 }), names, paths, (written, host, path) => {
      const policy = readPolicyObject(
        {
          version: 1,
          images: [{ match: "quay.io/**", signature: "not-required", because: "nobody signs these" }],
          exemptions: written.map((image) => ({ ...ENTRY, image })),
        },
        "/",
        "test",
      );
      const { registry, repository } = parseImageReference(`${host}/${path}`);
      const subject = { repository: { registry, repository }, resource: "urn" };
      const expected = policy.exemptions.filter(
        ({ image }) => image && patternMatches(image.match, subject.repository),
      );
      for (let time = 0; time < 2; time += 1) expect(exemptionsOf(subject, { policy, now: 0 })).toEqual(expected);
    }),
  );
});

it("an exemption of what nobody can see is about no image, and one of an image about nothing that nobody can see", () => {
  const policy = readPolicyObject(
    {
      version: 1,
      images: [{ match: "quay.io/**", signature: "not-required", because: "nobody signs these" }],
      exemptions: [
        { ...ENTRY, image: "quay.io/legacy/app", resource: "urn:*" },
        { ...ENTRY, rule: "image-inspectable", resource: "urn:*" },
      ],
    },
    "/",
    "test",
  );
  const rulesOf = (resource: string, image?: string) =>
    exemptionsOf({ resource, ...(image && { repository: parseImageReference(image) }) }, { policy, now: 0 }).map(
      ({ rule }) => rule,
    );
  expect(rulesOf("urn:a")).toEqual(["image-inspectable"]);
  expect(rulesOf("a")).toEqual([]);
  expect(rulesOf("urn:a", "quay.io/legacy/app")).toEqual(["image-signed"]);
  expect(rulesOf("a", "quay.io/legacy/app")).toEqual([]);
});
