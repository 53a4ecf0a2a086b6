import { expect, it } from "@jest/globals";
import { placeInFile } from "../../../src/discover/files/place-in-file.ts";
import { type ImageUse, SourceFile } from "../../../src/discover/index.ts";

it("of a secret that stands in the clear nothing says how long it is, and nothing offers to write another (law 10)", () => {
  const file = new SourceFile("x.yaml", "image: acme/web:1\n");
  const parsed = file.documents();
  const [document] = "documents" in parsed ? parsed.documents : [];
  const use: ImageUse = {
    kind: "image",
    image: "acme/web:1",
    role: "run",
    pinForm: "name:tag@digest",
    place: { resource: "x", path: "image" },
  };
  const placed = (one: ImageUse) =>
    document === undefined
      ? []
      : placeInFile(file, document, [{ use: one, spot: { steps: ["image"], inText: false } }]);
  const place = { file: "x.yaml", line: 1, column: 8, resource: "x", path: "image" };
  expect(placed(use)).toEqual([{ use: { ...use, place: { ...place, endColumn: 18 } }, source: { start: 7, end: 17 } }]);
  expect(placed({ ...use, secret: true })).toEqual([{ use: { ...use, secret: true, place } }]);
});
