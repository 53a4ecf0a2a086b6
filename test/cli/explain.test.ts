import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { rules } from "../../src/rules/index.ts";
import { fingerprintOf, generateKeyPair } from "../fixtures/index.ts";
import { claim } from "../fixtures/sigstore/certificate.ts";
import { run } from "../fixtures/sigstore/push-keyless.ts";
import { ISSUER } from "../fixtures/sigstore/keyless.ts";
import { PROVENANCE, startExplaining, WHO } from "./explain-setting.ts";

let open: Awaited<ReturnType<typeof startExplaining>>;
beforeEach(async () => {
  open = await startExplaining();
});
afterEach(() => open.terminal.close());

const explain = async (...args: readonly string[]) => open.called(["explain", ...args]);

interface Explained {
  readonly images: readonly {
    readonly verdict: string;
    readonly match: { readonly pattern: string; readonly captures: object; readonly others: readonly string[] } | null;
    readonly evidence: readonly {
      readonly kind: string;
      readonly format: string;
      readonly predicateType: string | null;
      readonly found: { readonly tag: string | null; readonly manifest: string };
      readonly maker: { readonly kind: string };
      readonly lacks: readonly string[];
      readonly differences: readonly { readonly signer: string; readonly difference: string }[];
    }[];
    readonly problems: readonly { readonly reason: string }[];
  }[];
}

async function explained(...args: readonly string[]) {
  const { stdout, code } = await explain(...args, "--format", "json");
  const [image] = (JSON.parse(stdout) as Explained).images;
  if (image === undefined) throw new Error("nothing was explained");
  return { ...image, code };
}

describe("a rule", () => {
  it.each(rules)("$id is told in its own words", async (rule) => {
    const { code, stdout } = await explain(rule.id);
    expect(code).toBe(0);
    for (const text of [rule.id, rule.title, rule.why, rule.remedy, `: ${rule.level}.`]) expect(stdout).toContain(text);
    expect(stdout).toContain(rule.offline ? "without a registry" : "Asks the registry");
  });

  it("is in the list of all where none is named, also as JSON", async () => {
    const { code, stdout } = await explain();
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => /^(?:image|registry|signing)-/.test(line))).toHaveLength(rules.length);
    const json = JSON.parse((await explain("--format", "json")).stdout) as { rules: { id: string }[] };
    expect(json.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  });

  it.each([
    ["image-sigend", "Did you mean image-signed?"],
    ["imagepinned", "Did you mean image-pinned?"],
    ["nginx", "docker.io/library/nginx"],
    ["no-such-thing", "The rules: image-reference, "],
  ])("%s is none: the nearest is named, with exit code 2", async (name, told) => {
    const { code, stdout, stderr } = await explain(name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  it("may stand beside an image", async () => {
    const { code, stdout } = await explain("image-known", "nginx:1.27");
    expect(code).toBe(1);
    expect(stdout).toContain("The image must be known when it is judged.");
    expect(stdout).toContain("match: none covers docker.io/library/nginx");
  });
});

describe("the policy behind a verdict", () => {
  it("tells an alias, and what the image counts as", async () => {
    const { host } = open.registry;
    const matches = ["registry.example/team/*", "registry.example/team/web"];
    const document = {
      version: 1,
      images: matches.map((match) => ({ match, signature: "not-required", because: "nobody signs these" })),
      registries: [{ host: "registry.example", aliases: [host], plainHttp: true }],
    };
    writeFileSync(join(open.terminal.folder, "digestbound.yaml"), JSON.stringify(document));
    const { code, stdout } = await explain(open.pinned);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `  alias: ${host} is another name of registry.example, and the one that is asked\n  match: registry.example/team/web\n`,
    );
    expect(stdout).toContain("rather than registry.example/team/*: ");
    expect((await explain(`${host}/other/web:1`)).stdout).toContain(
      "  match: none covers registry.example/other/web, so its registry was not asked.",
    );
  });

  it("tells which match decides, what it captured, and which others fit less closely", async () => {
    const { stdout } = await explain(open.pinned);
    const { host } = open.registry;
    expect(stdout).toContain(`match: ${host}/team/{name}, {name} is web`);
    expect(stdout).toContain(
      `rather than ${host}/**: its host and path have fewer parts without a wildcard (1, not 2)`,
    );
    const json = await explained(open.pinned);
    expect(json.match).toMatchObject({
      pattern: `${host}/team/{name}`,
      captures: { name: "web" },
      others: [`${host}/**`],
    });
  });

  it("tells whom it asks and what they trust", async () => {
    const { stdout } = await explain(open.pinned);
    expect(stdout).toContain(`ci (issuer "${ISSUER}", sourceRepository "https://github.com/acme/api"`);
    expect(stdout).toContain(
      `release-key: key ECDSA P-256 ${fingerprintOf(open.trusted)}; transparency log not-required`,
    );
    expect(stdout).not.toContain("other:");
  });

  it("tells what else the rule requires, and what it lets stand for the image", async () => {
    open.trust("acme/web", {
      attestations: [{ type: "sbom", by: ["release-key"] }],
      boundToBuild: { by: ["ci"], within: "1h" },
      childOfSignedIndex: "accepted",
      allChildren: "accepted",
    });
    const { stdout } = await explain(open.pinned);
    expect(stdout).toContain("requires: an attestation of type sbom by any one of\n    release-key: key");
    expect(stdout).toContain(
      "requires: beside it, by the same run and within 60 min of it, a provenance by any one of\n    ci (issuer",
    );
    expect(stdout).toContain("or for an image: the same on the index that its tag points at (childOfSignedIndex)");
    expect(stdout).toContain("or for an index: the same on every image that it lists (allChildren)");
    open.trust("acme/web");
    expect((await explain(open.pinned)).stdout).not.toMatch(/ {2}or for|beside it|an attestation of type/);
  });

  it("tells what a trusted attestation does not say, and does not call it trusted then", async () => {
    const type = "https://acme.example/review/v1";
    open.signBundle(open.trusted, type);
    const conditions = [{ at: "/approved", equals: true }];
    open.trust("acme/web", { attestations: [{ type, by: ["release-key"], conditions }] });
    const { stdout } = await explain(open.pinned);
    expect(stdout).toContain("✗ made by release-key");
    expect(stdout).toMatch(/not what is required: it .*\/approved/);
    const { evidence } = await explained(open.pinned);
    expect(evidence.find(({ kind }) => kind === "attestation")?.lacks).toHaveLength(1);
    open.trust("acme/web", { attestations: [{ type, by: ["release-key"] }] });
    const met = (await explain(open.pinned)).stdout;
    expect(met).toContain("✓ trusted: made by release-key");
    expect(met).not.toContain("not what is required");
  });

  it("tells why no signature is required", async () => {
    const { stdout } = await explain(`${open.registry.host}/vendor/db:1`);
    expect(stdout).toContain("requires: no signature, because: everything else is not signed");
  });

  it("asks no registry that no match names (law 9)", async () => {
    const { code, stdout } = await explain("other.example/team/web:1");
    expect(code).toBe(1);
    expect(stdout).toContain("none covers other.example/team/web, so its registry was not asked");
    const { verdict, match } = await explained("other.example/team/web:1");
    expect({ verdict, match }).toEqual({ verdict: "rejected", match: null });
    expect(open.registry.requests).toEqual([]);
  });

  it("says so where there is no document, or no reference", async () => {
    const elsewhere = await open.called(["explain", open.pinned], { cwd: "/" });
    expect(elsewhere.stdout).toContain("Policy: none, so no registry was asked.");
    expect((await explain("no reference:!")).stdout).toContain("It is no image reference.");
    expect(open.registry.requests).toEqual([]);
  });
});

describe("the evidence", () => {
  it("is told whole, of every format, although the first of it is trusted", async () => {
    const { trusted, stranger } = open;
    const bundle = open.signBundle(trusted);
    const attestation = open.signBundle(stranger, PROVENANCE);
    const legacy = open.signLegacy(stranger);
    const envelope = open.attachEnvelope(stranger, "https://spdx.dev/Document");
    const { evidence, verdict, code, problems } = await explained(open.pinned);
    expect({ verdict, code, problems }).toEqual({ verdict: "accepted", code: 0, problems: [] });
    const tag = (suffix: string) => `${open.image.digest.replace(":", "-")}.${suffix}`;
    const told = evidence.map(({ kind, format, predicateType, found, maker }) => [
      ...[kind, format, predicateType, found.tag, found.manifest, maker.kind],
    ]);
    const expected = [
      ["signature", "bundle", null, null, bundle, "trusted"],
      ["attestation", "bundle", PROVENANCE, null, attestation, "known-key"],
      ["signature", "legacy", null, tag("sig"), legacy, "known-key"],
      ["attestation", "attestation", "https://spdx.dev/Document", tag("att"), envelope, "known-key"],
    ];
    expect(told.sort()).toEqual(expected.sort());
  });

  it.each(["bundle", "legacy"] as const)(
    "names an identity that the root vouches for and nobody trusts, in a %s signature, and what differs from whom",
    async (format) => {
      open.signKeyless(format);
      const { code, stdout } = await explain(open.pinned);
      expect(code).toBe(1);
      expect(stdout).toContain(`made by ${WHO}\n`);
      expect(stdout).toContain(`  issuer: ${ISSUER}\n`);
      expect(stdout).toContain("  sourceRepositoryUri: https://github.com/acme/web\n");
      expect(stdout).toContain("verified against the trusted root of signer ci, and not trusted for this image");
      expect(stdout).toContain(
        'not trusted as ci: its sourceRepository is "https://github.com/acme/web", and "https://github.com/acme/api" is trusted',
      );
      expect(stdout).toContain("not trusted as release-key: it was made with a certificate, and a key is trusted");
    },
  );

  it("of an identity that the policy trusts says by whom and when", async () => {
    open.signKeyless();
    open.trust("acme/web");
    const { code, stdout } = await explain(open.pinned);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`✓ trusted: made by ci, ${WHO.replaceAll(".", "\\.")} \\(issuer [^)]+\\), at 20`),
    );
  });

  it("by a key is the key's, by its signer's name, or nobody's that the document knows", async () => {
    open.signLegacy(open.stranger);
    const known = await explain(open.pinned);
    expect(known.stdout).toContain(
      `made with the key ${fingerprintOf(open.stranger)} of signer other, which does not suffice here`,
    );
    expect(known.stdout).toContain("not trusted as ci: it was made with a key, and an identity is trusted");
    open.signBundle(generateKeyPair("p256"));
    expect((await explain(open.pinned)).stdout).toContain("made with a key that no signer of this document has");
  });

  it("for another digest is nobody's", async () => {
    const other = `sha256:${"1".repeat(64)}`;
    open.signLegacy(open.trusted, other);
    const { stdout } = await explain(open.pinned);
    expect(stdout).toContain(`nobody is known to have made it: a signature was found, but it was made for ${other}`);
  });

  it("that is missing is told as missing", async () => {
    expect((await explain(open.pinned)).stdout).toContain("none: the registry has no signature of it");
  });

  it("is looked for on the digest that the tag answered once (law 1)", async () => {
    open.signLegacy(open.trusted);
    const { code, stdout } = await explain(`${open.name}:1.0`);
    expect(code).toBe(1);
    expect(stdout).toContain(`Evidence on ${open.image.digest} in ${open.name}`);
    const byTag = open.registry.requests.filter(({ url }) => url.endsWith("/manifests/1.0"));
    expect(byTag).toHaveLength(1);
  });

  it("that is not looked for is not called missing", async () => {
    const { code, stdout } = await explain(`${open.name}:nowhere`);
    expect(code).toBe(1);
    expect(stdout).toContain("none was looked for, because it is not known which digest this is");
  });

  it("ends with the verdict in the words of verify, and its exit code", async () => {
    open.signKeyless();
    const verified = await open.called(["verify", open.pinned]);
    const { code, stdout } = await explain(open.pinned);
    expect(code).toBe(verified.code);
    expect(stdout.endsWith(`\n${verified.stdout}`)).toBe(true);
  });

  it("is printed with what a terminal would act upon escaped (law 10)", async () => {
    open.signBundle(open.stranger, "https://evil.example/\u001b[2J\u202e\nfake: trusted");
    const { stdout } = await explain(open.pinned);
    expect(stdout).toContain("https://evil.example/\\u{1b}[2J\\u{202e}\\u{a}fake: trusted");
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(stdout).not.toMatch(/^fake/m);
  });
});

/** Azure Pipelines obeys it wherever it stands in a line of the log, GitHub Actions `##[`, TeamCity `##teamcity[`. */
const COMMAND = "##vso[task.setvariable variable=NODE_OPTIONS]--require=/x";

describe("no build service that reads along obeys what the registry holds (law 10)", () => {
  it.each(["pretty", "json"])(
    "neither a predicate type nor what a stranger's certificate says, as %s",
    async (format) => {
      open.signBundle(open.stranger, COMMAND);
      open.signKeyless("bundle", {
        ...run("acme/web", "##vso[task.prependpath]x.yml", "refs/heads/main"),
        claims: [claim(12, "https://github.com/acme/web"), claim(23, COMMAND)],
      });
      const { stdout } = await explain(open.pinned, "--format", format);
      expect(stdout).toContain("vso[task.setvariable");
      expect(stdout).toContain("vso[task.prependpath]");
      expect(stdout).not.toContain("##");
    },
  );

  it.each(["::error::x", " ::add-mask::x", "##[error]x"])("nor what is no reference: %s", async (text) => {
    const { code, stdout } = await explain(text);
    expect(code).toBe(1);
    expect(stdout).toContain("It is no image reference.");
    expect(stdout).not.toMatch(/^\s*::|##/m);
  });

  it("and verify's neither", async () => {
    open.signBundle(open.stranger, COMMAND);
    open.signKeyless("bundle", run("acme/web", "##vso[task.prependpath]x.yml", "refs/heads/main"));
    const { stdout } = await open.called(["verify", open.pinned]);
    expect(stdout).toContain("vso[task.prependpath]");
    expect(stdout).not.toContain("##");
  });
});

describe("the lines that would trust what was found", () => {
  const LINE = "sourceRepository: https://github.com/acme/web";
  beforeEach(() => {
    open.signKeyless();
  });

  it("stand on a person's own terminal as comments, with a warning", async () => {
    const { stdout } = await open.called(["explain", open.pinned, "--no-color"], { isTTY: true });
    const lines = stdout.slice(stdout.indexOf("checked:")).split("\n").slice(2);
    expect(lines.filter((line) => line !== "" && !line.startsWith("# "))).toEqual([]);
    expect(lines.join("\n")).toContain("is no reason to trust them");
    expect(lines.join("\n")).toContain(`#       ${LINE}\n#       workflow: .github/workflows/release.yml\n`);
    expect(lines.join("\n")).toContain("acme-web also needs the trustedRoot of signer ci");
    expect(lines.join("\n")).toContain(`#   - match: ${open.registry.host}/team/{name}\n`);
  });

  it("keep to a number that the rule asks for, and are none where every signer is asked for", async () => {
    const onTerminal = async () => (await open.called(["explain", open.pinned, "--no-color"], { isTTY: true })).stdout;
    open.trust("acme/api", { atLeast: 2 });
    expect(await onTerminal()).toMatch(/# {5}signedBy:[^]*acme-web\n# {5}atLeast: 2\n/);
    open.trust("acme/api", { signedBy: undefined, allOf: ["ci", "release-key"] });
    expect(await onTerminal()).not.toMatch(/signedBy|allOf/);
  });

  it.each([
    ["a pipe", [], { isTTY: false }],
    ["JSON", ["--format", "json"], { isTTY: true }],
    ["a build service", [], { isTTY: true, env: { CI: "true" } }],
    ["GitHub Actions", [], { isTTY: true, env: { GITHUB_ACTIONS: "true" } }],
    ["Jenkins", [], { isTTY: true, env: { JENKINS_URL: "https://jenkins.example" } }],
  ] as const)("never stand in %s", async (_, args, options) => {
    const { stdout } = await open.called(["explain", open.pinned, ...args], options);
    expect(stdout).toContain("https://github.com/acme/web");
    expect(stdout).not.toContain(LINE);
    expect(stdout).not.toContain("signedBy");
  });

  it("are none where the image is trusted, whoever else signed it, and none for a key that nobody knows", async () => {
    const onTerminal = async () => (await open.called(["explain", open.pinned], { isTTY: true })).stdout;
    open.signLegacy(open.trusted);
    expect(await onTerminal()).not.toContain("signedBy");
    const other = await startExplaining();
    other.signBundle(generateKeyPair("p256"));
    const { stdout } = await other.called(["explain", other.pinned], { isTTY: true });
    await other.terminal.close();
    expect(stdout).not.toContain("signedBy");
  });
});

describe("a rule that asks for several signers", () => {
  const every = { signedBy: undefined, allOf: ["ci", "release-key"] };
  const some = { atLeast: 2 };

  it.each([
    ["every one of", every, "all"],
    ["at least 2 distinct keys or identities of", some, 2],
  ] as const)("is told as signatures by %s", async (words, rule, needs) => {
    open.trust("acme/web", rule);
    open.signLegacy(open.trusted);
    const { stdout } = await explain(open.pinned);
    expect(stdout).toContain(`  requires: signatures by ${words}\n    ci (issuer `);
    expect(stdout).toMatch(/rejected[^]*carries (?:a )?trusted signatures? by [^]*release-key \(key /);
    expect(await explained(open.pinned)).toMatchObject({ match: { needs }, verdict: "rejected" });
    open.signKeyless();
    expect(await explained(open.pinned)).toMatchObject({ verdict: "accepted", evidence: [{}, {}] });
  });

  it("is told as 1 where any one suffices", async () => {
    expect(await explained(open.pinned)).toMatchObject({ match: { needs: 1 } });
  });
});
