import { describe, expect, it } from "@jest/globals";
import { AmbiguousMatch, matchImage } from "../../src/policy/index.ts";
import { patternMatches } from "../../src/policy/match.ts";
import { parseMatchPattern } from "../../src/policy/match-pattern.ts";
import { InvalidImageReference } from "../../src/reference/index.ts";
import { documentOf, repositoryOf, ruleFor } from "./repository.ts";

const matches = (pattern: string, reference: string) =>
  patternMatches(parseMatchPattern(pattern), repositoryOf(reference));

type Row = readonly [pattern: string, reference: string];

const covered: readonly Row[] = [
  ["ghcr.io/acme/web", "ghcr.io/acme/web"],
  ["ghcr.io/acme/web", "ghcr.io/acme/web:1.4"],
  ["ghcr.io/acme/web", `ghcr.io/acme/web@sha256:${"a".repeat(64)}`],
  ["ghcr.io/acme/*", "ghcr.io/acme/web"],
  ["ghcr.io/acme/{name}", "ghcr.io/acme/web"],
  ["ghcr.io/*/web", "ghcr.io/acme/web"],
  ["ghcr.io/{owner}/{name}", "ghcr.io/acme/web"],
  ["ghcr.io/*/*", "ghcr.io/foo/bar"],
  ["ghcr.io/**", "ghcr.io/foo"],
  ["ghcr.io/**", "ghcr.io/foo/bar/baz"],
  ["ghcr.io/acme/**", "ghcr.io/acme/web"],
  ["ghcr.io/acme/**", "ghcr.io/acme/web/api/v2"],
  ["ghcr.io/*/team/**", "ghcr.io/acme/team/web"],
  ["ghcr.io/acme/web-*", "ghcr.io/acme/web-api"],
  ["ghcr.io/acme/*-web", "ghcr.io/acme/api-web"],
  ["ghcr.io/acme/a-*-z", "ghcr.io/acme/a-b-c-z"],
  ["ghcr.io/acme/web-{name}", "ghcr.io/acme/web-api"],
  ["ghcr.io/acme/web*", "ghcr.io/acme/web.v2"],
  // Hosts are compared without case and without the default port (oras-go #1388, connaisseur #2130).
  ["ghcr.io/acme/*", "GHCR.io/acme/web"],
  ["GHCR.IO/acme/*", "ghcr.io/acme/web"],
  ["ghcr.io/acme/*", "ghcr.io:443/acme/web"],
  ["ghcr.io:443/acme/*", "ghcr.io/acme/web"],
  ["localhost:5000/web", "localhost:5000/web"],
  ["localhost/web", "localhost/web"],
  ["[::1]:5000/web", "[::1]:5000/web"],
  ["[0:0:0:0:0:0:0:1]:5000/web", "[::1]:5000/web"],
  ["10.0.0.7:5000/*", "10.0.0.7:5000/web"],
  ["myhost:443/web", "myhost:443/web"],
  // Docker Hub has several names.
  ["docker.io/library/nginx", "nginx"],
  ["docker.io/nginx", "nginx"],
  ["docker.io/nginx", "docker.io/library/nginx"],
  ["index.docker.io/nginx", "nginx"],
  ["index.docker.io/library/*", "docker.io/nginx"],
  ["docker.io/library/*", "nginx:1.29"],
  ["docker.io/library/*", "index.docker.io/nginx"],
  ["docker.io/**", "nginx"],
  ["docker.io/**", "acme/web"],
  ["docker.io/acme/*", "acme/web"],
  ["registry-1.docker.io/library/nginx", "registry-1.docker.io/library/nginx"],
  // A star may stand for a label of the host (Portieris and Kyverno users rely on it).
  ["*.registry.example.com/myorg/*", "us.registry.example.com/myorg/foo:latest"],
  ["*.pkg.dev/acme/*", "europe-docker.pkg.dev/acme/web"],
  ["*.*.pkg.dev/acme/*", "a.b.pkg.dev/acme/web"],
  ["123456789012.dkr.ecr.*.amazonaws.com/**", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web"],
  ["*.registry.example.com:5000/web", "eu.registry.example.com:5000/web"],
];

const notCovered: readonly Row[] = [
  ["ghcr.io/acme/web", "ghcr.io/acme/web2"],
  ["ghcr.io/acme/web", "ghcr.io/acme/we"],
  ["ghcr.io/acme/web", "ghcr.io/acme/web/api"],
  ["ghcr.io/acme/web", "ghcr.io/web"],
  ["ghcr.io/acme/*", "ghcr.io/acme"],
  ["ghcr.io/acme/*", "ghcr.io/acme/web/api"],
  ["ghcr.io/acme/{name}", "ghcr.io/acme/web/api"],
  ["ghcr.io/acme/**", "ghcr.io/acme"],
  ["ghcr.io/acme/**", "ghcr.io/acme-evil/web"],
  ["ghcr.io/acme/**", "ghcr.io/evil/acme/web"],
  ["ghcr.io/*/*", "ghcr.io/foo"],
  ["ghcr.io/*/web", "ghcr.io/a/b/web"],
  ["ghcr.io/*/team/**", "ghcr.io/acme/team"],
  ["ghcr.io/*/team/**", "ghcr.io/acme/other/team/web"],
  ["ghcr.io/acme/web-*", "ghcr.io/acme/web"],
  ["ghcr.io/acme/web-*", "ghcr.io/acme/web-api/evil"],
  ["ghcr.io/acme/web*", "ghcr.io/acme/web"],
  ["ghcr.io/acme/*web", "ghcr.io/acme/web"],
  ["ghcr.io/acme/aba*aba", "ghcr.io/acme/ababa"],
  ["ghcr.io/acme/*-web", "ghcr.io/acme/api-web-evil"],
  // The dot is a dot (policy-controller: ghcrxio).
  ["ghcr.io/acme/web", "ghcr-io.example/acme/web"],
  ["ghcr.io/**", "ghcrxio.example/foo"],
  ["ghcr.io/acme/a.b", "ghcr.io/acme/axb"],
  // Host look-alikes.
  ["ghcr.io/acme/*", "ghcr.io.evil.com/acme/web"],
  ["ghcr.io/acme/*", "evil-ghcr.io/acme/web"],
  ["ghcr.io/acme/*", "prefix.ghcr.io/acme/web"],
  ["ghcr.io/acme/*", "ghcr.io:444/acme/web"],
  ["ghcr.io/acme/*", "ghcr.io:80/acme/web"],
  ["ghcr.io:444/acme/*", "ghcr.io/acme/web"],
  ["ghcr.io/acme/*", "ghcr.com/acme/web"],
  ["localhost:5000/web", "localhost:5001/web"],
  ["localhost:5000/web", "localhost/web"],
  ["[::1]:5000/web", "[::2]:5000/web"],
  ["docker.io/library/*", "acme/web"],
  ["docker.io/library/nginx", "evil.io/library/nginx"],
  ["docker.io/library/nginx", "evil/nginx"],
  ["docker.io/**", "docker.io.evil.com/library/nginx"],
  ["docker.io/**", "registry-1.docker.io/library/nginx"],
  ["docker.io/**", "evil.io/docker.io/library/nginx"],
  // A namespace of Docker Hub that reads like a host without its dot.
  ["localhost:5000/**", "localhost5000/web"],
  // Unanchored wildcards (Portieris d305814 and the attacker rows of its tests).
  ["*.trusted.io.example/org/*", "attacker.com/x.trusted.io.example/org/evil"],
  ["*.registry.example.com/myorg/*", "attacker.com/x.registry.example.com/myorg/malware:latest"],
  ["*.registry.example.com/myorg/*", "attacker.com/x.registry.example.com/myorg/malware"],
  ["*.registry.example.com/myrepo/*", "evil.io/fake.registry.example.com/myrepo/pwn:latest"],
  ["registry.example.com/myorg/*", "evilreg.io/myorg/foo:latest"],
  ["trusted.example.com/*", "evil.io/trusted.example.com/myorg/myimage:demo"],
  ["trusted.example.com/*", "trusted.example.com/myorg/myimage:demo"],
  ["*.registry.example.com/web", "registry.example.com/web"],
  ["*.registry.example.com/web", "a.b.registry.example.com/web"],
  ["*.registry.example.com/web", "a.registry.example.com.evil.io/web"],
  ["*.registry.example.com/web", "a.registry.example.com:5000/web"],
  ["*.registry.example.com:5000/web", "a.registry.example.com/web"],
  ["123456789012.dkr.ecr.*.amazonaws.com/**", "210987654321.dkr.ecr.eu-west-1.amazonaws.com/web"],
  ["123456789012.dkr.ecr.*.amazonaws.com/**", "123456789012.dkr.ecr.evil.example.amazonaws.com/web"],
];

describe("a match (design: Matching)", () => {
  it.each(covered)("%s covers %s", (pattern, reference) => {
    expect(matches(pattern, reference)).toBe(true);
  });

  it.each(notCovered)("%s does not cover %s", (pattern, reference) => {
    expect(matches(pattern, reference)).toBe(false);
  });

  it.each([
    ["ghcr.io/acme/*", "ghcr.io@evil.com/acme/web"],
    ["ghcr.io/acme/*", "ghcr.io:pw@evil.com/acme/web"],
    ["ghcr.io/acme/*", "https://ghcr.io/acme/web"],
    ["ghcr.io/acme/*", "ghcr.io/acme/../evil/web"],
    ["ghcr.io/acme/*", "ghcr.io/acme//web"],
    ["ghcr.io/acme/*", "ghcr.io/acme%2fweb"],
    ["ghcr.io/acme/*", "ghcr.io\u2024evil/acme/web"],
    ["ghcr.io/acme/*", "ghcr.io/acme/Web"],
  ])("%s is never asked about %s, which is no reference", (_pattern, reference) => {
    expect(() => repositoryOf(reference)).toThrow(InvalidImageReference);
  });
});

/** The pattern of the rule that decides, out of these. */
function winner(patterns: readonly string[], reference: string): string | undefined {
  return matchImage(documentOf(patterns.map(ruleFor)), repositoryOf(reference))?.match.text;
}

describe("the rule that decides", () => {
  it.each([
    [["ghcr.io/**", "ghcr.io/acme/**"], "ghcr.io/acme/web", "ghcr.io/acme/**"],
    [["ghcr.io/acme/**", "ghcr.io/acme/web"], "ghcr.io/acme/web", "ghcr.io/acme/web"],
    [["ghcr.io/acme/*", "ghcr.io/acme/web"], "ghcr.io/acme/web", "ghcr.io/acme/web"],
    [["ghcr.io/acme/*", "ghcr.io/acme/web"], "ghcr.io/acme/api", "ghcr.io/acme/*"],
    [["ghcr.io/acme/*", "ghcr.io/acme/web-*"], "ghcr.io/acme/web-a", "ghcr.io/acme/web-*"],
    [["ghcr.io/*/web", "ghcr.io/acme/*"], "ghcr.io/acme/web", "ghcr.io/acme/*"],
    [["ghcr.io/a/*", "ghcr.io/*/web"], "ghcr.io/a/web", "ghcr.io/*/web"],
    [["ghcr.io/acme/a-*", "ghcr.io/acme/*-service"], "ghcr.io/acme/a-service", "ghcr.io/acme/*-service"],
    [
      ["*.registry.example.com/web", "eu.registry.example.com/*"],
      "eu.registry.example.com/web",
      "*.registry.example.com/web",
    ],
    [
      ["*.registry.example.com/**", "eu.registry.example.com/**"],
      "eu.registry.example.com/a",
      "eu.registry.example.com/**",
    ],
    [
      ["*.registry.example.com/a/b", "eu.registry.example.com/**"],
      "eu.registry.example.com/a/b",
      "*.registry.example.com/a/b",
    ],
    [["docker.io/**", "docker.io/library/*", "docker.io/nginx"], "nginx", "docker.io/nginx"],
    [["docker.io/**", "docker.io/library/*", "docker.io/nginx"], "redis", "docker.io/library/*"],
    [["docker.io/**", "docker.io/library/*", "docker.io/nginx"], "acme/web", "docker.io/**"],
  ])("of %j about %s is the most literal one, in either order", (patterns, reference, expected) => {
    expect(winner(patterns, reference)).toBe(expected);
    expect(winner(patterns.toReversed(), reference)).toBe(expected);
  });

  it("is none where no match covers the image, so that the gate rejects it", () => {
    expect(winner(["ghcr.io/acme/*", "docker.io/library/*"], "quay.io/acme/web")).toBeUndefined();
    expect(winner([], "ghcr.io/acme/web")).toBeUndefined();
  });

  it("is never one of two that fit equally well: a document made by hand throws instead of choosing", () => {
    expect(() => winner(["ghcr.io/acme/*", "ghcr.io/acme/**"], "ghcr.io/acme/web")).toThrow(AmbiguousMatch);
    expect(winner(["ghcr.io/acme/*", "ghcr.io/acme/**", "ghcr.io/acme/web"], "ghcr.io/acme/web")).toBe(
      "ghcr.io/acme/web",
    );
  });
});

describe("what a match captures", () => {
  it.each([
    ["ghcr.io/acme/{name}", "ghcr.io/acme/web:1.4", { name: "web" }],
    ["ghcr.io/{owner}/{name}", "GHCR.io/acme/web", { owner: "acme", name: "web" }],
    ["ghcr.io/acme/svc-{name}-image", "ghcr.io/acme/svc-a-b-image", { name: "a-b" }],
    ["ghcr.io/{team}/*/x/**", "ghcr.io/acme/web/x/y/z", { team: "acme" }],
    ["docker.io/library/{name}", "nginx", { name: "nginx" }],
    ["*.pkg.dev/acme/{name}", "eu.pkg.dev/acme/web", { name: "web" }],
    ["ghcr.io/acme/*", "ghcr.io/acme/web", {}],
  ])("%s of %s", (pattern, reference, captures) => {
    const matched = matchImage(documentOf([ruleFor(pattern)]), repositoryOf(reference));
    expect(Object.fromEntries(matched?.captures ?? [["nothing", "was matched"]])).toEqual(captures);
  });
});
