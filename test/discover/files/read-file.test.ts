import { describe, expect, it } from "@jest/globals";
import { decoded } from "../../../src/cli/check/read-text.ts";
import { mayNameImages, NO_CORRECTIONS, readImageFile, SourceFile } from "../../../src/discover/index.ts";
import { toldFile } from "./told-file.ts";

const POD = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: nginx:1}]}\n";

describe("which files of a folder are opened", () => {
  it.each([
    "a.yaml",
    "A.YML",
    "a.json",
    "Kustomization",
    "kustomization.yaml",
    "Chart.yaml",
    "values-prod.yaml",
    "_helpers.tpl",
    "deployment.yaml.j2",
    "values.yaml.gotmpl",
    "helmfile.yaml.gotmpl",
    "skaffold.yaml",
  ])("%s", (name) => {
    expect(mayNameImages(name)).toBe(true);
  });

  it.each(["a.ts", "README.md", "a.yaml.bak", "kustomization.txt"])("not %s", (name) => {
    expect(mayNameImages(name)).toBe(false);
  });
});

it.each<[string, "utf-16le" | "utf-16be"]>([
  ["little end first", "utf-16le"],
  ["big end first", "utf-16be"],
])("a file in UTF-16 with its mark is read: %s", (_, encoding) => {
  const bytes = Buffer.from(`\uFEFF${POD}`, "utf16le");
  const text = decoded(encoding === "utf-16le" ? bytes : bytes.swap16());
  expect(toldFile("a.yaml", text)).toEqual(["Kubernetes", "image nginx:1 at 3:29"]);
});

it("a bad byte stands for itself and hides nothing behind it", () => {
  const text = decoded(Buffer.concat([Buffer.from("# "), Buffer.from([0xff, 0xc0]), Buffer.from(`\n${POD}`)]));
  expect(toldFile("a.yaml", text)).toEqual(["Kubernetes", "image nginx:1 at 4:29"]);
});

it("whatever a reader throws is a file that is not read, and why (law 3)", () => {
  const around = {
    corrections: NO_CORRECTIONS,
    read: () => {
      throw new TypeError("secret");
    },
  };
  const recognised = readImageFile(new SourceFile("values.yaml", "image: nginx:1\n"), around);
  expect(recognised?.uses.map(({ use }) => use)).toEqual([
    expect.objectContaining({ kind: "unreadable", why: "could not be read (TypeError)" }),
  ]);
});

it("a text is parsed once, whoever asks", () => {
  const file = new SourceFile("a.yaml", POD);
  expect(file.documents()).toBe(file.documents());
});
