import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { FORMAT_NAMES, formats, PLAIN, type FormatName, type Renderer, type Style } from "../../src/report/index.ts";
import { emptyReport, richReport } from "./rich.ts";

/** `UPDATE_GOLDEN=1 npx jest test/report/golden` writes the files; look at the difference before it is committed. */
const isUpdate = (process.env["UPDATE_GOLDEN"] ?? "") !== "";

const FILES = {
  pretty: "pretty.txt",
  json: "json.json",
  sarif: "sarif.sarif",
  junit: "junit.xml",
  markdown: "markdown.md",
  github: "github.txt",
} as const satisfies Record<FormatName, string>;

const STYLE: Style = { ...PLAIN, version: "1.2.3" };

function compared(name: string, text: string): void {
  const file = join(__dirname, "golden", name);
  if (isUpdate) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

const rendered = (name: FormatName, report = richReport(), style = STYLE) => {
  const render: Renderer = formats[name];
  return render(report, style);
};

describe.each(FORMAT_NAMES)("%s", (name) => {
  it("shows the same report by the same bytes", () => {
    compared(FILES[name], rendered(name));
  });

  it("says of a run that found nothing that nothing was checked (law 3)", () => {
    compared(`empty-${FILES[name]}`, rendered(name, emptyReport()));
  });
});

describe("pretty", () => {
  it.each([
    ["verbose", { ...STYLE, detail: "verbose" }],
    ["quiet", { ...STYLE, detail: "quiet" }],
    ["terminal", { ...STYLE, colour: true, hyperlinks: true, width: 80, docs: "https://docs.example" }],
    ["ascii", { ...STYLE, unicode: false, width: 60, docs: "https://docs.example" }],
  ] as const)("%s", (name, style) => {
    compared(`pretty-${name}.txt`, rendered("pretty", richReport(), style));
  });
});
