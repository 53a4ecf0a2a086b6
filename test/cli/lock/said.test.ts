import { expect, it } from "@jest/globals";
import { saidOf } from "../../../src/cli/lock/said.ts";
import { finding } from "../../../src/policy/index.ts";
import { verdictOn } from "../../report/verdicts.ts";

const tag = finding("image-pinned", "mutable-tag", "It is a tag.");
const unsigned = finding("image-signed", "no-signature", "Nobody signed it.");

it.each([
  ["that its tag is mutable only where that is all", [tag], "It is a tag."],
  ["everything else without it", [tag, unsigned], "Nobody signed it."],
  ["that nothing is known where nothing is", [], "it could not be judged."],
])("says why an image is refused: %s", (_, findings, said) => {
  expect(saidOf(verdictOn("r.example/a:1", "rejected", { findings }))).toBe(said);
});
