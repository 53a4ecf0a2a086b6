import { expect, it } from "@jest/globals";
import { shown } from "../../src/policy/shown.ts";

it.each([
  ["a##vso[task.complete]b", '"a\\u{23}#vso[task.complete]b"'],
  ["\u202e##[error]", '"\\u{202e}\\u{23}#[error]"'],
  ["refs/tags/v1#2", '"refs/tags/v1#2"'],
])("an identity's text is shown so that nothing acts upon it (law 10): %s", (text, expected) => {
  expect(shown(text)).toBe(expected);
});
