import { mkdirSync, symlinkSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { InvalidPolicy, loadPolicyFile } from "../../src/policy/index.ts";
import { createWorkspace, documentText, privatePem, problemsOf } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const fileProblem = (path: string) => problemsOf(() => loadPolicyFile(path)).map(({ message }) => message);

describe("a file that is no policy document", () => {
  it("is refused where it is missing", () => {
    expect(fileProblem(join(workspace.folder, "none.yaml"))).toEqual(["the file does not exist."]);
    expect(fileProblem(join(workspace.folder, "keys/release.pub/none.yaml"))).toEqual(["the file does not exist."]);
  });

  it("is refused where it is a folder", () => {
    mkdirSync(join(workspace.folder, "folder.yaml"));
    expect(fileProblem(join(workspace.folder, "folder.yaml"))).toEqual(["the file is a directory."]);
  });

  it("is refused where it is a link to nothing", () => {
    symlinkSync("nowhere", join(workspace.folder, "link.yaml"));
    expect(fileProblem(join(workspace.folder, "link.yaml"))).toEqual(["the file does not exist."]);
  });

  it("is refused where it is a named pipe, without waiting for a writer", () => {
    const pipe = join(workspace.folder, "pipe.yaml");
    execFileSync("mkfifo", [pipe]);
    expect(fileProblem(pipe)).toEqual(["the file is no regular file."]);
  });

  it("is refused where it is larger than 256 KiB", () => {
    const padded = (length: number) => {
      const text = documentText();
      return `${text}#${"x".repeat(length - text.length - 1)}`;
    };
    expect(workspace.problems(padded(262_144))).toEqual([]);
    expect(workspace.problems(padded(262_145)).map(({ message }) => message)).toEqual([
      "the file is larger than 262144 bytes.",
    ]);
  });

  it("is refused where a key file is larger than 16 KiB", () => {
    workspace.write("keys/large.pub", "x".repeat(16_385));
    const [problem] = workspace.problems(documentText().replace("release.pub", "large.pub"));
    expect(problem?.message).toMatch(/larger than 16384 bytes/);
  });
});

describe("a document that is made to exhaust its reader", () => {
  const anchors = (fan: string, depth: number) =>
    [
      "a0: &a0 [x, x]",
      ...Array.from({ length: depth }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(fan)}]`),
    ].join("\n");

  it.each([
    ["a billion laughs", anchors(", ", 20)],
    ["an anchor that holds itself", "version: 1\nimages: &a\n  - *a\n"],
    ["60,000 aliases of one anchor", `a: &a x\nb: [${Array(60_000).fill("*a").join(",")}]`],
    ["20,000 anchors, each with an alias", Array.from({ length: 20_000 }, (_, i) => `- &a${i} *a${i - 1}`).join("\n")],
    ["40,000 keys", `{${Array.from({ length: 40_000 }, (_, i) => `k${i}`).join(",")}}`],
    ["5000 repeated keys", "a: 1\n".repeat(5000)],
    [
      "5000 unknown keys in one signer",
      `signers: { a: {${Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join(",")}} }`,
    ],
    ["a key of 200,000 letters", `${"a".repeat(200_000)}: 1`],
  ])("is refused with at most 100 problems: %s", (_name, text) => {
    const { length } = workspace.problems(text);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(100);
  });

  // Composing these overflows the stack: it takes minutes, or V8 aborts the process instead of throwing.
  it.each([
    ["brackets", "[".repeat(30_000)],
    ["closed brackets", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
    ["braces", "{a: ".repeat(30_000)],
    ["dashes", "- ".repeat(30_000)],
    ["question marks", "? ".repeat(30_000)],
    ["mappings", Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["one level more than allowed", "[".repeat(64)],
  ])("is refused before it is composed: deep %s", (_name, text) => {
    const messages = workspace.problems(text).map(({ message }) => message);
    expect(messages).toEqual(["the document nests deeper than 64 levels."]);
  });

  it("is refused where it has more than 1000 aliases, and read where it has 1000", () => {
    const rules = (count: number) => {
      const because = "because: *why";
      const rule = (index: number) => `  - { match: ghcr.io/a/r${index}, signature: *not, ${because} }`;
      const first = "  - { match: ghcr.io/b, signature: &not not-required, because: &why built in this repository }";
      const list = Array.from({ length: Math.floor(count / 2) }, (_, index) => rule(index));
      return documentText({ images: ["images:", first, ...list, ...(count % 2 ? ["  - *why"] : [])].join("\n") });
    };
    expect(workspace.problems(rules(1000))).toEqual([]);
    expect(workspace.problems(rules(1001)).map(({ message }) => message)).toEqual([
      "the document has more than 1000 aliases.",
    ]);
  });

  it("is refused where it has more than 1000 rules, and read where it has 1000", () => {
    const rules = (count: number) =>
      documentText({
        images: `images:\n${Array.from({ length: count }, (_, i) => `  - { match: ghcr.io/a/r${i}, signedBy: [release-key] }`).join("\n")}`,
      });
    expect(workspace.load(rules(1000)).images).toHaveLength(1000);
    expect(workspace.problems(rules(1001)).map(({ path }) => path)).toEqual(["images"]);
  });
});

describe("messages (law 10)", () => {
  const secret = privatePem();
  const body = secret.split("\n").slice(1, -2).join("");
  const indented = (text: string) => text.replace(/^/gm, "        ");
  const withKey = (key: string) =>
    documentText({
      signers: `signers:\n  release-key:\n    cosign:\n      transparencyLog: not-required\n      key: ${key}`,
    });

  it.each([
    ["inline", withKey(`|\n${indented(secret)}`)],
    ["folded into one line", withKey(`\n${indented(secret)}`)],
    ["without its PEM lines", withKey(body)],
    ["not indented, which is no YAML", withKey(`|\n${secret}`)],
    ["as an unclosed text", withKey(`"${secret}`)],
    ["under transparencyLog", documentText().replace("not-required", `"${body}"`)],
    ["as a signer's name", documentText({ rest: "x: 1" }).replaceAll("release-key", body.replaceAll(/[+/]/g, "a"))],
    ["as a match", documentText().replace("ghcr.io/acme/*", `"${body}"`)],
    ["as a host", documentText({ rest: `registries: [{ host: "${body}", plainHttp: true }]` })],
    [
      "as a host without slashes",
      documentText({ rest: `registries: [{ host: "${body.replaceAll("/", "a")}", plainHttp: true }]` }),
    ],
    ["as the host of a match", documentText().replace("ghcr.io", body.replaceAll("/", "a"))],
    ["as a signer", documentText().replace("[release-key]", `["${body}"]`)],
    ["as an unknown key", documentText({ rest: `"${body}": 1` })],
    ["as a tag", documentText({ rest: `a: !${body} 1` })],
    ["as an alias", documentText({ rest: `a: *${body}` })],
  ])("never hold a private key that was written %s", (_name, text) => {
    const shown = shownOf(text);
    for (const piece of [body.slice(20, 50), body.slice(70, 110), body.slice(-30)]) expect(shown).not.toContain(piece);
  });

  function shownOf(text: string): string {
    try {
      workspace.load(text);
    } catch (error) {
      if (error instanceof InvalidPolicy) return `${error.message}${JSON.stringify(error.problems)}`;
      throw error;
    }
    throw new Error("was read");
  }

  it("show the whole of a problem: file, line, path, what is wrong and what to do", () => {
    const shown = shownOf(documentText().replace("[release-key]", "[relase-key]")).split("{")[0] ?? "";
    const path = `${workspace.folder}/digestbound.yaml`;
    expect(shown).toBe(
      `${path} is not a valid policy document (1 problem):\n` +
        `  ${path}:7: images[0].signedBy[0]: "relase-key" is no signer of this document.\n` +
        '    Did you mean "release-key"? There are "release-key".[',
    );
  });

  it("hold no control character, whatever names the document uses", () => {
    const shown = shownOf(documentText({ rest: '"a\\u001b[2K\\u202Eb": 1\n"\\r\\n::error::": 2' }));
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it("hold nothing that a build service obeys, whatever names the document uses", () => {
    const shown = shownOf(documentText({ rest: '"##vso[task.complete]": 1\n"::error::": 2' }));
    expect(shown).toContain("#vso[task.complete]");
    expect(shown).not.toMatch(/^\s*::|##/m);
  });
});
