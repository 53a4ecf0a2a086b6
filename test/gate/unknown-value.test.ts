import { expect, it } from "@jest/globals";
import { unknown } from "../../src/gate/verdict.ts";

const USE = {
  kind: "unknown",
  why: "is put together when the template is deployed: ….dkr.ecr/web:1.",
  role: "run",
  pinForm: "name@digest",
  place: { resource: "stack", path: "templateBody" },
} as const;

it("an unknown value of a template says what is known of it, unless it is a secret (law 10)", () => {
  expect(unknown(USE).findings[0]?.message).toContain("….dkr.ecr/web:1. Until then nobody can judge it");
  expect(unknown({ ...USE, secret: true }).findings[0]?.message).not.toContain("web");
});
