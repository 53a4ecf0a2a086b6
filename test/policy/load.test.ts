import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "@jest/globals";
import {
  loadPolicyFile,
  matchImage,
  readPolicyObject,
  type ImageRule,
  type PolicyDocument,
} from "../../src/policy/index.ts";
import { repositoryOf } from "./repository.ts";
import { createWorkspace, documentText, problemsOf, publicPem } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const sha256 = (bytes: string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What the document demands of an image: names of signers, the reason why none is needed, or nothing where no rule covers it. */
function demand(text: string, image = "ghcr.io/acme/web:1"): readonly string[] | string | undefined {
  const rule = matchImage(workspace.load(text), repositoryOf(image));
  return rule && told(rule);
}

function told({ requirement }: ImageRule): readonly string[] | string {
  return requirement.kind === "signed" ? requirement.anyOf.map(({ name }) => name) : requirement.because;
}

function keysOf({ signers }: PolicyDocument) {
  const signer = signers.get("release-key");
  return signer?.kind === "key" ? signer.keys : [];
}

const twoSigners = `signers:
  release-key: { cosign: { key: keys/release.pub, transparencyLog: not-required } }
  other-key: { cosign: { key: keys/other.pub, transparencyLog: not-required } }`;
const withRule = (rule: string) => documentText({ signers: twoSigners, images: `images:\n  - ${rule}` });
const waiver = "signature: not-required, because: built in this very stack";

describe("each option of the document does something (law 7)", () => {
  it("version: any other than 1 is refused", () => {
    expect(workspace.problems(documentText())).toEqual([]);
    expect(workspace.problems(documentText({ head: "version: 2" }))).toHaveLength(1);
  });

  it("signers.<name>.cosign.key: another file is another trusted key", () => {
    const fingerprint = (file: string) =>
      keysOf(workspace.load(documentText().replace("keys/release.pub", file)))[0]?.fingerprint;
    expect(fingerprint("keys/release.pub")).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(fingerprint("keys/other.pub")).not.toBe(fingerprint("keys/release.pub"));
  });

  it("signers.<name>.cosign.transparencyLog: required is what leaving it out means", () => {
    const withLog = (value: string) => {
      const text = documentText().replace(", transparencyLog: not-required", value);
      const signer = workspace.load(text).signers.get("release-key");
      return signer?.kind === "key" ? [signer.transparencyLog, signer.roots.length] : undefined;
    };
    expect(withLog(", transparencyLog: not-required")).toEqual(["not-required", 0]);
    expect(withLog(", transparencyLog: required")).toEqual(["required", 1]);
    expect(withLog("")).toEqual(["required", 1]);
  });

  it("images[].match: another pattern covers other images", () => {
    expect(demand(withRule("{ match: ghcr.io/acme/*, signedBy: [release-key] }"))).toEqual(["release-key"]);
    expect(demand(withRule("{ match: ghcr.io/other/*, signedBy: [release-key] }"))).toBeUndefined();
  });

  it("images[].signedBy: other names are other signers, in the order written", () => {
    expect(demand(withRule("{ match: ghcr.io/acme/*, signedBy: [other-key] }"))).toEqual(["other-key"]);
    expect(demand(withRule("{ match: ghcr.io/acme/*, signedBy: [release-key, other-key] }"))).toEqual([
      "release-key",
      "other-key",
    ]);
  });

  it("images[].signature and because: a rule that waives the signature says why", () => {
    expect(demand(withRule(`{ match: ghcr.io/acme/*, ${waiver} }`))).toBe("built in this very stack");
    expect(
      demand(withRule("{ match: ghcr.io/acme/*, signature: not-required, because: '  vendor does not sign  ' }")),
    ).toBe("vendor does not sign");
  });

  it("freshness: how long what a registry said may be used again", () => {
    const freshness = (rest: string) => workspace.load(documentText({ rest })).freshness;
    expect(freshness("")).toBe(600_000);
    expect(freshness("freshness: 0")).toBe(0);
    expect(workspace.problems(documentText({ rest: "freshness: 10" }))).toHaveLength(1);
    expect(["0", "30s", "1m", "60m", "3600s"].map((text) => freshness(`freshness: "${text}"`))).toEqual([
      ...[0, 30_000, 60_000, 3_600_000, 3_600_000],
    ]);
    for (const wrong of ["61m", "3601s", "10", "0s", "01m", "1h", "-1m", "1.5m", "", "10M", "10m "]) {
      expect(workspace.problems(documentText({ rest: `freshness: "${wrong}"` }))).toHaveLength(1);
    }
  });

  it.each([
    ["nothing", "", { resolveAtUpdate: false, builtInStack: "rejected" }],
    ["resolveAtUpdate: true", "resolveAtUpdate: true", { resolveAtUpdate: true, builtInStack: "rejected" }],
    ["resolveAtUpdate: false", "resolveAtUpdate: false", { resolveAtUpdate: false, builtInStack: "rejected" }],
    ["builtInStack: accepted", "builtInStack: accepted", { resolveAtUpdate: false, builtInStack: "accepted" }],
    ["cdkAssets: accepted", "cdkAssets: accepted", { cdkAssets: "accepted", builtInStack: "rejected" }],
    ["no cdkAssets", "", { cdkAssets: "rejected" }],
    [
      "cdkAcknowledgements",
      "cdkAcknowledgements: [image-signed, image-known]",
      { cdkAcknowledgements: new Set(["image-signed", "image-known"]) },
    ],
    ["no cdkAcknowledgements", "", { cdkAcknowledgements: new Set() }],
    ["inline: allowed", "inline: allowed", { inline: "allowed" }],
    ["no inline", "", { inline: "rejected" }],
    ["builtInStack: rejected", "builtInStack: rejected", { resolveAtUpdate: false, builtInStack: "rejected" }],
  ])("%s says what it says", (_, rest, expected) => {
    expect(workspace.load(documentText({ rest }))).toMatchObject(expected);
  });

  it("registries covers no image", () => {
    const document = workspace.load(documentText({ rest: "registries: [{ host: localhost:5000, plainHttp: true }]" }));
    expect(matchImage(document, repositoryOf("localhost:5000/acme/web"))).toBeUndefined();
  });
});

describe("a policy file", () => {
  it("is identified by the digest of its bytes, comments included", () => {
    const text = documentText();
    expect(workspace.load(text).digest).toBe(sha256(text));
    expect(workspace.load(`${text}# reviewed\n`).digest).toBe(sha256(`${text}# reviewed\n`));
  });

  it("names its source as it was given", () => {
    const path = workspace.write("policies/team.yaml", documentText().replace("keys/", "../keys/"));
    expect(loadPolicyFile(path).source).toBe(path);
  });

  it("finds key files from its own folder, not from the working directory", () => {
    const path = workspace.write("elsewhere/digestbound.yaml", documentText());
    expect(problemsOf(() => loadPolicyFile(path))[0]?.message).toMatch(/does not exist/);
    workspace.write("elsewhere/keys/release.pub", publicPem());
    expect(problemsOf(() => loadPolicyFile(path))).toEqual([]);
  });

  it.each([
    ["an absolute path", `${workspace.folder}/keys/release.pub`],
    ["a path upwards", "keys/../keys/release.pub"],
  ])("takes %s for a key", (_name, path) => {
    expect(workspace.problems(documentText().replace("keys/release.pub", path))).toEqual([]);
  });

  it("takes a key as PEM text", () => {
    const pem = publicPem().replace(/^/gm, "          ");
    const signers = `signers:\n  release-key:\n    cosign:\n      transparencyLog: not-required\n      key: |\n${pem}`;
    expect(keysOf(workspace.load(documentText({ signers })))).toHaveLength(1);
  });

  it.each([
    [
      "JSON",
      JSON.stringify({
        version: 1,
        images: [{ match: "ghcr.io/acme/*", signature: "not-required", because: "built here, now" }],
      }),
    ],
    ["a byte order mark", `\uFEFF${documentText()}`],
    ["Windows line ends", documentText().replaceAll("\n", "\r\n")],
    ["a directive of YAML 1.2", `%YAML 1.2\n---\n${documentText()}`],
    ["an end of document", `${documentText()}...\n`],
    [
      "anchors and aliases",
      withRule("{ match: ghcr.io/acme/*, signedBy: &team [release-key] }\n  - { match: ghcr.io/b/*, signedBy: *team }"),
    ],
    ["signers that no rule names", withRule(`{ match: ghcr.io/acme/*, ${waiver} }`)],
    ["no signers at all", documentText({ signers: "", images: `images: [{ match: ghcr.io/a/*, ${waiver} }]` })],
    ["signer names that JavaScript knows", documentText().replaceAll("release-key", "constructor")],
  ])("may have %s", (_name, text) => {
    expect(workspace.problems(text)).toEqual([]);
  });

  it("tells every problem at once, each with its place", () => {
    const text = `version: 2
colour: red
signers:
  ci: { cosign: { key: keys/none.pub } }
images:
  - match: nginx
    signedBy: [cii]
  - match: ghcr.io/acme/*
registries: [{ host: a/b, plainHttp: 1 }]
`;
    expect(workspace.problems(text).map(({ path, line }) => [path, line])).toEqual([
      ["version", 1],
      ["colour", 2],
      ["signers.ci.cosign.key", 4],
      ["images[0].match", 6],
      ["images[0].signedBy[0]", 7],
      ["images[1]", 8],
      ["registries[0].plainHttp", 9],
    ]);
  });

  it("reports a signer's own mistake once: rules that name it are not wrong for that", () => {
    const problems = workspace.problems(documentText().replace("release.pub", "none.pub"));
    expect(problems.map(({ path }) => path)).toEqual(["signers.release-key.cosign.key"]);
  });

  it("says nothing of missing keys where a key is misspelt", () => {
    const images = `images: [{ match: ghcr.io/a/*, ${waiver} }]`;
    expect(workspace.problems(documentText({ signers: "signers:\n  ci: { cosing: {} }", images }))).toHaveLength(1);
  });
});

describe("two rules", () => {
  const paths = (a: string, b: string) => {
    const images = `images:\n  - { match: "${a}", signedBy: [release-key] }\n  - { match: "${b}", signedBy: [release-key] }`;
    return workspace.problems(documentText({ images })).map(({ path, line }) => `${path} ${line ?? ""}`);
  };

  it.each([
    ["ghcr.io/acme/web", "GHCR.io:443/acme/web"],
    ["docker.io/nginx", "index.docker.io/library/nginx"],
    ["ghcr.io/acme/*", "ghcr.io/acme/{name}"],
    ["ghcr.io/acme/{a}", "ghcr.io/acme/{b}"],
    ["ghcr.io/acme/*", "ghcr.io/acme/**"],
    ["ghcr.io/acme/**", "ghcr.io/acme/**"],
    ["ghcr.io/acme/a-*", "ghcr.io/acme/*-a"],
    ["ghcr.io/acme/ab*", "ghcr.io/acme/a*b"],
    ["ghcr.io/abc/*", "ghcr.io/*/abc"],
    ["ghcr.io/abc/**", "ghcr.io/*/abc"],
    ["*.example.com/a/bb", "x.example.com/*/bb"],
  ])("that can cover one image equally well are an error: %s and %s", (a, b) => {
    expect(paths(a, b)).toEqual(["images[1].match 7"]);
    expect(paths(b, a)).toEqual(["images[1].match 7"]);
  });

  it.each([
    ["ghcr.io/acme/a-*", "ghcr.io/acme/b-*"],
    ["ghcr.io/acme/*-a", "ghcr.io/acme/*-b"],
    ["ghcr.io/acme/a-*-c", "ghcr.io/acme/b-*-c"],
    ["ghcr.io/abc/*", "ghcr.io/xyz/*"],
    ["ghcr.io/abc/*", "quay.io/abc/*"],
    ["ghcr.io/abc/*", "ghcr.io/abc/*/*"],
    ["ghcr.io/abc/*/*", "ghcr.io/abc/*"],
    ["ghcr.io/abc/**", "ghcr.io/xyz/**"],
    ["ghcr.io/*/abc/**", "ghcr.io/abc/*"],
    ["ghcr.io/abc/*", "ghcr.io:5000/abc/*"],
    ["*.a.example/abc", "*.b.example/abc"],
    ["ghcr.io/acme/ab*", "ghcr.io/acme/ab"],
    ["ghcr.io/acme/*", "ghcr.io/acme/web"],
    ["ghcr.io/acme/*", "ghcr.io/acme/web-*"],
  ])("that share no image, or of which one is more specific, are none: %s and %s", (a, b) => {
    expect(paths(a, b)).toEqual([]);
    expect(paths(b, a)).toEqual([]);
  });
});

describe("a document that is no file", () => {
  const inline = (key = "keys/release.pub") => ({
    version: 1,
    signers: { "release-key": { cosign: { key, transparencyLog: "not-required" } } },
    images: [{ match: "ghcr.io/acme/*", signedBy: ["release-key"] }],
  });
  const read = (value: unknown) => readPolicyObject(value, workspace.folder, "policy config (document)");

  it("is read like a file, with keys from the folder that is given", () => {
    const document = read(inline());
    expect(document.source).toBe("policy config (document)");
    expect(keysOf(document)).toHaveLength(1);
  });

  it("has a digest that does not depend on the order of its keys", () => {
    const { version, signers, images } = inline();
    expect(read({ images, signers, version }).digest).toBe(read(inline()).digest);
    expect(read(inline("keys/other.pub")).digest).not.toBe(read(inline()).digest);
    expect(read({ images, signers, version }).digest).toBe(sha256(JSON.stringify({ images, signers, version })));
  });

  it("ignores keys without a value, which JSON does not have", () => {
    expect(read({ ...inline(), registries: undefined }).digest).toBe(read(inline()).digest);
  });

  const loop: unknown[] = [];
  loop.push(loop);
  it.each([
    ["undefined", undefined, ""],
    ["null", null, ""],
    ["a path", "digestbound.yaml", ""],
    ["a function", { ...inline(), images: () => [] }, "images"],
    ["a date", { ...inline(), images: new Date(0) }, "images"],
    ["a map", { ...inline(), signers: new Map() }, "signers"],
    ["not a number", { ...inline(), version: NaN }, "version"],
    ["a big integer", { ...inline(), version: 1n }, "version"],
    ["a hole in a list", { ...inline(), images: new Array(1) }, "images[0]"],
    ["lists 20 deep", { ...inline(), images: JSON.parse(`${"[".repeat(20)}${"]".repeat(20)}`) as unknown }, ""],
    ["a list that holds itself", { ...inline(), images: loop }, ""],
    ["more than anybody writes", { ...inline(), images: Array.from({ length: 60_000 }, () => 1) }, ""],
    ["an own __proto__ (prototype pollution)", JSON.parse('{"__proto__":{"version":1}}'), '["__proto__"]'],
    ["an unknown key", { ...inline(), exemption: [] }, "exemption"],
    [
      "a getter that throws",
      {
        get version() {
          throw new Error("unknown value");
        },
      },
      "",
    ],
  ])("is refused as a whole, without a line, where it is or holds %s", (_name, value, path) => {
    const [problem] = problemsOf(() => read(value));
    expect(problem).toMatchObject({ source: "policy config (document)", path });
    expect(problem).not.toHaveProperty("line");
  });

  it("is told apart as too deep and too large", () => {
    const deep = JSON.parse(`${"[".repeat(20)}${"]".repeat(20)}`) as unknown;
    expect(problemsOf(() => read(deep))[0]?.message).toMatch(/nests deeper than 16 levels/);
    expect(problemsOf(() => read(Array.from({ length: 50_000 }, () => 1)))[0]?.message).toMatch(
      /more than 50000 values/,
    );
  });

  it("does not read a key inherited from a prototype", () => {
    const value = Object.create({ version: 1 }) as object;
    expect(problemsOf(() => read(Object.assign(value, { ...inline(), version: undefined })))).not.toEqual([]);
  });
});

it.each([
  ["", { childOfSignedIndex: false, allChildren: false }],
  ["childOfSignedIndex: accepted", { childOfSignedIndex: true, allChildren: false }],
  ["allChildren: accepted", { childOfSignedIndex: false, allChildren: true }],
  ["childOfSignedIndex: rejected\n    allChildren: rejected", { childOfSignedIndex: false, allChildren: false }],
])("an index and its children stand for each other only where the rule says so (law 7): %j", (written, expected) => {
  const images = `images:\n  - match: ghcr.io/acme/*\n    signedBy: [release-key]\n    ${written}`;
  expect(workspace.load(documentText({ images })).images[0]?.requirement).toMatchObject(expected);
});
