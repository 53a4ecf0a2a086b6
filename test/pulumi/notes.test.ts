import { describe, expect, it } from "@jest/globals";
import { finding } from "../../src/policy/index.ts";
import { Notes } from "../../src/pulumi/notes.ts";
import { digestOf } from "../../src/reference/index.ts";

const suggestion = { digest: digestOf(Buffer.from("image")), verified: true, platforms: [] };
const pinned = finding("image-pinned", "mutable-tag", "It can be moved.", suggestion);

function noted(reason: string): Notes {
  const notes = new Notes();
  notes.add("urn:web", "image", { reason, message: "Nothing was written." });
  return notes;
}

describe("what remediation noted about a tag", () => {
  it("is told by image-pinned at that place, with the suggestion", () => {
    expect(noted("archive").annotate(pinned, "urn:web", "image")).toEqual({
      ...pinned,
      reason: "archive",
      message: "It can be moved. Nothing was written.",
    });
  });

  it.each(["tag-moved", "lock-changed"])("suggests nothing where it is %s after the preview (law 4)", (reason) => {
    expect(noted(reason).annotate(pinned, "urn:web", "image")).not.toHaveProperty("suggestion");
  });

  it.each([
    ["another place", pinned, "urn:web", "other"],
    ["another resource", pinned, "urn:api", "image"],
    ["another rule", finding("image-signed", "no-signature", "It carries none."), "urn:web", "image"],
  ])("is not told of %s", (_, found, urn, path) => {
    expect(noted("archive").annotate(found, urn, path)).toBe(found);
  });
});
