import { describe, expect, it } from "@jest/globals";
import { printable } from "../../src/reference/index.ts";
import { SHA256 } from "./read.ts";

describe("text that is safe stays as it is", () => {
  it.each([
    "",
    "nginx:1.29",
    `ghcr.io/acme/web:1@${SHA256}`,
    "bücher",
    "日本語",
    "a b",
    "nginx@foo",
    "<none>@<none>",
    "alice@example.com",
    "🐳",
  ])("%s", (text) => {
    expect(printable(text)).toBe(text);
  });
});

describe("userinfo is redacted (law 10: a secret is never printed)", () => {
  it.each([
    ["https://user:hunter2@ghcr.io/acme/web", "https://***@ghcr.io/acme/web"],
    ["https://hunter2@ghcr.io", "https://***@ghcr.io"],
    ["docker://user:hunter2@ghcr.io/acme/web:1", "docker://***@ghcr.io/acme/web:1"],
    ["user:hunter2@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    ["user:hunter2@ghcr.io", "***@ghcr.io"],
    ["user:hunter2@builder", "***@builder"],
    ["hunter2@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    ["user:hunter2@@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    ["user:hun@ter2@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    ["user:hun/ter2@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    ["user:hun ter2@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    ["user:hun\nter2@ghcr.io/acme/web", "***@ghcr.io/acme/web"],
    [`user:hunter2@ghcr.io/acme/web@${SHA256}`, `***@ghcr.io/acme/web@${SHA256}`],
    [`user:hunter2@ghcr.io/acme/web:1@${SHA256}`, `***@ghcr.io/acme/web:1@${SHA256}`],
    [`https://user:hunter2@ghcr.io/acme/web@${SHA256}`, `https://***@ghcr.io/acme/web@${SHA256}`],
    ["user:hunter2\uFF20ghcr.io/acme/web", "***\uFF20ghcr.io/acme/web"],
    ["user:hunter2@ghcr.io https://x@y/", "***@y/"],
    ["https://a:hunter2@b/ https://c:hunter3@d/", "https://***@d/"],
    ["user:hunter2@", "***@"],
    [`${"x".repeat(400)}:hunter2@ghcr.io/a`, "***@ghcr.io/a"],
    [`user:hunter2${"x".repeat(400)}@ghcr.io/a`, "***@ghcr.io/a"],
  ])("%j is shown as %j", (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it.each([
    ["ghcr.io/acme/web?token=hunter2", "ghcr.io/acme/web?***"],
    ["https://ghcr.io/token?service=x&sig=hunter2 failed", "https://ghcr.io/token?*** failed"],
  ])("so are the values of a query: %s", (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe("what a terminal would act upon is escaped", () => {
  it.each([
    ["a\nb", "a\\u{a}b"],
    ["a\r\nb", "a\\u{d}\\u{a}b"],
    ["a\tb", "a\\u{9}b"],
    ["\0", "\\u{0}"],
    ["\u001b[2J", "\\u{1b}[2J"],
    ["\u001b]8;;https://evil.example\u0007", "\\u{1b}]8;;https://evil.example\\u{7}"],
    ["\u009b31m", "\\u{9b}31m"],
    ["\u007f", "\\u{7f}"],
    ["a\u202Eb", "a\\u{202e}b"],
    ["a\u2066b\u2069", "a\\u{2066}b\\u{2069}"],
    ["a\u200Bb", "a\\u{200b}b"],
    ["a\u2028b", "a\\u{2028}b"],
    ["a\u00A0b", "a\\u{a0}b"],
    ["a\u3000b", "a\\u{3000}b"],
    ["a\u00ADb", "a\\u{ad}b"],
    ["a\uFEFFb", "a\\u{feff}b"],
    ["a\uD800b", "a\\u{d800}b"],
    ["a\u{E0001}b", "a\\u{e0001}b"],
    ["a\u3164b", "a\\u{3164}b"],
  ])("%j is shown as %s", (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe("what build services obey anywhere in a line is escaped (law 10)", () => {
  it.each([
    ["##vso[task.prependpath]/tmp", "\\u{23}#vso[task.prependpath]/tmp"],
    ["a ##[error]b", "a \\u{23}#[error]b"],
    ["###vso[x]", "\\u{23}\\u{23}#vso[x]"],
    ["##teamcity[x]##teamcity[y]", "\\u{23}#teamcity[x]\\u{23}#teamcity[y]"],
    ["a#b # c#", "a#b # c#"],
  ])("%s is shown as %s", (text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe("at most 300 characters are shown", () => {
  it.each([
    ["letters", "a".repeat(10_000)],
    ["escapes", "\n".repeat(10_000)],
    ["surrogate pairs", "🐳".repeat(10_000)],
    ["just too many", "a".repeat(301)],
  ])("%s", (_, text) => {
    const shown = printable(text);
    expect(shown.length).toBeLessThanOrEqual(300);
    expect(shown.endsWith("…")).toBe(true);
    expect(shown.isWellFormed()).toBe(true);
  });

  it("never cuts an escape in two", () => {
    expect(printable("\u{E0001}".repeat(100)).replaceAll("\\u{e0001}", "")).toBe("…");
  });
});
