import { describe, expect, it } from "@jest/globals";
import { parseImageReference } from "../../src/reference/index.ts";
import { HEX64, SHA256, reasonOf } from "./read.ts";

describe("separators join the letters and digits of a component", () => {
  it.each(["a.b", "a_b", "a__b", "a-b", "a--b", "a-----b", "a.b_c__d-e", "a1.2b", "0-0", "a_b_c", "a.b.c"])(
    "%s is one",
    (component) => {
      expect(parseImageReference(`ghcr.io/x/${component}`).repository).toBe(`x/${component}`);
    },
  );

  it.each([
    ".",
    "..",
    "...",
    "_",
    "__",
    "-",
    "a..b",
    "a___b",
    "a____b",
    "a.-b",
    "a-.b",
    "a._b",
    "a_.b",
    "a_-b",
    "a-_b",
    "a__.b",
    ".a",
    "_a",
    "-a",
    "a.",
    "a_",
    "a__",
    "a-",
    "a+b",
    "[a]",
    "a[1]",
  ])("%s is none", (component) => {
    expect(reasonOf(`ghcr.io/x/${component}`)).toBe("repository-component");
    expect(reasonOf(`ghcr.io/${component}/x`)).toBe("repository-component");
    expect(reasonOf(`ghcr.io/${component}:1@${SHA256}`)).toBe("repository-component");
  });
});

describe("a path never climbs or skips (hostile names, before any packet is sent)", () => {
  it.each([
    "a/../b",
    "a/./b",
    "a//b",
    "/a",
    "//a",
    "a/",
    "a/b/",
    "/",
    "ghcr.io//a",
    "ghcr.io/a//b",
    "ghcr.io/a/b/",
    "ghcr.io/../../v2/_catalog",
    "docker.io//nginx",
    "ghcr.io/a/..:1",
    "[abc]/x",
    "_/nginx",
    "-team/nginx",
    "__proto__",
    "team_/nginx",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("repository-component");
  });
});

describe("a repository is lower case", () => {
  it.each([
    "Nginx",
    "NGINX:1.29",
    `nginX@${SHA256}`,
    "acme/Web",
    "ghcr.io/Acme/web",
    "ghcr.io/acme/weB:1",
    "localhost:5000/App",
    "docker.io/Library/nginx",
    "index.docker.io/Nginx",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("repository-uppercase");
  });
});

describe("a repository is there", () => {
  it.each([
    ":1.29",
    ":",
    `@${SHA256}`,
    `:1@${SHA256}`,
    "ghcr.io/",
    "ghcr.io/:1",
    `ghcr.io/@${SHA256}`,
    "localhost:5000/",
    "docker.io/",
  ])("%s names none", (text) => {
    expect(reasonOf(text)).toBe("repository-empty");
  });
});

describe("a repository has at most 255 characters, its host apart", () => {
  it("counts the library/ that Docker Hub adds", () => {
    expect(parseImageReference("a".repeat(247)).repository).toHaveLength(255);
    expect(reasonOf("a".repeat(248))).toBe("repository-too-long");
    expect(reasonOf(`docker.io/${"a".repeat(248)}`)).toBe("repository-too-long");
  });

  it.each([
    ["one component", `ghcr.io/${"a".repeat(256)}`],
    ["many components", `ghcr.io/${"a/".repeat(127)}aa`],
    ["with a tag", `ghcr.io/${"a".repeat(256)}:1`],
    ["with a digest", `ghcr.io/${"a".repeat(256)}@${SHA256}`],
  ])("refuses more: %s", (_, text) => {
    expect(reasonOf(text)).toBe("repository-too-long");
  });
});

describe("an image ID is no repository", () => {
  it.each([HEX64, HEX64.toUpperCase(), `${HEX64}:1`, `${HEX64}@${SHA256}`, "0".repeat(64), "f".repeat(64)])(
    "%s",
    (text) => {
      expect(reasonOf(text)).toBe("bare-identifier");
    },
  );

  it.each([HEX64.slice(1), `${HEX64}0`, `${HEX64.slice(1)}g`])("%s is one", (text) => {
    expect(parseImageReference(text).repository).toBe(`library/${text}`);
  });
});
