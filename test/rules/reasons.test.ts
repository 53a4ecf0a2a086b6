import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { decide, NOTICE_REASONS } from "../../src/policy/index.ts";
import { LOCK_REASONS } from "../../src/gate/lock-findings.ts";
import { LINT_REASONS, PIPELINE_REASONS } from "../../src/lint/index.ts";
import { parseImageReference, type ReferenceReason } from "../../src/reference/index.ts";
import { RegistryError, type RegistryReason } from "../../src/registry/index.ts";
import { DEFAULT_REMEDIES } from "../../src/registry/remedies.ts";
import type { RefusalReason } from "../../src/remedy/approval.ts";
import { SIGNATURE_REASONS } from "../../src/signature/sigstore/reasons.ts";
import { digest } from "../gate/fake-registry.ts";

const page = readFileSync(join(__dirname, "../../docs/reasons.md"), "utf8");

/** The table's rows under a heading: the reason and its other cells. */
function rowsUnder(heading: string): Map<string, readonly string[]> {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? "";
  const rows = section.split("\n").filter((line) => /^\| [a-z]/.test(line) && !line.startsWith("| reason "));
  return new Map(
    rows.map((line) => {
      const [reason = "", ...cells] = line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1);
      return [reason, cells];
    }),
  );
}

const registryReasons = Object.keys(DEFAULT_REMEDIES) as RegistryReason[];
/** Complete, because the compiler would say what is missing. */
const REFERENCES: Readonly<Record<ReferenceReason | "unreadable", true>> = {
  unreadable: true,
  empty: true,
  "too-long": true,
  scheme: true,
  userinfo: true,
  placeholder: true,
  whitespace: true,
  "control-character": true,
  "not-ascii": true,
  "percent-encoding": true,
  backslash: true,
  "query-or-fragment": true,
  "forbidden-character": true,
  "bare-digest": true,
  "bare-identifier": true,
  "several-digests": true,
  "registry-host": true,
  "registry-port": true,
  "ambiguous-host": true,
  "repository-empty": true,
  "repository-too-long": true,
  "repository-uppercase": true,
  "repository-component": true,
  "tag-empty": true,
  "tag-too-long": true,
  "tag-syntax": true,
  "digest-empty": true,
  "digest-syntax": true,
  "unsupported-algorithm": true,
  "digest-uppercase": true,
  "digest-length": true,
};
const REFUSALS: Readonly<Record<RefusalReason, true>> = {
  "unverified-digest": true,
  "no-approved-digest": true,
  "tag-moved": true,
  "lock-changed": true,
};

describe("docs/reasons.md lists every reason", () => {
  it("why it could not be found out, with what to do as it is printed", () => {
    const rows = rowsUnder("image-checked");
    expect([...rows.keys()]).toEqual([
      ...registryReasons,
      "internal-error",
      "policy-invalid",
      "lock-invalid",
      "still-unknown",
    ]);
    for (const reason of registryReasons) expect(rows.get(reason)?.[1]).toBe(DEFAULT_REMEDIES[reason]);
    for (const [meaning = "", remedy = ""] of rows.values())
      expect([meaning, remedy].join()).toMatch(/^[A-Z].*\.,[A-Z].*\.$/);
  });

  it("why there is no trusted signature", () => {
    const rows = rowsUnder("image-signed");
    expect([...rows.keys()]).toEqual([
      ...["no-signature", "built-in-stack", "too-few-signers", "other-build"],
      ...Object.keys(SIGNATURE_REASONS),
    ]);
    for (const [reason, meaning] of Object.entries(SIGNATURE_REASONS)) expect(rows.get(reason)).toEqual([meaning]);
  });

  it("why an attestation is missing", () => {
    expect([...rowsUnder("image-attested").keys()]).toEqual(["no-attestation", "predicate-lacks"]);
  });

  it("why a value is no image reference", () => {
    expect([...rowsUnder("image-reference").keys()]).toEqual(Object.keys(REFERENCES));
  });

  it("why nobody can see what is deployed", () => {
    expect([...rowsUnder("image-inspectable").keys()]).toEqual(["hidden"]);
  });

  it("what a lock file and a registry's other answers say", () => {
    expect([...rowsUnder("image-lock").keys()]).toEqual([...LOCK_REASONS, ...NOTICE_REASONS]);
  });

  it("why a registry lets an image change or vanish", () => {
    expect([...rowsUnder("registry-immutable").keys()]).toEqual(LINT_REASONS);
  });

  it("why a pipeline may sign another image", () => {
    expect([...rowsUnder("signing-by-tag").keys()]).toEqual(PIPELINE_REASONS);
  });

  it("why an exemption is told beside the verdicts", () => {
    expect([...rowsUnder("exemptions").keys()]).toEqual(["exemption-unused"]);
  });

  it("why an image is not pinned, not named by the policy, or not known", () => {
    const pinned = [...rowsUnder("image-pinned").keys()];
    expect(pinned).toEqual(expect.arrayContaining(["mutable-tag", "no-tag", ...Object.keys(REFUSALS)]));
    expect([...rowsUnder("image-registry").keys()]).toEqual(["no-match", "unknown", "built-in-stack"]);
  });
});

describe("what could not be found out", () => {
  const repository = parseImageReference("registry.example/team/web");

  it.each(registryReasons)("%s reaches the verdict with its reason, what happened, and what to do", (reason) => {
    const error = new RegistryError(reason, "The registry did something.");
    const subject = digest("web");
    const facts = { repository, named: subject, attested: [], signers: ["release-key"] };
    const failed = { kind: "failed", error } as const;
    for (const decision of [
      decide({ ...facts, resolution: failed, evidence: { kind: "unasked" } }),
      decide({ ...facts, resolution: { kind: "pinned", digest: subject }, evidence: failed }),
    ]) {
      expect(decision.status).toBe(reason === "digest-mismatch" ? "rejected" : "undetermined");
      expect(decision.findings).toMatchObject([{ rule: "image-checked", reason }]);
      expect(decision.findings[0]?.message).toBe(
        `registry.example/team/web: The registry did something. ${DEFAULT_REMEDIES[reason]}`,
      );
    }
  });

  it.each(Object.entries(DEFAULT_REMEDIES))("%s says what to do in one or two short sentences", (_, remedy) => {
    expect(remedy).toMatch(/^(?:Check|Log in|Wait|Try|Run|Install|Ask|Remove|Do not|Push)\b.*\.$/);
    expect(remedy.length).toBeLessThan(200);
  });
});
