import { describe, expect, it } from "@jest/globals";
import { parseImageReference } from "../../src/reference/index.ts";
import { SHA256, reasonOf } from "./read.ts";

describe("a tag is 1 to 128 of letters, digits, _ . - and begins with none of . -", () => {
  it.each([
    "1",
    "_",
    "__",
    "a",
    "A",
    "latest",
    "1.29.0-alpine3.20",
    "v1_2",
    "a.",
    "a-",
    "a--b",
    "a.-_b",
    "0".repeat(128),
  ])("%s is one", (tag) => {
    expect(parseImageReference(`ghcr.io/acme/web:${tag}`).tag).toBe(tag);
    expect(parseImageReference(`nginx:${tag}@${SHA256}`).tag).toBe(tag);
  });

  it.each([".", "-", "..", ".a", "-a", "-1", "a:b", "a:", ":a", "::", "a/b", "a/", "1+build.5", "a[0]", "1.29:latest"])(
    "%s is none",
    (tag) => {
      expect(reasonOf(`ghcr.io/acme/web:${tag}`)).toBe("tag-syntax");
      expect(reasonOf(`ghcr.io/acme/web:${tag}@${SHA256}`)).toBe("tag-syntax");
    },
  );

  it.each(["nginx:", "ghcr.io/acme/web:", "localhost:5000/app:", `nginx:@${SHA256}`, `ghcr.io/acme/web:@${SHA256}`])(
    "%s has an empty one",
    (text) => {
      expect(reasonOf(text)).toBe("tag-empty");
    },
  );

  it.each([`nginx:${"a".repeat(129)}`, `ghcr.io/a:${"1".repeat(129)}@${SHA256}`, `nginx:${".".repeat(500)}`])(
    "%s has one that is too long",
    (text) => {
      expect(reasonOf(text)).toBe("tag-too-long");
    },
  );

  it("keeps its case, which is part of it", () => {
    expect(parseImageReference("nginx:Latest").tag).toBe("Latest");
  });

  it("gives no tag where none was written: latest is for the registry's client to add", () => {
    expect(parseImageReference("nginx")).not.toHaveProperty("tag");
    expect(parseImageReference(`nginx@${SHA256}`)).not.toHaveProperty("tag");
  });
});

describe("a digest behind a colon instead of an at sign is a tag, never a digest", () => {
  it("ghcr.io/acme/web:sha256:… has two colons", () => {
    expect(reasonOf(`ghcr.io/acme/web:${SHA256}`)).toBe("tag-syntax");
    expect(reasonOf(`nginx:${SHA256}`)).toBe("tag-syntax");
  });
});
