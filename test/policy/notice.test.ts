import { describe, expect, it } from "@jest/globals";
import { counts, finding, withNotices, type Decision, type Status } from "../../src/policy/index.ts";
import { digestOf } from "../../src/reference/index.ts";

const digest = digestOf(Buffer.from("image"));
const notice = finding("image-lock", "tag-moved", "It moved.");
const block = { ...finding("image-lock", "not-locked", "It is not locked."), blocks: true } as const;
const pinned = finding("image-pinned", "mutable-tag", "It can be moved.", { digest, verified: true, platforms: [] });
const STATUSES: readonly Status[] = ["accepted", "rejected", "undetermined", "unknown", "exempt"];

describe("what is noticed beside a decision", () => {
  it.each(STATUSES)("leaves %s as it is", (status) => {
    const decision: Decision = { status, findings: [pinned], signers: [] };
    expect(withNotices(decision, [notice])).toEqual({ ...decision, findings: [pinned, notice] });
    expect(withNotices(decision, [])).toBe(decision);
  });

  it.each(STATUSES)("and blocks makes %s rejected, and nothing is suggested any more (law 4)", (status) => {
    const { status: decided, findings } = withNotices({ status, findings: [pinned], signers: [] }, [notice, block]);
    expect(decided).toBe("rejected");
    expect(findings.map(({ reason }) => reason)).toEqual(["mutable-tag", "tag-moved", "not-locked"]);
    expect(findings[0]).not.toHaveProperty("suggestion");
  });

  it("counts for a verdict only where it blocks; every other rule counts", () => {
    expect([notice, block, pinned].map(counts)).toEqual([false, true, true]);
  });
});
