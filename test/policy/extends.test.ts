import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lintPolicy, loadPolicyFile, loadWrittenPolicy, matchImage, readPolicyObject } from "../../src/policy/index.ts";
import { documentShape } from "../../src/policy/schema.ts";
import { digestOf } from "../../src/reference/index.ts";
import { generateKeyPair } from "../fixtures/index.ts";
import { repositoryOf } from "./repository.ts";
import { createWorkspace, problemsOf, publicPem, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeEach(() => {
  workspace = createWorkspace();
});
afterEach(() => {
  workspace.remove();
});

const keyed = (key: string) => `{ cosign: { key: ${key}, transparencyLog: not-required } }`;
const waived = (match: string) => `{ match: "${match}", signature: not-required, because: nobody signs these }`;
const part = (...lines: readonly string[]) => ["version: 1", ...lines, ""].join("\n");

/** Writes files below the folder, loads the first and says what is wrong: `file:line: path: message`. */
function problems(files: Readonly<Record<string, string>>): readonly string[] {
  const [first = ""] = Object.keys(files);
  for (const [name, text] of Object.entries(files)) workspace.write(name, text);
  return problemsOf(() => loadPolicyFile(join(workspace.folder, first))).map(({ source, line, path, message }) =>
    `${source}:${line ?? ""}: ${path}: ${message}`.replaceAll(`${workspace.folder}/`, ""),
  );
}

function load(files: Readonly<Record<string, string>>) {
  expect(problems(files)).toEqual([]);
  return loadPolicyFile(join(workspace.folder, Object.keys(files)[0] ?? ""));
}

const FIRST = part("extends: base.yaml", `images: [${waived("ghcr.io/acme/*")}]`);

describe("a document and its bases", () => {
  it("are one: signers, rules, registries, exemptions, fields, places without images and settings", () => {
    const document = load({
      "a.yaml": part(
        "extends: [bases/b.yaml, c.json]",
        `signers: { a: ${keyed("keys/release.pub")} }`,
        "images: [{ match: ghcr.io/acme/*, signedBy: [a, b] }]",
        "registries: [{ host: localhost:5000, plainHttp: true }]",
        "freshness: 30s",
      ),
      "bases/b.yaml": part(
        `signers: { b: ${keyed("../keys/other.pub")} }`,
        `images: [${waived("quay.io/acme/*")}]`,
        "registries: [{ host: localhost:5001, plainHttp: true }]",
        "fields: [{ type: acme:index:Service, path: image }]",
        "longestExemption: 90d",
        "exemptions: [{ image: quay.io/acme/x, rule: image-pinned, because: it is to be mended, owner: t, until: 2027-01-01 }]",
      ),
      "c.json": JSON.stringify({
        version: 1,
        notImages: [{ type: "acme.io/Widget", path: "spec.image", because: "it names a picture" }],
        builtInStack: "accepted",
        cdkAssets: "accepted",
        cdkAcknowledgements: ["image-signed"],
        resolveAtUpdate: true,
      }),
    });
    expect([...document.signers.keys()]).toEqual(["a", "b"]);
    expect(document.images.map(({ match }) => match.text)).toEqual(["ghcr.io/acme/*", "quay.io/acme/*"]);
    expect([...document.registries.keys()]).toEqual(["localhost:5000", "localhost:5001"]);
    expect(document.exemptions).toHaveLength(1);
    expect([...document.cdkAcknowledgements]).toEqual(["image-signed"]);
    expect(document.corrections).not.toEqual(
      load({ "d.yaml": part(`images: [${waived("ghcr.io/*/*")}]`) }).corrections,
    );
    const { freshness, longestExemption, builtInStack, cdkAssets, resolveAtUpdate } = document;
    expect({ freshness, longestExemption, builtInStack, cdkAssets, resolveAtUpdate }).toEqual({
      freshness: 30_000,
      longestExemption: 90 * 86_400_000,
      builtInStack: "accepted",
      cdkAssets: "accepted",
      resolveAtUpdate: true,
    });
    expect(document.source).toBe(join(workspace.folder, "a.yaml"));
  });

  it("are one in levels, a mapping, and in inline, a value; and what lint says of these names the base", () => {
    const base = part("levels: { image-pinned: disabled }", "inline: allowed");
    const first = (...more: readonly string[]) =>
      part("extends: base.yaml", `images: [${waived("ghcr.io/acme/*")}]`, ...more);
    const document = load({ "a.yaml": first("levels: { image-signed: advisory }"), "base.yaml": base });
    expect([...document.levels].sort()).toEqual([
      ["image-pinned", { level: "disabled" }],
      ["image-signed", { level: "advisory" }],
    ]);
    expect(document.inline).toBe("allowed");
    const found = lintPolicy(loadWrittenPolicy(join(workspace.folder, "a.yaml")), { now: 0 });
    expect(found.filter(({ check }) => /inline|switched/.test(check))).toMatchObject([
      { source: join(workspace.folder, "base.yaml"), path: "levels.image-pinned", line: 2 },
      { source: join(workspace.folder, "base.yaml"), path: "inline", line: 3 },
    ]);
    const twice = { "a.yaml": first("levels: { image-pinned: mandatory }", "inline: rejected"), "base.yaml": base };
    expect(problems(twice).toSorted()).toEqual([
      "base.yaml:2: levels.image-pinned: is already in a.yaml, line 4.",
      "base.yaml:3: inline: is already in a.yaml, line 5.",
    ]);
  });

  it("are told in docs/policy.md by each key that there is", () => {
    const page = readFileSync(join(__dirname, "../../docs/policy.md"), "utf8");
    const table = page.split("\n").filter((line) => /^\| (?:lists|mappings|single values|`version`)/.test(line));
    const told = table.flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, key]) => key));
    const keys = Object.keys(documentShape.wordings).filter((key) => key !== "extends");
    expect(told.toSorted()).toEqual(keys.toSorted());
  });

  it("may leave the rules to a base, and none has them is an error", () => {
    const base = part(`images: [${waived("ghcr.io/acme/*")}]`);
    expect(load({ "a.yaml": part("extends: base.yaml"), "base.yaml": base }).images).toHaveLength(1);
    expect(problems({ "a.yaml": part("extends: base.yaml"), "base.yaml": part("freshness: 0") })).toEqual([
      "a.yaml:1: images: is missing; expected a list of image rules, 1 to 1000.",
    ]);
  });

  it("a more specific rule decides, in whichever file it is", () => {
    const general = `images: [${waived("ghcr.io/**")}]`;
    const special = `images: [{ match: ghcr.io/acme/*, signedBy: [a] }]\nsigners: { a: ${keyed("keys/release.pub")} }`;
    for (const [first, base] of [
      [general, special],
      [special, general],
    ]) {
      const document = load({ "a.yaml": part("extends: base.yaml", first ?? ""), "base.yaml": part(base ?? "") });
      expect(matchImage(document, repositoryOf("ghcr.io/acme/web"))?.match.text).toBe("ghcr.io/acme/*");
    }
  });

  it("each see paths of keys, roots and certificates from their own folder", () => {
    const other = publicPem();
    workspace.write("bases/keys/release.pub", other);
    const document = load({
      "a.yaml": part(
        "extends: bases/b.yaml",
        `signers: { a: ${keyed("keys/release.pub")} }`,
        `images: [${waived("ghcr.io/a/*")}]`,
      ),
      "bases/b.yaml": part(`signers: { b: ${keyed("keys/release.pub")}, c: ${keyed("../keys/release.pub")} }`),
    });
    const prints = ["a", "b", "c"].map((name) => {
      const signer = document.signers.get(name);
      return signer?.kind === "key" ? signer.keys[0]?.fingerprint : undefined;
    });
    expect(prints[0]).toBe(prints[2]);
    expect(prints[0]).not.toBe(prints[1]);
    expect(
      problems({
        "a.yaml": part("extends: bases/b.yaml", `images: [${waived("ghcr.io/a/*")}]`),
        "bases/b.yaml": part(
          "registries: [{ host: r.example, ca: keys/none.pem }]",
          `signers: { r: { cosign: { key: keys/release.pub, trustedRoot: roots/none.json } } }`,
        ),
      }),
    ).toEqual([
      'bases/b.yaml:3: signers.r.cosign.trustedRoot: the trusted root "roots/none.json" does not exist.',
      'bases/b.yaml:2: registries[0].ca: the file "keys/none.pem" does not exist.',
    ]);
  });

  it("a file that two name is read once, whichever way leads to it", () => {
    const document = load({
      "a.yaml": part("extends: [b.yaml, bases/c.yaml]", `images: [${waived("ghcr.io/a/*")}]`),
      "b.yaml": part("extends: bases/d.yaml"),
      "bases/c.yaml": part("extends: ./d.yaml"),
      "bases/d.yaml": part(`signers: { d: ${keyed("../keys/release.pub")} }`, "freshness: 0"),
    });
    expect([...document.signers.keys()]).toEqual(["d"]);
  });

  it("an inline document stands by itself", () => {
    const value = { version: 1, extends: "base.yaml", images: [] };
    workspace.write("base.yaml", part());
    expect(problemsOf(() => readPolicyObject(value, workspace.folder, "policy config"))).toContainEqual(
      expect.objectContaining({
        path: "extends",
        message: expect.stringContaining("goes with a document that is a file"),
      }),
    );
  });
});

describe("nothing overrides anything", () => {
  const twice = (text: string) => ({ "a.yaml": part("extends: base.yaml", text), "base.yaml": part("", "", text) });
  const rule = `images: [${waived("ghcr.io/acme/*")}]`;

  it.each([
    ["freshness: 10m", "freshness"],
    ["longestExemption: 90d", "longestExemption"],
    ["builtInStack: rejected", "builtInStack"],
    ["cdkAssets: rejected", "cdkAssets"],
    ["resolveAtUpdate: false", "resolveAtUpdate"],
  ])("%s in two files is an error that names both", (text, path) => {
    expect(problems(twice(`${text}\n${rule.replace("acme", "x")}`)).slice(0, 1)).toEqual([
      `base.yaml:4: ${path}: is already in a.yaml, line 3.`,
    ]);
  });

  it("nor does a later base one before it", () => {
    expect(
      problems({
        "a.yaml": part("extends: [b.yaml, c.yaml]", rule),
        "b.yaml": part("freshness: 0"),
        "c.yaml": part("", "freshness: 10m"),
      }),
    ).toEqual(["c.yaml:3: freshness: is already in b.yaml, line 2."]);
  });

  it("the same signer in two files is an error, even where it is the same", () => {
    const signers = `signers: { a: ${keyed("keys/release.pub")} }`;
    expect(problems({ "a.yaml": part("extends: base.yaml", signers, rule), "base.yaml": part(signers) })).toEqual([
      "base.yaml:2: signers.a: is already in a.yaml, line 3.",
    ]);
  });

  it.each([
    [
      "the same match",
      rule,
      "images[0].match",
      "can match the same image as images[0] in a.yaml, line 3 (ghcr.io/acme/*), and neither is more specific.",
    ],
    [
      "the same host",
      "registries: [{ host: A.example, plainHttp: true }]",
      "registries[0].host",
      "is the same host as registries[0] in a.yaml, line 3.",
    ],
    [
      "the same field",
      "fields: [{ type: acme:index:S, path: image }]",
      "fields[0]",
      "speaks of the same place as fields[0] in a.yaml, line 3.",
    ],
  ])("%s in two files is an error that names both", (_, text, path, message) => {
    const files = twice(text);
    const first = text === rule ? files["a.yaml"] : `${files["a.yaml"]}${rule}\n`;
    expect(problems({ ...files, "a.yaml": first })).toEqual([`base.yaml:4: ${path}: ${message}`]);
  });

  it("a list in one file and a mapping in the other are no whole", () => {
    const found = problems({ "a.yaml": part("extends: base.yaml", rule), "base.yaml": part("images: { match: a }") });
    expect(found).toEqual([
      "base.yaml:2: images: expected a list of image rules, 1 to 1000, found a mapping.",
      "base.yaml:2: images: is already in a.yaml, line 3.",
    ]);
  });
});

describe("what is wrong with a base is told with its file and line", () => {
  it.each([
    ["no version", "freshness: 0\n", "base.yaml:1: version: is missing; expected the number 1."],
    ["another version", "version: 2\n", "base.yaml:1: version: expected the number 1, found the number 2."],
    ["an unknown key", part("colour: red"), 'base.yaml:2: colour: "colour" is not a key of a policy document.'],
    [
      "an empty list",
      part("exemptions: []"),
      "base.yaml:2: exemptions: expected a list of exemptions, 1 to 1000, found an empty list.",
    ],
    ["a list", "- version: 1\n", "base.yaml:1: : expected a policy document, found a list of 1."],
    ["an empty file", "", "base.yaml:1: : expected a policy document, found nothing."],
    ["no YAML", "version: 1\nimages: 'a\n", "base.yaml:3: : a quote, a bracket, a colon or a comma is missing."],
    ["bytes that do not show", "version: 1\n# \u202E\n", "base.yaml:2: : holds the invisible character U+202E."],
    ["a repeated key", "version: 1\nversion: 1\n", "base.yaml:2: version: is written twice in the same mapping."],
    [
      "a rule by nobody",
      part("images:", "  - { match: quay.io/a/*, signedBy: [none] }"),
      'base.yaml:3: images[0].signedBy[0]: "none" is no signer of this document.',
    ],
    [
      "a bad exemption",
      part("exemptions:", "  - { image: a }"),
      "base.yaml:3: exemptions[0].rule: is missing; expected one of",
    ],
  ])("%s", (_, text, problem) => {
    const found = problems({ "a.yaml": FIRST, "base.yaml": text });
    expect(found).toContainEqual(expect.stringContaining(problem));
    expect(found.filter((one) => !one.startsWith("base.yaml:"))).toEqual([]);
  });

  it("all at once, each once", () => {
    const found = problems({
      "a.yaml": part("extends: [b.yaml, c.yaml]", "colour: red"),
      "b.yaml": part("extends: d.yaml", "shape: round", `images: [${waived("ghcr.io/a/*")}]`),
      "c.yaml": part("extends: d.yaml"),
      "d.yaml": part("extends: none.yaml"),
    });
    expect([...found].sort()).toEqual([
      'a.yaml:3: colour: "colour" is not a key of a policy document.',
      'b.yaml:3: shape: "shape" is not a key of a policy document.',
      'd.yaml:2: extends: the file "none.yaml" does not exist.',
    ]);
  });

  it("findings of policy lint as well", () => {
    workspace.write("base.yaml", part("registries:", "  - { host: r.example, plainHttp: true }"));
    const policy = loadWrittenPolicy(workspace.write("a.yaml", FIRST));
    const findings = lintPolicy(policy, { now: Date.parse("2026-11-27") });
    expect(findings.filter(({ check }) => check === "unused-registry")).toEqual([
      expect.objectContaining({ source: join(workspace.folder, "base.yaml"), line: 3, path: "registries[0].host" }),
    ]);
  });
});

describe("bases that are hostile or too many (law 8)", () => {
  const at = (depth: number) => `step${depth}.yaml`;
  const chain = (steps: number) =>
    Object.fromEntries(
      Array.from({ length: steps + 1 }, (_, depth) => [
        at(depth),
        depth === steps ? part(`images: [${waived("ghcr.io/a/*")}]`) : part(`extends: ${at(depth + 1)}`),
      ]),
    );

  it("four steps below the first document, and not five", () => {
    expect(problems(chain(4))).toEqual([]);
    expect(problems(chain(5))).toContain("step4.yaml:2: extends: is more than 4 steps below the first document.");
  });

  it("a file that is near enough by one way is too deep by another", () => {
    const files = { ...chain(5), [at(0)]: part("extends: [step4.yaml, step1.yaml]") };
    expect(problems(files)).toEqual(["step4.yaml:2: extends: is more than 4 steps below the first document."]);
  });

  const wide = (count: number, text = "") => ({
    "a.yaml": part("extends: [b0.yaml, b1.yaml]", `images: [${waived("ghcr.io/a/*")}]`),
    ...Object.fromEntries(
      Array.from({ length: count - 1 }, (_, index) => [
        `b${index}.yaml`,
        part(
          ...(index > 1
            ? []
            : [`extends: [${Array.from({ length: 7 }, (_, at) => `b${2 + 7 * index + at}.yaml`).join(", ")}]`]),
          `signers: { s${index}: ${keyed("keys/release.pub")} }`,
          text,
        ),
      ]),
    ),
  });

  it("sixteen files, and not seventeen", () => {
    const files = wide(17);
    const sixteen = {
      ...files,
      "b1.yaml": (files as Readonly<Record<string, string>>)["b1.yaml"]?.replace(", b15.yaml", "") ?? "",
    };
    expect(load(sixteen).signers.size).toBe(15);
    expect(problems(files)).toContain("b1.yaml:2: extends[6]: is one file too many: a document has at most 16.");
  });

  it("256 KiB each and 1 MiB together", () => {
    const comment = (kib: number) => `# ${"x".repeat(kib * 1024 - 1024)}`;
    expect(problems({ "a.yaml": FIRST, "base.yaml": part(comment(256)) })).toEqual([]);
    expect(problems({ "a.yaml": FIRST, "base.yaml": part(comment(258)) })).toEqual([
      'a.yaml:2: extends: the file "base.yaml" is larger than 262144 bytes.',
    ]);
    expect(problems(wide(4, comment(256)))).not.toContainEqual(expect.stringContaining("together"));
    expect(problems(wide(17, comment(128)))).toContainEqual(
      expect.stringContaining("is too large: the files of a document have at most 1048576 bytes together."),
    );
  });

  it("more rules, or values, together than a document may have", () => {
    const rules = (host: string) =>
      `images: [${Array.from({ length: 600 }, (_, at) => waived(`${host}/a/x${at}`)).join(", ")}]`;
    expect(
      problems({ "a.yaml": part("extends: base.yaml", rules("a.example")), "base.yaml": part(rules("b.example")) }),
    ).toEqual(["a.yaml:3: images: expected a list of image rules, 1 to 1000, found a list of 1200."]);
    const many = part(
      `fields: &a [${"1, ".repeat(150)}]`,
      `notImages: [${Array.from({ length: 100 }, () => "*a").join(", ")}]`,
    );
    expect(problems({ "a.yaml": part("extends: base.yaml", many.slice(11)), "base.yaml": many })).toContainEqual(
      expect.stringContaining("the document holds more than 50000 values."),
    );
  });

  it("a circle shows the way round", () => {
    expect(
      problems({
        "a.yaml": part("extends: bases/b.yaml", `images: [${waived("ghcr.io/a/*")}]`),
        "bases/b.yaml": part("extends: c.yaml"),
        "bases/c.yaml": part("", "extends: [../bases/b.yaml]"),
      }),
    ).toEqual(["bases/c.yaml:3: extends[0]: goes round in a circle: bases/b.yaml → bases/c.yaml → bases/b.yaml."]);
  });

  it("the same file twice in a list, by two names", () => {
    symlinkSync("base.yaml", join(workspace.folder, "link.yaml"));
    const first = part("extends: [base.yaml, ./base.yaml, link.yaml]", `images: [${waived("ghcr.io/a/*")}]`);
    expect(problems({ "a.yaml": first, "base.yaml": part("freshness: 0") })).toEqual([
      "a.yaml:2: extends[1]: is listed twice.",
      "a.yaml:2: extends[2]: is listed twice.",
    ]);
  });

  it("a base cannot climb out of the first document's folder, though it may climb inside", () => {
    workspace.write("outside.yaml", part("freshness: 0"));
    const files = (base: string) => ({
      "pack/a.yaml": part("extends: bases/b.yaml", `images: [${waived("ghcr.io/a/*")}]`),
      "pack/bases/b.yaml": part(`extends: ${base}`),
      "pack/inside.yaml": part("freshness: 0"),
    });
    expect(problems(files("../inside.yaml"))).toEqual([]);
    expect(problems(files("../../outside.yaml"))).toEqual([
      "pack/bases/b.yaml:2: extends: leads out of the first document's folder.",
    ]);
  });

  it.each([
    ["a link to a file", "../outside.yaml", "link.yaml", "link.yaml"],
    ["a link to a folder", "..", "up", "up/outside.yaml"],
    ["a link to a link", "other.yaml", "link.yaml", "link.yaml"],
  ])("%s that leads out", (_, target, link, name) => {
    workspace.write("outside.yaml", part("freshness: 0"));
    workspace.write("pack/keep", "");
    symlinkSync("../outside.yaml", join(workspace.folder, "pack/other.yaml"));
    symlinkSync(target, join(workspace.folder, "pack", link));
    expect(problems({ "pack/a.yaml": part(`extends: ${name}`, `images: [${waived("ghcr.io/a/*")}]`) })).toEqual([
      "pack/a.yaml:2: extends: is a link, or below one, that leads out of the first document's folder.",
    ]);
  });

  it("a link that stays inside is read, its paths seen from where it really lies", () => {
    workspace.write("pack/bases/keys/k.pub", generateKeyPair().publicKeyPem);
    workspace.write("pack/bases/b.yaml", part(`signers: { b: ${keyed("keys/k.pub")} }`));
    symlinkSync("bases/b.yaml", join(workspace.folder, "pack/link.yaml"));
    const document = load({ "pack/a.yaml": part("extends: link.yaml", `images: [${waived("ghcr.io/a/*")}]`) });
    expect([...document.signers.keys()]).toEqual(["b"]);
  });

  it("a link that goes round", () => {
    symlinkSync("base.yaml", join(workspace.folder, "base.yaml"));
    expect(problems({ "a.yaml": FIRST })).toEqual([
      'a.yaml:2: extends: the file "base.yaml" cannot be opened (ELOOP).',
    ]);
  });
});

describe("the digest", () => {
  const digest = (files: Readonly<Record<string, string>>) => load(files).digest;
  const files = {
    "a.yaml": FIRST,
    "base.yaml": part("extends: bases/c.yaml"),
    "bases/c.yaml": part("freshness: 0"),
  };

  it("of a single file is that of its bytes, of several that of a line each", () => {
    const single = part(`images: [${waived("ghcr.io/a/*")}]`);
    expect(digest({ "single.yaml": single })).toBe(digestOf(Buffer.from(single)));
    const [a, base, c] = Object.values(files).map((text) => digestOf(Buffer.from(text)));
    expect(digest(files)).toBe(digestOf(Buffer.from(`${a}\n${base} base.yaml\n${c} bases/c.yaml\n`)));
  });

  it.each(Object.keys(files))("changes with any byte of %s", (name) => {
    const before = digest(files);
    expect(digest({ ...files, [name]: `${files[name as keyof typeof files]}#\n` })).not.toBe(before);
  });

  it("is the same in another folder", () => {
    const elsewhere = Object.entries(files).map(([name, text]) => [`other/${name}`, text] as const);
    expect(digest(Object.fromEntries(elsewhere))).toBe(digest(files));
  });
});
