import { expect, it } from "@jest/globals";
import type { Verdict } from "../../src/gate/index.ts";
import type { Suggestion } from "../../src/policy/index.ts";
import { vouching } from "../../src/report/index.ts";

const HOSTILE = "ci\u001b[2J\u202e\nx";
const SUGGESTION = { verified: true, platforms: [] } as unknown as Suggestion;

it.each<[string, object]>([
  ["a signer", { signers: [{ signer: HOSTILE, identity: HOSTILE }] }],
  ["who attested", { signers: [], attestations: [{ type: HOSTILE, signer: { signer: HOSTILE, identity: HOSTILE } }] }],
])("what a certificate says of %s acts upon no terminal, whoever shows it (law 10)", (_, by) => {
  const text = vouching({ use: {}, ...by } as unknown as Verdict, SUGGESTION);
  expect(text).toContain("ci");
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
