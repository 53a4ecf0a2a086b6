import { describe, expect, it } from "@jest/globals";
import { finding } from "../../src/policy/index.ts";
import type { Verdict } from "../../src/gate/index.ts";
import {
  FORMAT_NAMES,
  formats,
  PLAIN,
  type GeneralFinding,
  type Renderer,
  type Report,
  type Style,
} from "../../src/report/index.ts";
import { Paper } from "../../src/report/markdown/paper.ts";
import { casesIn, junitObjections, sarifObjections } from "./public-schemas.ts";
import { inFile, richReport } from "./rich.ts";
import { digest, reportOf, signer, suggestion, verdictOn, verdictOnUnknown } from "./verdicts.ts";
import { parseXml } from "./xml.ts";

const STYLE: Style = { ...PLAIN, version: "1.2.3" };
const IMAGE = "ghcr.io/acme/web:1";
const at = { line: 5, column: 12, endColumn: 12 + IMAGE.length };
const unsigned = finding("image-signed", "no-signature", "it carries no signature.");
const offered = (verified = true) =>
  verdictOn(IMAGE, "rejected", { digest, findings: [suggestion(verified)], signers: [signer] });
const note = (message: string): GeneralFinding => ({
  rule: "exemptions",
  reason: "exemption-unused",
  severity: "low",
  message,
});

describe.each(FORMAT_NAMES)("%s", (name) => {
  const render: Renderer = formats[name];

  it("holds no part of a secret image (law 10)", () => {
    expect(render(richReport(), { ...STYLE, detail: "verbose" })).not.toContain("acme/hidden");
  });

  it("tells of a verdict that gives no reason (law 3)", () => {
    const text = render(reportOf(inFile("a.yaml", at, verdictOn(IMAGE, "rejected"))), STYLE);
    expect(text).toContain(name === "json" ? '"verdict": "rejected"' : "no reason was given for it");
  });

  it("tells where it stands of what is named by itself, too", () => {
    expect(render(reportOf(offered()), STYLE)).toContain("spec.containers[0].image");
  });
});

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation?: { readonly artifactLocation: object; readonly region: object };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly fixes?: readonly { readonly artifactChanges: readonly object[] }[];
}

interface Run {
  readonly results: readonly Result[];
  readonly invocations: readonly [
    {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly {
        readonly level: string;
        readonly message: { readonly text: string };
      }[];
    },
  ];
}

function sarif(report: Report): Run {
  const log = JSON.parse(formats.sarif(report, STYLE)) as { readonly runs: readonly [Run] };
  expect(sarifObjections(log)).toEqual([]);
  return log.runs[0];
}

const firstOf = (report: Report) => sarif(report).results[0];
const printOf = (verdict: Verdict) => firstOf(reportOf(verdict))?.partialFingerprints["digestbound/v1"];

describe("sarif: a fingerprint", () => {
  const own = printOf(inFile("a.yaml", at, offered()));

  it.each([
    ["the line", inFile("a.yaml", { line: 500, column: 3, endColumn: 21 }, offered())],
    [
      "the message",
      inFile("a.yaml", at, verdictOn(IMAGE, "rejected", { findings: [{ ...suggestion(true), message: "it moved." }] })),
    ],
  ])("does not change with %s", (_, verdict) => {
    expect(printOf(verdict)).toBe(own);
  });

  it("does not change with the digest", () => {
    const pinned = (hex: string) =>
      inFile("a.yaml", at, verdictOn(`${IMAGE}@sha256:${hex.repeat(64)}`, "rejected", { findings: [unsigned] }));
    expect(printOf(pinned("1"))).toBe(printOf(pinned("2")));
  });

  it.each([
    ["the rule and reason", inFile("a.yaml", at, verdictOn(IMAGE, "rejected", { findings: [unsigned] }))],
    ["the file", inFile("b.yaml", at, offered())],
    ["the resource", inFile("a.yaml", { ...at, resource: "another" }, offered())],
    ["the path", inFile("a.yaml", { ...at, path: "another" }, offered())],
    ["the image", inFile("a.yaml", at, verdictOn("ghcr.io/acme/api:1", "rejected", { findings: [suggestion(true)] }))],
  ])("changes with %s", (_, verdict) => {
    expect(printOf(verdict)).not.toBe(own);
  });

  it("numbers what is alike, and leaves GitHub's own key to GitHub", () => {
    const { results } = sarif(
      reportOf(inFile("a.yaml", at, offered()), inFile("a.yaml", { ...at, line: 9 }, offered())),
    );
    expect(results.map(({ partialFingerprints }) => partialFingerprints)).toEqual([
      { "digestbound/v1": own },
      { "digestbound/v1": own?.replace(/:1$/, ":2") },
    ]);
  });
});

describe("sarif: a fix", () => {
  it("puts the verified digest in the place of the reference", () => {
    expect(firstOf(reportOf(inFile("a b.yaml", at, offered())))?.fixes).toMatchObject([
      {
        artifactChanges: [
          {
            artifactLocation: { uri: "a%20b.yaml", uriBaseId: "%SRCROOT%" },
            replacements: [
              {
                deletedRegion: { startLine: 5, startColumn: 12, endLine: 5, endColumn: 12 + IMAGE.length },
                insertedContent: { text: `${IMAGE}@${digest}` },
              },
            ],
          },
        ],
      },
    ]);
  });

  const open = inFile("a.yaml", at, offered());
  it.each([
    ["nobody vouches for it (law 4)", inFile("a.yaml", at, offered(false))],
    ["the reference does not stand there as it is", inFile("a.yaml", { line: 5, column: 12 }, offered())],
    ["it stands in no file", offered()],
    ["it stands on standard input", inFile("-", at, offered())],
    ["it is a secret", { ...open, use: { ...open.use, secret: true as const } }],
  ])("is not there where %s", (_, verdict) => {
    expect(firstOf(reportOf(verdict))?.fixes).toBeUndefined();
  });
});

describe("sarif: a place", () => {
  const placeOf = (verdict: Verdict, policy: Report["policy"] = reportOf().policy) =>
    firstOf({ ...reportOf(verdict), policy })?.locations[0]?.physicalLocation;

  it.each([
    ["./a/b.yaml", { uri: "a/b.yaml", uriBaseId: "%SRCROOT%" }],
    ["../b.yaml", { uri: "../b.yaml", uriBaseId: "%SRCROOT%" }],
    ["a\\b.yaml", { uri: "a/b.yaml", uriBaseId: "%SRCROOT%" }],
    ["/abs/b c.yaml", { uri: "file:///abs/b%20c.yaml" }],
    ["C:\\a\\b.yaml", { uri: "file:///C%3A/a/b.yaml" }],
    ["ü:#?.yaml", { uri: "%C3%BC%3A%23%3F.yaml", uriBaseId: "%SRCROOT%" }],
  ])("of %s", (file, artifactLocation) => {
    expect(placeOf(inFile(file, at, offered()))?.artifactLocation).toEqual(artifactLocation);
  });

  it("of a file as a whole is its first line", () => {
    expect(placeOf(inFile("a.yaml", {}, offered()))?.region).toEqual({ startLine: 1 });
  });

  it("of what stands in no file is the policy document, where that is a file below", () => {
    const own = reportOf().policy;
    expect(placeOf(offered(), own && { ...own, source: "policies/digestbound.yaml" })).toEqual({
      artifactLocation: { uri: "policies/digestbound.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: 1 },
    });
  });

  it.each(["/etc/digestbound.yaml", "../digestbound.yaml", "the policy config", undefined])(
    "is never missing, since GitHub then refuses all of the file: judged by %s",
    (source) => {
      const own = reportOf().policy;
      const policy = source === undefined ? undefined : own && { ...own, source };
      const { results } = sarif({ ...reportOf(offered(), inFile("-", at, offered())), findings: [note("x")], policy });
      expect(results).toHaveLength(3);
      for (const { locations } of results)
        expect(locations[0]?.physicalLocation?.artifactLocation).toMatchObject({ uri: "digestbound.yaml" });
    },
  );
});

describe("sarif: a run", () => {
  const undetermined = verdictOn(IMAGE, "undetermined", {
    findings: [finding("image-checked", "timeout", "It took too long.")],
  });

  it.each<[string, Report, boolean]>([
    ["in which all was accepted succeeded", reportOf(verdictOn(IMAGE, "accepted")), true],
    ["that rejects succeeded", reportOf(offered()), true],
    ["that found nothing did not (law 3)", reportOf(), false],
    ["that could not find something out did not (law 3)", reportOf(verdictOn(IMAGE, "accepted"), undetermined), false],
  ])("%s", (_, report, isSuccess) => {
    expect(sarif(report).invocations[0].executionSuccessful).toBe(isSuccess);
  });

  it("holds nothing that an exemption lifted, which GitHub would open as an alert, and says how much that is", () => {
    const lifted = richReport().verdicts.filter(({ status }) => status === "exempt");
    const { results, invocations } = sarif(reportOf(...lifted, ...lifted));
    expect(results).toEqual([]);
    expect(invocations[0].executionSuccessful).toBe(true);
    const [{ toolExecutionNotifications: told }] = invocations;
    expect(told.map(({ level, message }) => [level, message.text.slice(0, 22)])).toEqual([
      ["note", "2 findings are exempt,"],
    ]);
  });

  it("has no more results than GitHub takes, the worst of them, and says how many more", () => {
    const findings = Array.from({ length: 25_010 }, (_, index) => note(`exemption ${index}`));
    const run = JSON.parse(formats.sarif({ ...reportOf(offered()), findings }, STYLE)) as { runs: [Run] };
    const [{ results, invocations }] = run.runs;
    expect([results.length, results[0]?.ruleId]).toEqual([25_000, "image-pinned"]);
    expect(invocations[0].toolExecutionNotifications[0]?.message.text).toMatch(/^11 more results/);
  });
});

describe("junit", () => {
  const outcomes = (report: Report) =>
    casesIn(parseXml(formats.junit(report))).map(({ children }) => children.map(({ name }) => name).join());
  const advisory: Report["levels"] = () => ({ level: "advisory" });

  it.each<[string, Report, string]>([
    ["accepted", reportOf(verdictOn(IMAGE, "accepted")), "system-out"],
    ["exempt", reportOf(verdictOn(IMAGE, "exempt")), "system-out"],
    ["rejected", reportOf(offered()), "failure"],
    ["rejected, and only advice", { ...reportOf(offered()), levels: advisory }, "system-out"],
    ["undetermined", reportOf(verdictOn(IMAGE, "undetermined")), "error"],
    ["unknown", reportOf(verdictOnUnknown()), "error"],
    [
      "a note about no use",
      { ...reportOf(verdictOn(IMAGE, "accepted")), findings: [note("x")] },
      "system-out,system-out",
    ],
    ["a mandatory one", { ...reportOf(), findings: [{ ...note("x"), level: "mandatory" }] }, "skipped,failure"],
    ["nothing", reportOf(), "skipped"],
  ])("%s", (_, report, outcome) => {
    expect(outcomes(report).join()).toBe(outcome);
  });

  it("tells of a hundred files that were skipped, and counts the rest", () => {
    const skipped = Array.from({ length: 130 }, (_, index) => ({ file: `${index}.png`, why: "is not text." }));
    const text = formats.junit({ ...reportOf(verdictOn(IMAGE, "accepted")), inputs: { read: [], skipped } });
    expect(junitObjections(text)).toEqual([]);
    expect(text.match(/<skipped/g)).toHaveLength(101);
    expect(text).toContain("30 more files were skipped.");
  });
});

describe("github", () => {
  const levels = (text: string) =>
    ["error", "warning", "notice"].map(
      (level) => text.split("\n").filter((line) => line.startsWith(`::${level} `)).length,
    );
  const many = (count: number, finds: (index: number) => Verdict) =>
    Array.from({ length: count }, (_, index) => finds(index));
  const warning = (index: number) =>
    inFile(
      `w${index}.yaml`,
      at,
      verdictOn(IMAGE, "accepted", { findings: [finding("image-lock", "tag-moved", "it moved.")] }),
    );

  it("shows ten of each level, the worst first, and says how many more there are", () => {
    const errors = many(12, (index) =>
      inFile(`${index}.yaml`, at, index === 11 ? verdictOn(IMAGE, "rejected", { findings: [unsigned] }) : offered()),
    );
    const report = {
      ...reportOf(...errors, ...many(11, warning)),
      findings: Array.from({ length: 15 }, () => note("x")),
    };
    const text = formats.github(report);
    expect(levels(text)).toEqual([10, 10, 10]);
    expect(text).toMatch(/^::error file=11\.yaml,/);
    expect(text).toContain("::notice title=digestbound::9 more findings are not shown here");
  });

  it("shows all where there is room, without a word about more", () => {
    const report = { ...reportOf(...many(10, warning)), findings: Array.from({ length: 10 }, () => note("x")) };
    expect(levels(formats.github(report))).toEqual([0, 10, 10]);
    expect(formats.github(report)).not.toContain("more findings");
  });
});

describe("markdown", () => {
  const all = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      inFile(`${"x".repeat(200)}/${index}.yaml`, { ...at, path: "p".repeat(400) }, offered()),
    );

  it("is no longer than GitHub takes, of whole rows, and says how many more there are", () => {
    const text = formats.markdown({
      ...reportOf(...all(1000)),
      findings: [{ ...note("x"), level: "mandatory", severity: "critical" }],
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    const rows = text.split("\n").filter((line) => line.startsWith("| ❌"));
    const [, left = ""] = /\n(\d+) more findings are not shown here\.\n/.exec(text) ?? [];
    expect(rows.length + Number(left)).toBe(1001);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows[0]).toContain("`exemptions`");
    for (const row of rows) expect(row.match(/ \|(?= |$)/g)).toHaveLength(4);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  it("a list is written whole, or as far as there is room for it and for what closes it", () => {
    for (let bytes = 1; bytes < 200; bytes += 1) {
      const paper = new Paper(bytes);
      paper.list(
        Array.from({ length: 30 }, () => "item"),
        { before: ["list"], after: (left) => [`${left} more`], spare: 0 },
      );
      const text = paper.text();
      if (text !== "\n") expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
      if (text !== "\n") expect(text).toMatch(/^list\n(?:item\n)*\d+ more\n$/);
    }
  });

  it("closes what it opens though the details have no room for all", () => {
    const lifted = Array.from({ length: 2000 }, () =>
      richReport().verdicts.filter(({ status }) => status === "exempt"),
    ).flat();
    const text = formats.markdown(reportOf(...lifted));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/\n- \d+ more\n\n<\/details>\n$/);
  });

  it.each<[string, Report, string]>([
    ["rejected", reportOf(offered()), "❌ digestbound: rejected"],
    ["not judged", reportOf(verdictOn(IMAGE, "undetermined")), "⚠️ digestbound: could not be judged"],
    ["nothing", reportOf(), "⚠️ digestbound: nothing was checked"],
    ["accepted", reportOf(verdictOn(IMAGE, "accepted")), "✅ digestbound: accepted"],
  ])("its headline: %s", (_, report, line) => {
    expect(formats.markdown(report).split("\n").slice(0, 2)).toEqual(["<!-- digestbound -->", `### ${line}`]);
  });
});

describe("pretty, of files", () => {
  const accepted = Array.from({ length: 10_000 }, (_, index) =>
    inFile(`${index}.yaml`, at, verdictOn(IMAGE, "accepted", { digest, signers: [signer] })),
  );
  const inputs = { read: accepted.map((_, index) => ({ file: `${index}.yaml`, format: "Kubernetes" })), skipped: [] };

  it("counts what is accepted, and lists it where that is asked for", () => {
    const report = { ...reportOf(...accepted), inputs };
    expect(formats.pretty(report, STYLE)).toBe(
      "Read 10000 files (10000 Kubernetes).\n\n10000 checked: 10000 accepted.\n",
    );
    expect(formats.pretty(report, { ...STYLE, detail: "verbose" })).toContain(
      `✓ accepted  ${IMAGE}\n  --> 9999.yaml:5:12\n  signed by release-key (key x)\n`,
    );
  });

  it("shows the reference alone, in one frame for all that is wrong with it, and explains a rule once", () => {
    const both = verdictOn(IMAGE, "rejected", { digest, findings: [suggestion(true), unsigned], signers: [signer] });
    const text = formats.pretty(reportOf(inFile("a.yaml", at, both), inFile("b.yaml", at, both)), STYLE);
    expect(text.match(/^ 5 \| ghcr\.io\/acme\/web:1\n {3}\| \^{18} rejected$/gm)).toHaveLength(2);
    expect(text.match(/= why image-pinned: /g)).toHaveLength(1);
    expect(text.match(/^error\[image-signed\]: it carries no signature\.$/gm)).toHaveLength(2);
  });

  it("says when a rule becomes mandatory, and what is switched off", () => {
    const levels: Report["levels"] = (rule) =>
      rule === "image-pinned" ? { level: "advisory", blocksFrom: "2027-01-31" } : { level: "disabled" };
    const both = verdictOn(IMAGE, "rejected", { findings: [suggestion(true), unsigned] });
    const text = formats.pretty({ ...reportOf(inFile("a.yaml", at, both)), levels }, STYLE);
    expect(text).toContain("advisory[image-pinned]: ");
    expect(text).toContain("mandatory from 2027-01-31 on.");
    expect(text).toContain("= not shown, because the policy switches it off: image-signed");
  });

  it("groups what was skipped by why, the most of a kind first, and names each where that is asked for", () => {
    const skipped = Array.from({ length: 40 }, (_, index) => ({
      file: `${index}`,
      why: `is ${index < 20 ? "big" : index}.`,
    }));
    const report = { ...reportOf(), inputs: { read: [], skipped } };
    const text = formats.pretty(report, STYLE);
    expect(text).toContain("Skipped 40 files:\n  0, 1, 2, and 17 more: each is big.\n  20 is 20.\n");
    expect(text).toContain("  … 13 more reasons; -v lists every file.\n");
    expect(formats.pretty(report, { ...STYLE, detail: "verbose" })).toContain("\n  39 is 39.\n");
  });
});
