import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  canonical,
  contactedHosts,
  liftedRules,
  lintPolicy,
  loadWrittenPolicy,
  matchImage,
  matchingRules,
  settingsByName,
} from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { patternMatches } from "../../src/policy/match.ts";
import { repositories } from "./arbitrary.ts";
import { repositoryOf } from "./repository.ts";
import { createWorkspace } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const waived = (match: string) => `{ match: "${match}", signature: not-required, because: nobody signs these }`;
interface Parts {
  readonly matches?: readonly string[];
  readonly registries: string;
  readonly rest?: string;
}
const text = ({ matches = ["ghcr.io/acme/*"], registries, rest = "" }: Parts) =>
  ["version: 1", `images: [${matches.map(waived).join(", ")}]`, `registries: [${registries}]`, rest, ""].join("\n");
const load = (parts: Parts) => workspace.load(text(parts));
const problems = (parts: Parts) =>
  workspace.problems(text(parts)).map(({ path, line, message }) => `${path}:${line ?? ""} ${message}`);

const ALIASED = "{ host: ghcr.io, aliases: [GHCR.mirror.internal:443, 'registry:5000'] }";

describe("an alias is folded", () => {
  const document = load({
    matches: ["ghcr.io/acme/{name}", "ghcr.io/**", "*.mirror.internal/**"],
    registries: ALIASED,
  });

  it.each([
    [
      "ghcr.mirror.internal/acme/web:1",
      "ghcr.io/acme/web",
      "ghcr.io/acme/{name}",
      ["ghcr.io/acme/{name}", "ghcr.io/**"],
    ],
    ["registry:5000/a/b/c", "ghcr.io/a/b/c", "ghcr.io/**", ["ghcr.io/**"]],
    ["ghcr.io/acme/web", "ghcr.io/acme/web", "ghcr.io/acme/{name}", ["ghcr.io/acme/{name}", "ghcr.io/**"]],
    [
      "quay.mirror.internal/acme/web",
      "quay.mirror.internal/acme/web",
      "*.mirror.internal/**",
      ["*.mirror.internal/**"],
    ],
    ["registry:5001/acme/web", "registry:5001/acme/web", undefined, []],
  ])("%s counts as %s", (image, counted, match, all) => {
    const repository = repositoryOf(image);
    const { registry, repository: name } = canonical(repository, document);
    expect(`${registry}/${name}`).toBe(counted);
    expect(matchImage(document, repository)?.match.text).toBe(match);
    expect(matchingRules(document, repository).map((rule) => rule.match.text)).toEqual(all);
  });

  it("what is captured is the image's own", () => {
    const captures = matchImage(document, repositoryOf("ghcr.mirror.internal/acme/web"))?.captures;
    expect([...(captures ?? [])]).toEqual([["name", "web"]]);
  });

  it("and no other host is, whatever its name (law 8)", () => {
    fc.assert(
      fc.property(repositories, (name) => {
        const repository = repositoryOf(name);
        const counted = canonical(repository, document);
        if (!document.aliases.has(repository.registry)) expect(counted).toBe(repository);
        else expect(counted).toEqual({ ...repository, registry: "ghcr.io" });
        const best = matchImage(document, repository)?.match;
        expect(best === undefined || patternMatches(best, counted)).toBe(true);
      }),
    );
  });

  it("for exemptions, by their exact repository", () => {
    const rest =
      "exemptions: [{ image: ghcr.io/acme/web, rule: image-signed, because: it is to be mended, owner: t, until: 2027-01-31 }]";
    const terms = { policy: load({ registries: ALIASED, rest }), now: Date.parse("2026-11-27") };
    const lifts = (image: string) =>
      liftedRules({ repository: repositoryOf(image), resource: "r" }, terms).has("image-signed");
    expect(lifts("ghcr.mirror.internal/acme/web")).toBe(true);
    for (const image of ["ghcr.mirror.internal/acme/api", "quay.mirror.internal/acme/web", "registry:5001/acme/web"]) {
      expect(lifts(image)).toBe(false);
    }
  });
});

describe("how an alias is spoken to", () => {
  it("is as its host, but for the login", () => {
    const registries =
      "{ host: ghcr.io, aliases: [g.internal], plainHttp: true, signatureRepository: s.example/all, mirrors: [m.example], credentials: { username: robot, passwordEnv: PASSWORD } }";
    const byName = settingsByName(load({ registries }));
    const { credentials, ...others } = byName.get(repositoryOf("ghcr.io/a/b").registry) ?? {};
    expect(credentials).toEqual({ username: "robot", passwordEnv: "PASSWORD" });
    expect(byName.get(repositoryOf("g.internal/a").registry)).toEqual(others);
    expect(others).toMatchObject({ plainHttp: true, privateNetwork: true, mirrors: [{ registry: "m.example" }] });
  });

  it("is only where a match names the host (law 9)", () => {
    const others = "{ host: quay.io, aliases: [q.internal] }";
    const found = contactedHosts(load({ registries: `${ALIASED}, ${others}` }));
    expect(found.hosts).toEqual(["ghcr.io", "ghcr.mirror.internal", "registry:5000"]);
  });
});

describe("policy lint", () => {
  it("takes an image in use at an alias for one at the host", () => {
    const exemption = (image: string) =>
      `{ image: "${image}", rule: image-signed, because: it is to be mended, owner: t, until: 2027-01-31 }`;
    const rest = `longestExemption: 90d\nexemptions: [${exemption("ghcr.io/acme/w*")}, ${exemption("ghcr.io/b/web")}]`;
    const file = workspace.write("linted.yaml", text({ registries: ALIASED, rest }));
    const images = [parseImageReference("ghcr.mirror.internal/acme/web:1")];
    const findings = lintPolicy(loadWrittenPolicy(file), { now: Date.parse("2026-11-27"), images });
    const found = findings.filter(({ check }) => ["unmet-match", "unmet-exemption", "wide-exemption"].includes(check));
    expect(found.map(({ check, path, remedy }) => [check, path, remedy])).toEqual([
      ["wide-exemption", "exemptions[0].image", "Write image: ghcr.io/acme/web."],
      ["unmet-exemption", "exemptions[1].image", expect.anything()],
    ]);
  });
});

describe("an alias that cannot be one", () => {
  it.each([
    ["the host itself", "{ host: a.example, aliases: [A.example] }", /is the host itself/],
    [
      "the host of an entry before it",
      "{ host: b.example, plainHttp: true }, { host: a.example, aliases: [b.example] }",
      /is the host of registries\[0\]/,
    ],
    [
      "the host of an entry after it",
      "{ host: a.example, aliases: [b.example] }, { host: b.example, plainHttp: true }",
      /is the host of registries\[1\]/,
    ],
    [
      "an alias twice",
      "{ host: a.example, aliases: [b.example, 'b.example:443'] }",
      /is already registries\[0\].aliases\[0\]/,
    ],
    [
      "an alias of another entry",
      "{ host: a.example, aliases: [c.example] }, { host: b.example, aliases: [c.example] }",
      /is already registries\[0\].aliases\[0\]/,
    ],
    ["Docker Hub", "{ host: a.example, aliases: [docker.io] }", /is a name of Docker Hub/],
    ["Docker Hub by its other name", "{ host: a.example, aliases: [index.docker.io] }", /is a name of Docker Hub/],
    ["Docker Hub's API", "{ host: docker.io, aliases: [registry-1.docker.io] }", /is a name of Docker Hub/],
    [
      "Docker Hub's old API",
      "{ host: a.example, aliases: ['registry.hub.docker.com:443'] }",
      /is a name of Docker Hub/,
    ],
    ["a wildcard", "{ host: a.example, aliases: ['*.b.example'] }", /is not a registry host/],
    ["a capture", "{ host: a.example, aliases: ['{name}.b.example'] }", /is not a registry host/],
    ["a URL", "{ host: a.example, aliases: ['https://b.example'] }", /scheme/],
    ["a repository", "{ host: a.example, aliases: [b.example/team] }", /./],
    ["a namespace of Docker Hub", "{ host: a.example, aliases: [library] }", /./],
    ["a user name", "{ host: a.example, aliases: ['u:secret@b.example'] }", /^(?!.*secret)/],
    ["an empty list", "{ host: a.example, aliases: [] }", /a list of hosts, 1 to 16, found an empty list/],
    ["an empty text", "{ host: a.example, aliases: [''] }", /found a list of 1|an empty text/],
    ["a text", "{ host: a.example, aliases: b.example }", /found a text/],
    [
      "seventeen",
      `{ host: a.example, aliases: [${Array.from({ length: 17 }, (_, at) => `b${at}.example`).join(", ")}] }`,
      /found a list of 17/,
    ],
  ])("%s", (_, registries, message) => {
    const found = problems({ registries });
    expect(found).toEqual([expect.stringMatching(/^registries\[\d\]\.aliases/)]);
    expect(found[0]?.replace(/^\S+ /, "")).toMatch(message);
  });

  it("is told across files", () => {
    workspace.write(
      "base.yaml",
      text({ matches: ["r.example/a/*"], registries: "{ host: b.example, aliases: [a.example] }" }),
    );
    expect(problems({ registries: "{ host: a.example, plainHttp: true }", rest: "extends: base.yaml" })).toEqual([
      `registries[0].aliases[0]:3 is the host of registries[0] in ${workspace.folder}/digestbound.yaml, line 3.`,
    ]);
  });
});

describe("a pattern that begins with an alias would be about nothing, and is an error", () => {
  it.each([
    ["a match", { matches: ["ghcr.io/acme/*", "GHCR.mirror.internal:443/acme/*"] }, "images[1].match:2"],
    [
      "an exemption",
      {
        rest: "exemptions: [{ image: registry:5000/acme/web, rule: image-signed, because: it is to be mended, owner: t, until: 2027-01-31 }]",
      },
      "exemptions[0].image:4",
    ],
  ])("%s", (_, parts, place) => {
    expect(problems({ registries: ALIASED, ...parts })).toEqual([
      `${place} begins with an alias of ghcr.io, and images there count as images at ghcr.io.`,
    ]);
  });
});
