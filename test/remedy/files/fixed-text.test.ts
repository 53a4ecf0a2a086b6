import { describe, expect, it } from "@jest/globals";
import type { FileUse, RecognisedFile } from "../../../src/discover/index.ts";
import { fixedText } from "../../../src/remedy/index.ts";
import { digest, fixed, otherDigest, readLines } from "./lines-file.ts";

const D = `@${digest}`;

describe("what stands in a file", () => {
  it.each([
    ["a reference is replaced where it stands", "image a:1", `image a:1${D}`],
    ["several are, and the text between them stays", "image a:1\nx\nimage b\n", `image a:1${D}\nx\nimage b${D}\n`],
    ["parts are written as their reader says", "parts a 1\nimage b:1", `parts a 1 ${digest}\nimage b:1${D}`],
    ["a digest in parts is replaced", `parts a 1 ${otherDigest}`, `parts a 1 ${digest}`],
    ["a shared text is replaced once", "image a:1\nsame 0\nsame 0", `image a:1${D}\nsame 0\nsame 0`],
    ["what refers to it follows", "refers 1\nimage a:1", `refers 1\nimage a:1${D}`],
  ])("%s", (_, before, after) => {
    const { text, refused } = fixed(before);
    expect([text, refused]).toEqual([after, []]);
  });

  it("is left alone where nothing is wanted", () => {
    expect(fixed("image a:1", () => false)).toEqual({ text: "image a:1", changes: [], refused: [] });
  });
});

describe("what is not written, and why", () => {
  it.each([
    ["a secret", "secret a:1", "the value is a secret"],
    ["what does not stand there as it is read", "odd acme_web:1", "write the digest by hand"],
    ["parts whose reader offers nothing", "parts a never", "write the digest by hand"],
  ])("%s, but its neighbour", (_, line, why) => {
    const { text, refused } = fixed(`${line}\nimage b:1`);
    expect(text).toBe(`${line}\nimage b:1${D}`);
    expect(refused).toEqual([{ index: 0, why: expect.stringContaining(why) }]);
  });

  it.each([
    ["uses of one text that need different texts", "image a:1\nsame 0 name@digest", () => true, [0, 1]],
    ["a text that another use wants as it is", "image a:1\nsame 0", (index: number) => index === 0, [0]],
  ])("%s", (_, line, which, indices) => {
    const { text, refused } = fixed(`${line}\nimage b:1`, (index) => which(index) || index === 2);
    expect(text).toBe(`${line}\nimage b:1${D}`);
    expect(refused).toEqual(
      indices.map((index) => ({ index, why: expect.stringContaining("refers to the same text") })),
    );
  });

  it("anything of a text to which a use refers that is to stay as it is", () => {
    const { text, changes } = fixed("refers 1\nimage a:1", (index) => index === 1);
    expect([text, changes]).toEqual(["refers 1\nimage a:1", []]);
  });

  it("a use that is another now than when it was judged", () => {
    const before = readLines("image a:1\nimage b:1").uses;
    const wants = before.flatMap(({ use }, index) =>
      use.kind === "image" ? [{ index, use, image: use.image, pinned: `${use.image}${D}` }] : [],
    );
    const { text, refused } = fixedText("image evil:1\nimage b:1", readLines, wants);
    expect(text).toBe(`image evil:1\nimage b:1${D}`);
    expect(refused).toEqual([{ index: 0, why: expect.stringContaining("changed meanwhile") }]);
    expect(fixedText("", readLines, wants)).toMatchObject({ text: "", changes: [] });
  });

  it("what a program makes", () => {
    const read = (text: string): RecognisedFile => ({ ...readLines(text), isGenerated: true });
    expect(fixed("image a:1", undefined, read)).toEqual({
      text: "image a:1",
      changes: [],
      refused: [{ index: 0, why: expect.stringContaining("change what it is made from") }],
    });
  });

  it("what a reader fails to offer", () => {
    const failing = () => {
      throw new TypeError("surprise");
    };
    const read = (text: string): RecognisedFile => ({
      ...readLines(text),
      uses: readLines(text).uses.map(({ use }) => ({ use, splices: failing })),
    });
    expect(fixed("image a:1", undefined, read).refused).toHaveLength(1);
  });
});

describe("a text that would say something else, read again, is not written at all", () => {
  type Again = (uses: readonly FileUse[]) => readonly FileUse[];
  const unpinned = ({ use, ...more }: FileUse): FileUse =>
    use.kind === "image" ? { use: { ...use, image: use.image.replace(D, "") }, ...more } : { use, ...more };
  const changed = (more: object) => (uses: readonly FileUse[]) =>
    uses.map((one, index): FileUse => (index === 1 ? { ...one, use: { ...one.use, ...more } } : one));

  it.each<[string, Again]>([
    ["one use more", (uses) => [...uses, ...uses.slice(-1)]],
    ["one use less", (uses) => uses.slice(1)],
    ["the pinned use is not pinned", (uses) => uses.map(unpinned)],
    ["another use has another image", changed({ image: "c:1" })],
    ["another use is of another kind", changed({ kind: "unknown", image: undefined })],
    ["another use has another path", (uses) => changed({ place: { ...uses[1]?.use.place, path: "x" } })(uses)],
    ["another use has another role", changed({ role: "artifact" })],
    ["another use asks for an exemption", changed({ markers: [{ rule: "x" }] })],
    ["a reference stands elsewhere", (uses) => uses.map(({ use }) => ({ use, source: { start: 0, end: 1 } }))],
    ["nothing is read any more", () => []],
  ])("%s", (_, again) => {
    const before = "image a:1\nimage b:1";
    const read = (text: string): RecognisedFile => {
      const found = readLines(text);
      return text === before ? found : { ...found, uses: again(found.uses) };
    };
    const { text, changes, refused } = fixed(before, (index) => index === 0, read);
    expect([text, changes]).toEqual([before, []]);
    expect(refused).toEqual([{ index: 0, why: expect.stringContaining("would say something else") }]);
  });

  it.each([
    ["without its tag, as some charts put it together", `a${D}`, true],
    ["of another repository", `b:1${D}`, false],
    ["with another digest", `a:1@${otherDigest}`, false],
    ["with another tag", `a:2${D}`, false],
    ["that is none", "A:1", false],
  ])("a reference in parts is read %s", (_, image, isWritten) => {
    const read = (text: string): RecognisedFile => {
      const found = readLines(text);
      if (!text.includes("sha256")) return found;
      const uses = found.uses.map((one): FileUse => ({ ...one, use: { ...one.use, image } as FileUse["use"] }));
      return { ...found, uses };
    };
    expect(fixed("parts a 1", undefined, read).changes).toHaveLength(isWritten ? 1 : 0);
  });

  it("only in parts: what stands there as it is has to be the very text", () => {
    const read = (text: string): RecognisedFile => {
      const found = readLines(text);
      if (!text.includes("sha256")) return found;
      const uses = found.uses.map((one): FileUse => ({
        ...one,
        use: { ...one.use, image: `a${D}` } as FileUse["use"],
      }));
      return { ...found, uses };
    };
    expect(fixed("image a:1", undefined, read).changes).toEqual([]);
  });
});
