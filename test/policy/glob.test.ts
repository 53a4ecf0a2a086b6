import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bindText, parseIdentityText } from "../../src/policy/identity-text.ts";
import { InvalidIdentity } from "../../src/policy/invalid-identity.ts";
import { cpuTime } from "../cpu-time.ts";

const captures = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given));
const matches = (glob: string, text: string, given: Readonly<Record<string, string>> = {}) =>
  bindText(parseIdentityText({ glob }), captures(given)).matches(text);

/** Glob and text from the right end, one character at a time, with every choice tried: slow and plain. */
function slow(glob: string, text: string): boolean {
  if (glob === "") return text === "";
  if (glob.endsWith("/**")) {
    const head = glob.slice(0, -2);
    return Array.from(text, (_, end) => end).some((end) => slow(head, text.slice(0, end)));
  }
  const [rest, last] = [glob.slice(0, -1), glob.at(-1)];
  if (last !== "*") return text.at(-1) === last && slow(rest, text.slice(0, -1));
  if (text === "" || text.endsWith("/")) return false;
  return slow(rest, text.slice(0, -1)) || slow(glob, text.slice(0, -1));
}

const letters = fc.string({ unit: fc.constantFrom("a", "b", "/", "@"), maxLength: 12 });
const globs = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "ab", "/", "@", "*", "a*"), { maxLength: 8 }), fc.boolean())
  .map(([pieces, crosses]) => `${pieces.join("")}${crosses ? "/**" : ""}`)
  .filter((glob) => glob.includes("*") && /[a-z]/.test(glob) && !/\*\*(?!$)|[^/]\*\*$|\*\*\*/.test(glob));

describe("a glob", () => {
  it("means what a slow reference says, whatever the text", () => {
    fc.assert(
      fc.property(globs, letters, (glob, text) => {
        expect(`${glob} ${text} ${matches(glob, text)}`).toBe(`${glob} ${text} ${text !== "" && slow(glob, text)}`);
      }),
      { numRuns: 20_000 },
    );
  });

  it("matches every text that was made from it, and so is compared with something", () => {
    const made = globs.chain((glob) =>
      fc
        .array(fc.constantFrom("a", "b", "ab"), { minLength: 12, maxLength: 12 })
        .map((fillings) => [glob, glob.replace("/**", "/*/*").replace(/\*/g, () => fillings.pop() ?? "a")] as const),
    );
    fc.assert(
      fc.property(made, ([glob, text]) => {
        expect(matches(glob, text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it("takes captured text as it is, never as a wildcard", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "*", "/", "b"), minLength: 1, maxLength: 6 }),
        letters,
        (text, other) => {
          expect(matches("x/{name}-*", `x/${text}-1`, { name: text })).toBe(true);
          expect(matches("x/{name}-*", `x/${other}-1`, { name: text })).toBe(text === other);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["refs/tags/v*", "refs/tags/v1.2.3", true],
    ["refs/tags/v*", "refs/tags/v", false],
    ["refs/tags/v*", "refs/tags/v1/x", false],
    ["refs/tags/v*", "refs/heads/refs/tags/v1", false],
    ["refs/tags/v*", "refs/tags/v1\n", false],
    ["refs/tags/v*", "refs/tags/v\u202E1", false],
    ["refs/tags/v*", "refs/tags/v1 x", false],
    ["refs/tags/v*", "refs/tags/v\u0661", false],
    ["refs/tags/v*.*.*", "refs/tags/v1.2.3", true],
    ["refs/tags/v*.*.*", "refs/tags/v1..3", false],
    ["refs/tags/*-rc*", "refs/tags/-rc-rc1", true],
    ["refs/heads/release/**", "refs/heads/release/a/b", true],
    ["refs/heads/release/**", "refs/heads/release/", false],
    ["refs/heads/release/**", "refs/heads/release", false],
    ["refs/heads/release/**", "refs/heads/release-x/a", false],
    ["*@corp.com", "alice@corp.com", true],
    ["*@corp.com", "@corp.com", false],
    ["*@corp.com", "alice@corp.com.evil.com", false],
    ["*@corp.com", "a/b@corp.com", false],
  ])("%s and %j: %s", (glob, text, expected) => {
    expect(matches(glob, text)).toBe(expected);
  });

  it.each([
    ["*", /nothing but wildcards/],
    ["*/*", /nothing but wildcards/],
    ["*@*", /nothing but wildcards/],
    ["/**", /nothing but wildcards/],
    ["{name}*", /nothing but wildcards/],
    ["**", /elsewhere/],
    ["refs/**/v1", /elsewhere/],
    ["refs/tags/v**", /elsewhere/],
    ["refs/tags/***", /elsewhere/],
    ["refs/tags/v1", /no wildcard/],
    ["^refs/tags/v.*$", /regular expressions/],
    ["refs/tags/v[0-9]*", /regular expressions/],
    ["refs/tags/v(1|2)*", /regular expressions/],
    ["refs/tags/v?.*", /regular expressions/],
    ["refs/tags/v\\d*", /regular expressions/],
    ["refs/tags/{v*", /brace/],
    ["refs/tags/{}*", /brace/],
    ["refs/tags/{a}{b}*", /side by side/],
    ["refs/tags/v\u2217*", /printable ASCII/],
    [" refs/tags/v*", /blank/],
    [`refs/tags/${"v".repeat(1024)}*`, /more than 1024/],
  ])("%s is refused", (glob, message) => {
    const parse = () => parseIdentityText({ glob });
    expect(parse).toThrow(InvalidIdentity);
    expect(parse).toThrow(message);
  });

  it("takes no longer for text that almost matches over and over (sigstore.md 7.66)", () => {
    const glob = `refs/${"a*".repeat(500)}b`;
    const started = cpuTime();
    for (let round = 0; round < 200; round += 1) {
      expect(matches(glob, `refs/${"a".repeat(2040)}`)).toBe(false);
      expect(matches(glob, `refs/${"a".repeat(10_000)}b`)).toBe(false);
    }
    expect(cpuTime() - started).toBeLessThan(5000);
  });
});

describe("an exact text", () => {
  it("is compared by code unit, whole, and longer text than 2048 characters is nobody", () => {
    const { matches: same } = bindText(parseIdentityText("a.b@corp.com"), new Map());
    expect(
      ["a.b@corp.com", "axb@corp.com", "A.b@corp.com", "a.b@corp.com\n", "a.b@corp.co\u006d\u0301"].map(same),
    ).toEqual([...[true, false, false, false, false]]);
    const long = "a".repeat(1000);
    const bound = bindText(parseIdentityText(`${long}{x}`), captures({ x: "b".repeat(1048) }));
    expect(bound.matches(`${long}${"b".repeat(1048)}`)).toBe(true);
    const longer = bindText(parseIdentityText(`${long}{x}`), captures({ x: "b".repeat(1049) }));
    expect(longer.matches(`${long}${"b".repeat(1049)}`)).toBe(false);
  });

  it("folds ASCII letters alone where letter case does not count: a Kelvin sign is no k", () => {
    const { matches: same } = bindText(parseIdentityText("https://github.com/Kube/web"), new Map(), true);
    expect(same("https://github.com/kube/WEB")).toBe(true);
    expect(same("https://github.com/\u212Aube/web")).toBe(false);
  });

  it("with a * is refused: it was meant as a wildcard", () => {
    expect(() => parseIdentityText("refs/tags/v*")).toThrow(/exact text/);
  });

  it("whose capture was never made is a defect that no identity gets past", () => {
    expect(() => bindText(parseIdentityText("x/{name}"), new Map())).toThrow("nothing was captured as {name}");
  });
});
