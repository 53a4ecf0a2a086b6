import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { CORRECTED_FORMATS, parseCorrectedFormat, parseCorrectedType } from "../../src/discover/index.ts";
import { lintPolicy, loadWrittenPolicy, matchImage, PRESET_NAMES, presetOf } from "../../src/policy/index.ts";
import { attestationShapes } from "../../src/policy/attestation-shapes.ts";
import { attestationType } from "../../src/policy/attestation-type.ts";
import { buildBindingShape } from "../../src/policy/build-binding.ts";
import { conditionShape } from "../../src/policy/condition-shape.ts";
import { exemptionShape } from "../../src/policy/exemption-shape.ts";
import { githubSignerShape } from "../../src/policy/github-signer-shape.ts";
import { issuerSignerShape } from "../../src/policy/issuer-signer-shape.ts";
import { keySignerShape } from "../../src/policy/key-signer-shape.ts";
import { levelShape } from "../../src/policy/level-shape.ts";
import { patternMatches } from "../../src/policy/match.ts";
import { parseMatchPattern } from "../../src/policy/match-pattern.ts";
import { authoritySignerShape } from "../../src/policy/authority-signer-shape.ts";
import { datedKeyShape } from "../../src/policy/dated-key.ts";
import { witnessesShape } from "../../src/policy/witnesses.ts";
import { parsePublicKey } from "../../src/signature/index.ts";
import { cosignShape } from "../../src/policy/cosign-signer.ts";
import { fieldShape, notImageShape } from "../../src/policy/field-shape.ts";
import { documentShape, imageRuleShape, signerShape } from "../../src/policy/schema.ts";
import { credentialsShape, registryShape } from "../../src/policy/registry-shape.ts";
import { generateKeyPair } from "../fixtures/index.ts";
import { authority, pem } from "../fixtures/sigstore/certificate.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { documentOf, repositoryOf, ruleFor } from "./repository.ts";
import { createWorkspace, documentText, publicPem } from "./workspace.ts";

const page = readFileSync(join(__dirname, "../../docs/policy.md"), "utf8").replace(/ +\|/g, " |");
/** The example with this number below a heading, counted from 0. */
function exampleUnder(heading: string, index: number): string {
  const section = page.split(`\n## ${heading}\n`)[1] ?? "";
  return Array.from(section.matchAll(/```yaml\n([^]*?)```/g), ([, text = ""]) => text)[index] ?? "";
}

const workspace = createWorkspace();
workspace.write("keys/platform.pub", publicPem());
workspace.write("bases/keys/platform.pub", publicPem());
workspace.write("bases/platform.yaml", `version: 1\n${exampleUnder("extends", 1)}`);
workspace.write("bases/vendors.yaml", "version: 1\nfreshness: 5m\n");
workspace.write("keys/kms.pub", generateKeyPair("rsa2048").publicKeyPem);
workspace.write("roots/github.jsonl", trustedRootLines());
workspace.write("roots/acme.json", JSON.stringify(trustedRootJson(openInstance("acme"))));
workspace.write("ca/acme.pem", pem("CERTIFICATE", authority("acme").der));
afterAll(() => {
  workspace.remove();
});

/** As `gh attestation trusted-root` writes them: one instance with logs, and GitHub's own, which has none. */
function trustedRootLines(): string {
  const withoutLogs = { ...trustedRootJson(openInstance("github")), tlogs: [], ctlogs: [] };
  return [trustedRootJson(openInstance("public")), withoutLogs].map((root) => JSON.stringify(root)).join("\n");
}

/** The rows of the table with these headings, each cell as its code spans. */
function table(...headings: readonly string[]): readonly (readonly (readonly string[])[])[] {
  const after = page.split(`| ${headings.join(" | ")} |\n`)[1] ?? "";
  const lines = after.split("\n").slice(1);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) =>
    row.split(" | ").map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = ""]) => code)),
  );
}

const cell = (row: readonly (readonly string[])[], index: number) => row[index]?.[0] ?? "";

const examples = Array.from(page.matchAll(/```yaml\n([^]*?)```/g), ([, text = ""]) => text);

const waived = "images: [{ match: ghcr.io/acme/*, signature: not-required, because: nobody signs these }]";

/** An example of one section becomes a document by the other sections. */
function whole(example: string): string {
  const parts = { signers: /^signers:/m, images: /^images:/m };
  if (/^version:/m.test(example)) return example;
  return documentText({
    ...(parts.signers.test(example) && { signers: "", images: waived }),
    ...(parts.images.test(example) && { images: "" }),
    rest: example,
  });
}

const under = (prefix: string, shape: { readonly wordings: object }) =>
  Object.keys(shape.wordings).map((key) => prefix + key);
/** Every option, as its heading names it. */
const OPTIONS = [
  ...under("", documentShape),
  ...under("signers.‹name›.", signerShape),
  ...under("signers.‹name›.cosign.", cosignShape),
  ...under("signers.‹name›.cosign.keys[].", datedKeyShape),
  ...under("images[].", imageRuleShape),
  ...new Set(Object.values(attestationShapes).flatMap((shape) => under("images[].attestations[].", shape))),
  ...under("images[].attestations[].conditions[].", conditionShape),
  ...under("images[].boundToBuild.", buildBindingShape),
  ...under("levels.‹rule›.", levelShape),
  ...under("exemptions[].", exemptionShape),
  ...under("registries[].", registryShape),
  ...under("registries[].credentials.", credentialsShape),
  ...under("fields[].", fieldShape),
  ...under("notImages[].", notImageShape),
];

/** Where something is written, as headings name it: signers by any name, entries of lists by any number. */
function pathsIn(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = (key: string) => {
    if (Array.isArray(value)) return `${path}[]`;
    if (path === "signers") return "signers.‹name›";
    if (path === "levels") return "levels.‹rule›";
    return path === "" ? key : `${path}.${key}`;
  };
  return [path, ...Object.entries(value).flatMap(([key, entry]) => pathsIn(entry, inner(key)))];
}

describe("docs/policy.md", () => {
  it.each(examples)("shows an example that loads: %j", (example) => {
    expect(workspace.problems(whole(example))).toEqual([]);
  });

  it.each(examples)("shows no example of which policy lint says that it is an error: %j", (example) => {
    const policy = loadWrittenPolicy(workspace.write("digestbound.yaml", whole(example)));
    const findings = lintPolicy(policy, { now: Date.parse("2026-11-27T12:00:00Z") });
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("has a whole document and an example for each section", () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
    expect(examples.filter((example) => example.startsWith("version: 1"))).toHaveLength(1);
  });

  it.each(table("match", "covers", "does not cover").map((row) => [cell(row, 0), cell(row, 1), cell(row, 2)] as const))(
    "says of %s that it covers %s and not %s",
    (pattern, covered, other) => {
      expect(patternMatches(parseMatchPattern(pattern), repositoryOf(covered))).toBe(true);
      expect(patternMatches(parseMatchPattern(pattern), repositoryOf(other))).toBe(false);
    },
  );

  it.each(
    table("image", "covered by", "decides").map(
      ([image, rules, winner]) => [image?.[0] ?? "", rules ?? [], winner?.[0] ?? ""] as const,
    ),
  )("says of %s, covered by %j, that %s decides", (image, rules, winner) => {
    for (const rule of rules) expect(patternMatches(parseMatchPattern(rule), repositoryOf(image))).toBe(true);
    expect(matchImage(documentOf(rules.map(ruleFor)), repositoryOf(image))?.match.text).toBe(winner);
  });

  it.each(table("written", "what is wrong").map((row) => [cell(row, 0)]))("says that %s is an error", (written) => {
    const images = `images:\n  - signedBy: [release-key]\n    ${written}`;
    expect(workspace.problems(documentText({ images })).map(({ path }) => path)).toEqual(["images[0].match"]);
  });

  it("says that two rules which tie are an error", () => {
    const pairs = [
      ["ghcr.io/acme/*", "ghcr.io/acme/**"],
      ["ghcr.io/acme/a-*", "ghcr.io/acme/*-a"],
    ] as const;
    for (const [a, b] of pairs) {
      expect(page).toContain(`\`${a}\` beside \`${b}\``);
      const images = `images:\n  - { match: ${a}, signedBy: [release-key] }\n  - { match: ${b}, signedBy: [release-key] }`;
      expect(workspace.problems(documentText({ images })).map(({ path }) => path)).toEqual(["images[1].match"]);
    }
  });

  it("has a heading for every key of the schema, and for no other", () => {
    const prose = new Set([
      "Where it is looked for",
      "In an editor",
      "Matching",
      "Errors",
      "Planned, and an error today",
    ]);
    const headings = Array.from(page.matchAll(/^##+ (.+)$/gm), ([, heading = ""]) => heading);
    expect(headings.filter((heading) => !prose.has(heading)).sort()).toEqual([...OPTIONS].sort());
  });

  it("shows every option in an example", () => {
    const shown = new Set(examples.flatMap((example) => pathsIn(parse(example))));
    const witnesses = under("signers.‹name›.cosign.witnesses.", witnessesShape);
    expect([...OPTIONS, ...witnesses].filter((option) => !shown.has(option))).toEqual([]);
  });

  it("lists every format of a field, and no other", () => {
    const listed = table("format", "the value is").flatMap(([formats]) => formats ?? []);
    expect(listed.map((name) => name.replace(/^json:.*/, "json:")).sort()).toEqual([...CORRECTED_FORMATS].sort());
    expect(listed.filter((name) => parseCorrectedFormat(name) === undefined)).toEqual([]);
  });

  it("shows only types that are types", () => {
    const shown = table("written", "stands for").flatMap(([types]) => types ?? []);
    const types = shown.filter((text) => /[:/_]/.test(text));
    expect(types.length).toBeGreaterThanOrEqual(6);
    expect(types.filter((text) => parseCorrectedType(text) === undefined)).toEqual([]);
  });

  it("says which keys and predicate types go with which type of attestation", () => {
    const rows = table("type", "predicate types", "keys beside `type` and `by`").filter(([name]) => name?.[0]);
    expect(rows.map(([name]) => name?.[0])).toEqual([
      "slsa-provenance",
      "spdx",
      "cyclonedx",
      "sbom",
      "vulnerabilities",
    ]);
    for (const [[name = ""] = [], uris = [], keys = []] of rows) {
      const { shape, predicateTypes } = attestationType(name);
      const known = uris.filter((uri) => uri.startsWith("https://"));
      expect(predicateTypes).toEqual(expect.arrayContaining(known));
      if (name !== "sbom" && name !== "cyclonedx") expect(known).toEqual(predicateTypes);
      expect(["type", "by", ...keys]).toEqual(Object.keys(attestationShapes[shape].wordings));
    }
  });

  it("lists every preset as it is", () => {
    const rows = table("preset", "images", "who signs").map(([name, images, who]) => [name?.[0], images?.[0], who]);
    const texts = (part: unknown): readonly string[] =>
      typeof part === "string" ? [part] : Object.values(part as object).flatMap(texts);
    const presets = PRESET_NAMES.map((name) => {
      const { images, cosign } = presetOf(name);
      const { key } = cosign;
      if (typeof key === "string") return [name, images, [parsePublicKey(key).fingerprint]];
      const { issuer } = cosign;
      const identity = texts(cosign).filter((text) => text !== issuer);
      const shown = identity.map((text) => text.replace(/^https:\/\/github\.com\/|^\.github\/workflows\//, ""));
      return [name, images, shown];
    });
    expect(rows).toEqual(presets);
  });

  it("says which keys go with which kind of signer", () => {
    const rows = table("kind", "required", "optional").map(([, required, optional]) => [
      ...(required ?? []),
      ...(optional ?? []),
    ]);
    const [common = []] = rows.slice(4);
    const shapes = [keySignerShape, githubSignerShape, issuerSignerShape, authoritySignerShape];
    for (const [index, { wordings }] of shapes.entries()) {
      expect([...(rows[index] ?? []), ...common].sort()).toEqual(Object.keys(wordings).sort());
    }
  });

  it("says of every witness what is counted", () => {
    const rows = table("key", "what is counted", "with a key");
    expect(rows.map((row) => cell(row, 0))).toEqual(Object.keys(witnessesShape.wordings));
  });

  it("lists every planned key", () => {
    const shapes = [documentShape, signerShape, cosignShape, imageRuleShape, registryShape, credentialsShape];
    const listed = table("key", "what it will be").flatMap(([keys]) => keys ?? []);
    for (const key of shapes.flatMap(({ planned }) => planned)) expect(listed).toContain(key);
  });
});

const PAGES = ["README.md", ...readdirSync(join(__dirname, "../../docs")).map((name) => `docs/${name}`)];
const documents = PAGES.filter((name) => name.endsWith(".md")).flatMap((name) => {
  const text = readFileSync(join(__dirname, "../..", name), "utf8");
  return Array.from(
    text.matchAll(/```yaml\n(version: 1\n[^]*?)```/g),
    ([, document = ""]) => [name, document] as const,
  );
});

it.each(documents)("%s shows a document that loads: %j", (_, document) => {
  expect(workspace.problems(document)).toEqual([]);
});

it("README.md and docs/getting-started.md show one", () => {
  const pages = documents.map(([name]) => name);
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/getting-started.md"]));
});
