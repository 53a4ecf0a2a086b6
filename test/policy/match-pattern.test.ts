import { describe, expect, it } from "@jest/globals";
import { InvalidMatch } from "../../src/policy/invalid-match.ts";
import { parseMatchPattern } from "../../src/policy/match-pattern.ts";

const bad: readonly (readonly [pattern: string, message: RegExp])[] = [
  ["nginx", /names no registry host/],
  ["*", /names no registry host/],
  ["**", /names no registry host/],
  ["acme/web", /Docker Hub namespace/],
  ["library/*", /Docker Hub namespace/],
  ["inde**", /names no registry host/],
  ["index.docker.**", /names no registry host/],
  ["*/**", /anybody could register/],
  ["*/*", /anybody could register/],
  ["*.io/acme/*", /anybody could register/],
  ["*.com:5000/acme/*", /anybody could register/],
  ["ghcr.*/acme/*", /anybody could register/],
  ["a.*.example/acme/*", /anybody could register/],
  ["*.*/acme/*", /anybody could register/],
  ["**.registry.example.com/acme/*", /inside a label/],
  ["registry*.example.com/myorg/*", /inside a label/],
  ["{host}.example.com/acme", /inside a label/],
  ["*.0.0.1/acme", /not a registry host/],
  ["ghcr.io:*/acme", /inside a label/],
  ["ghcr.io:0/acme", /port/],
  ["Myhost/acme", /namespace/],
  ["ghcr..io/acme", /not a host/],
  ["ghcr.io/", /empty component/],
  ["ghcr.io//acme", /empty component/],
  ["ghcr.io/acme/", /empty component/],
  ["/acme", /not a registry host/],
  ["ghcr.io/acme/web:1.4", /tag/],
  ["ghcr.io/acme/*:latest", /tag/],
  ["ghcr.io/acme/web@sha256:abc", /digest/],
  ["user@ghcr.io/acme/web", /user name/],
  ["user:secret@ghcr.io/acme/web", /user name/],
  ["https://ghcr.io/acme/web", /scheme/],
  ["oci://ghcr.io/acme/web", /scheme/],
  ["ghcr.io/Acme/web", /upper-case/],
  ["ghcr.io/acme/Web-*", /upper-case/],
  ["ghcr.io/acme/..", /no repository can have/],
  ["ghcr.io/../acme", /no repository can have/],
  ["ghcr.io/acme/-web", /no repository can have/],
  ["ghcr.io/acme/web-", /no repository can have/],
  ["ghcr.io/acme/a___b", /no repository can have/],
  ["ghcr.io/acme/.*", /no repository can have/],
  ["ghcr.io/acme/*..web", /no repository can have/],
  ["ghcr.io/acme**", /elsewhere than as its last/],
  ["ghcr.io/acme/web**", /elsewhere than as its last/],
  ["ghcr.io/**/web", /elsewhere than as its last/],
  ["ghcr.io/**/**", /elsewhere than as its last/],
  ["ghcr.io/acme/***", /elsewhere than as its last/],
  ["ghcr.io/acme/a*b*", /two wildcards/],
  ["ghcr.io/acme/{a}{b}", /two wildcards/],
  ["ghcr.io/acme/*{b}", /two wildcards/],
  ["ghcr.io/{name}/{name}", /same \{name\} twice/],
  ["ghcr.io/acme/{}", /capture/],
  ["ghcr.io/acme/{a b}", /character/],
  ["ghcr.io/acme/{1}", /capture/],
  ["ghcr.io/acme/{name", /capture/],
  ["ghcr.io/acme/name}", /capture/],
  ["ghcr.io/acme/{na{me}}", /capture/],
  ["ghcr.io/acme/[a-z]*", /no repository can have/],
  ["ghcr.io/acme/.+", /character/],
  ["^ghcr.io/acme/.*$", /character/],
  ["ghcr.io/acme/(web|api)", /character/],
  ["ghcr.io/acme/web?", /character/],
  ["ghcr.io/acme/web#1", /character/],
  ["ghcr.io/acme/%2e%2e", /character/],
  ["ghcr.io\\acme", /character/],
  [" ghcr.io/acme", /character/],
  ["ghcr.io/acme\n", /character/],
  ["ghcr.io/\u0430cme", /character/],
  ["docker.io/*", /leaves open/],
  ["docker.io/{name}", /leaves open/],
  ["index.docker.io/ngin*", /leaves open/],
  [`ghcr.io/${"a".repeat(256)}`, /more characters than a repository/],
  [`ghcr.io/${"a".repeat(130)}/${"b".repeat(130)}`, /more characters than a repository/],
  [`ghcr.io/${"a".repeat(600)}`, /more than 520/],
];

describe("a text that is no match", () => {
  it.each(bad)("%j is refused and says why", (pattern, message) => {
    const read = () => parseMatchPattern(pattern);
    expect(read).toThrow(InvalidMatch);
    expect(read).toThrow(message);
  });

  it("is never printed with the password that stands in it (law 10)", () => {
    for (const pattern of ["user:hunter2@ghcr.io/acme", "https://u:hunter2@ghcr.io", "hunter2/acme@x"]) {
      expect(failure(pattern)).not.toContain("hunter2");
    }
  });

  it("says how to write Docker Hub's short names", () => {
    expect(failure("nginx")).toContain("docker.io/library/nginx");
    expect(failure("docker.io/*")).toContain("docker.io/library/*");
    expect(failure("docker.io/*")).toContain("docker.io/**");
  });
});

function failure(pattern: string): string {
  try {
    parseMatchPattern(pattern);
  } catch (error) {
    if (error instanceof InvalidMatch) return `${error.message} ${error.remedy}`;
  }
  throw new Error("was read");
}

describe("what a match counts as literal", () => {
  it.each([
    ["ghcr.io/acme/web", 3, 14],
    ["ghcr.io/acme/*", 2, 11],
    ["ghcr.io/acme/{name}", 2, 11],
    ["ghcr.io/acme/**", 2, 11],
    ["ghcr.io/acme/web-*", 2, 15],
    ["*.pkg.dev/acme", 1, 12],
    ["GHCR.io:443/acme", 2, 11],
    ["docker.io/nginx", 3, 21],
  ])("%s: %i components, %i characters", (pattern, components, characters) => {
    const { literalComponents, literalCharacters } = parseMatchPattern(pattern);
    expect({ literalComponents, literalCharacters }).toEqual({
      literalComponents: components,
      literalCharacters: characters,
    });
  });
});
