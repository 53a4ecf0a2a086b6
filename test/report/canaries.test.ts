import { describe, expect, it } from "@jest/globals";
import { parsers } from "prettier/plugins/markdown";
import { finding } from "../../src/policy/index.ts";
import { FORMAT_NAMES, formats, PLAIN, type FormatName, type Renderer, type Report } from "../../src/report/index.ts";
import { junitObjections, sarifObjections } from "./public-schemas.ts";
import { exemption, inFile } from "./rich.ts";
import { digest, OWN_LEVELS, policy, signer, suggestion, verdictOn } from "./verdicts.ts";
import { conforming } from "../schema/schema.ts";

const HOSTILE: readonly (readonly [string, string])[] = [
  ["a line break and a command", "a\n::error file=x::owned"],
  ["a command by itself", "::error file=x::owned"],
  ["a command after blanks", "a\n  ::add-mask::b"],
  ["a carriage return and a command", "a\r::set-output name=x::y"],
  ["a line separator and a command", "a\u2028::error::x\u2029::error::x\u0085::error::x"],
  ["GitHub's older command", "a ##[error]owned"],
  ["a command of Azure Pipelines", "a ##vso[task.setvariable variable=x]y"],
  ["a command of TeamCity", "##teamcity[buildStatus text='x']"],
  ["a mention", "@user and @team/people, a@user"],
  ["a reference to an issue", "#1 GH-1 acme/web#1"],
  ["an image", "<img src=x onerror=alert(1)>![x](http://evil.example/x)"],
  ["a link", "[x](http://evil.example) <http://evil.example> http://evil.example www.evil.example evil@evil.example"],
  ["emoji", ":white_check_mark: accepted"],
  ["the end of details", "</details></td></table><details open>"],
  ["another marker", "<!-- digestbound --><!--"],
  ["the end of CDATA", "]]><![CDATA["],
  ["an attribute", "\" onload=\"x' y='z"],
  ["an entity", "&lt;b&gt; &#60; &nbsp; &x;"],
  ["an escape sequence", "a\u001b[2K\u001b[1A\u001b]8;;http://evil.example\u0007x"],
  ["a C1 control sequence", "a\u009b2K\u0090x"],
  ["a bidirectional override", "a\u202egnp.exe\u2066"],
  ["NUL", "a\u0000b\ufffe\uffff"],
  ["lone surrogates", "a\ud800b\udc00c"],
  ["backticks", "a`b``c```d`"],
  ["the end of a code span", "a` @user <img src=x> [x](http://evil.example) `b"],
  ["pipes", "a|b\\|c\\\\|d"],
  ["a percent-encoded line break", "a%0A::error::x%0D%250A,line=9"],
  ["parameters", "a,line=1::x:y,title=z"],
  ["mathematics and emphasis", "$x$ $$y$$ *a* _b_ ~~c~~ **d**"],
  ["a heading and a list", "# a\n- b\n1. c\n> d\n---\n| a | b |\n| - | - |"],
  ["nothing but blanks", " "],
];

/** A report in which a text stands wherever a text from outside may. */
function reportWith(text: string): Report {
  const found = finding("image-signed", "no-signature", text);
  const by = { ...signer, signer: text, identity: text };
  const parts = { findings: [{ ...suggestion(true), message: text }, found], signers: [by] };
  const image = "ghcr.io/acme/web:1";
  const lifted = [{ finding: found, exemption: { ...exemption, because: text, owner: text, until: text }, endsIn: 1 }];
  const where = { resource: text, path: text };
  const unjudged = finding("image-checked", "registry-unreachable", text);
  return {
    policy: { ...policy, source: text },
    verdicts: [
      verdictOn(text, "rejected", { findings: [found] }),
      inFile(text, { ...where, line: 1, column: 2, endColumn: 9 }, verdictOn(text, "rejected", { findings: [found] })),
      inFile(text, { ...where, line: 1, column: 2, endColumn: 9 }, verdictOn(image, "rejected", { digest, ...parts })),
      inFile(text, where, verdictOn(text, "exempt", { lifted })),
      inFile(text, { ...where, line: 3 }, verdictOn(text, "undetermined", { findings: [unjudged] })),
      inFile(text, where, verdictOn(text, "accepted", { signers: [by], attestations: [{ type: text, signer: by }] })),
    ],
    findings: [
      {
        rule: "policy-changed",
        reason: "policy-changed",
        severity: "high",
        level: "mandatory",
        message: text,
        place: { file: text, ...where },
        remedy: text,
      },
      { rule: "exemptions", reason: "exemption-unused", severity: "low", message: text },
    ],
    levels: OWN_LEVELS,
    inputs: { read: [{ file: text, format: text }], skipped: [{ file: text, why: text }] },
  };
}

function render(name: FormatName, text: string, detail: "normal" | "verbose" = "verbose"): string {
  const renderer: Renderer = formats[name];
  return renderer(reportWith(text), { ...PLAIN, detail, version: "1.2.3" });
}

const UNPRINTABLE = /(?![\n\u200b])[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u;
const COMMAND = /^\s*::/m;

describe.each(FORMAT_NAMES)("%s", (name) => {
  it.each(HOSTILE)("%s is shown, and acts upon nothing that reads a log (law 10)", (_, text) => {
    const shown = render(name, text).replace(/[\u2714\ufe0f]/gu, "");
    expect(shown).not.toMatch(UNPRINTABLE);
    expect(shown).not.toMatch(/##[^#\s]/);
    expect(Buffer.from(shown).toString()).toBe(shown);
    if (name !== "github") expect(shown).not.toMatch(COMMAND);
  });
});

/** As GitHub's runner reads a workflow command (ActionCommand.TryParseV2). */
function commandOf(line: string) {
  const end = line.indexOf("::", 2);
  const [name = "", ...rest] = line.slice(2, end).split(" ");
  const parameters = rest
    .join(" ")
    .split(",")
    .map((one) => one.split("=", 2));
  return { name, parameters: Object.fromEntries(parameters) as Record<string, string>, message: line.slice(end + 2) };
}

const decoded = (text: string) =>
  text.replace(/%(?:0A|0D|3A|2C|25)/g, (one) => String.fromCharCode(parseInt(one.slice(1), 16)));

describe("github", () => {
  it.each(HOSTILE)("%s: a command for each finding and no others, with no parameter but its own", (_, text) => {
    const lines = render("github", text).trimEnd().split("\n");
    const commands = lines.filter((line) => COMMAND.test(line)).map(commandOf);
    expect(commands.map(({ name }) => name)).toEqual(["error", "error", "error", "error", "error", "error", "notice"]);
    expect(lines.length - commands.length).toBe(1);
    for (const { parameters, message } of commands) {
      expect(Object.keys(parameters).join()).toMatch(/^(?:file,(?:line,endLine,(?:col,endColumn,)?)?)?title$/);
      expect(parameters["title"]).toMatch(/^(?:image-\w+|policy-changed|exemptions)$/);
      expect(decoded(message)).not.toMatch(COMMAND);
    }
  });

  it("a name comes through as it is", () => {
    const [, , third = ""] = render("github", "a,b: 100%.yaml").split("\n");
    expect(decoded(commandOf(third).parameters["file"] ?? "")).toBe("a,b: 100%.yaml");
  });
});

describe("sarif", () => {
  it.each(HOSTILE)("%s: valid, with results, no link in a message and every file by its own name", (_, text) => {
    const log = JSON.parse(render("sarif", text)) as {
      runs: [
        {
          results: {
            message: { text: string };
            locations: { physicalLocation?: { artifactLocation: { uri: string } } }[];
          }[];
        },
      ];
    };
    expect(sarifObjections(log)).toEqual([]);
    const [{ results }] = log.runs;
    expect(results).toHaveLength(7);
    for (const { message } of results) expect(message.text).not.toMatch(/\]\(/);
    const uris = results.flatMap(({ locations }) => locations.map((one) => one.physicalLocation?.artifactLocation.uri));
    // Where what stands in no file is placed.
    const known = uris.filter((uri) => uri !== undefined).filter((uri) => uri !== "digestbound.yaml");
    expect(known.length).toBeGreaterThan(3);
    for (const uri of known) {
      expect(uri).toMatch(/^[\w%!*'().~/-]+$/);
      expect(decodeURIComponent(uri)).toBe(text.toWellFormed().replaceAll("\\", "/"));
    }
  });
});

it.each(HOSTILE)("%s: the XML is well-formed and what JUnit's schema says", (_, text) => {
  expect(junitObjections(render("junit", text))).toEqual([]);
});

it.each(HOSTILE)("%s: the JSON is what its schema says, and names of files are whole in it", (_, text) => {
  const report = conforming("report-1.json", render("json", text)) as { inputs: { skipped: object[] } };
  expect(report.inputs.skipped).toEqual([{ file: text, why: text }]);
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

const nodesOf = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(nodesOf)];
const OWN_HTML = /^(?:<!-- digestbound -->|<br>|<details><summary>[\w ,:]*<\/summary>|<\/details>)$/;

/** What only makes up lines, and what stands in cells and items whatever they hold. */
const INLINE = ["html", "inlineCode", "text"];

describe("markdown", () => {
  const shapeOf = (nodes: readonly Node[]) => nodes.map(({ type }) => type).filter((type) => !INLINE.includes(type));
  const treeOf = (source: string) => nodesOf(parsers.markdown.parse(source, {} as never) as Node);
  const harmless = shapeOf(treeOf(render("markdown", "a")));

  it.each(HOSTILE.filter(([, text]) => text.trim() !== ""))(
    "%s: the same comment as of a harmless name, with no link, image, mention or mark-up of its own",
    (_, text) => {
      const source = render("markdown", text);
      const nodes = treeOf(source);
      expect(shapeOf(nodes)).toEqual(harmless);
      expect(source.replace(/`[^`\n]*`/g, "")).not.toMatch(/www\.|\$|~~|\b_|\]\(/);
      for (const { type, value = "" } of nodes) {
        if (type === "html") expect(value).toMatch(OWN_HTML);
        if (type === "text") expect(value).not.toMatch(/@\w|#\d|GH-\d|:\w+:|:\/\//);
      }
    },
  );

  it("begins with the marker, which stands nowhere else", () => {
    expect(render("markdown", "<!-- digestbound -->").split("<!-- digestbound -->\n")).toHaveLength(2);
  });
});
