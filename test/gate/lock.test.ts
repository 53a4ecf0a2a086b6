import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { entry, LOCKED, lockOf, signed, tagRequests } from "./lock-setting.ts";
import { reasons, startSetting, useOf, type Setting } from "./setting.ts";

let setting: Setting;
beforeEach(async () => {
  setting = await startSetting();
});
afterEach(() => setting.close());

const name = (rest: string) => `${setting.registry.host}/team/${rest}`;
const nowhere = `sha256:${"0".repeat(64)}`;
async function judged(image: string, options: GateOptions): Promise<Verdict> {
  const [verdict] = await setting.check([image], options);
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}
const lockMessages = ({ findings }: Verdict) =>
  findings.filter(({ rule }) => rule === "image-lock").map(({ message }) => message);
const suggestionOf = ({ findings }: Verdict) => findings.flatMap(({ suggestion }) => suggestion ?? []);

describe("a tag that is locked", () => {
  it("stands for the locked digest, verified again, and not for what it answers today (law 5)", async () => {
    const old = signed(setting, "old");
    const now = signed(setting, "now");
    const verdict = await judged(name("web:1"), { lock: lockOf({ [name("web:1")]: old.digest }) });
    const [key] = verdict.signers.map(({ identity }) => identity);
    expect(verdict).toMatchObject({ status: "rejected", digest: old.digest, locked: LOCKED });
    expect(reasons(verdict)).toEqual(["image-pinned/mutable-tag", "image-lock/tag-moved"]);
    expect(suggestionOf(verdict)).toEqual([
      { digest: old.digest, verified: true, platforms: ["linux/amd64", "linux/arm64"] },
    ]);
    expect(lockMessages(verdict)).toEqual([
      `digestbound.lock has ${old.digest} for the tag 1 since ${LOCKED}; now the tag points at ${now.digest}. ` +
        `That one is trusted, too: signed by release-key (${key}). As long as the tag stands alone, that is what runs.`,
    ]);
    expect(tagRequests(setting)).toBe(1);
  });

  it("that did not move prints its locked digest, with who vouches for it now", async () => {
    const { digest } = signed(setting, "web");
    const verdict = await judged(name("web:1"), { lock: lockOf({ [name("web:1")]: digest }) });
    expect(reasons(verdict)).toEqual(["image-pinned/mutable-tag", "image-lock/locked-digest"]);
    expect(lockMessages(verdict)[0]).toMatch(
      /^digestbound\.lock has sha256:[0-9a-f]{64} for the tag 1 since 2026-11-01T10:00:00Z; signed by release-key \(key .*\)\.$/,
    );
  });

  it("is looked up as latest where none is written", async () => {
    const { digest } = signed(setting, "web", "latest");
    const verdict = await judged(name("web"), { lock: lockOf({ [name("web:latest")]: digest }) });
    expect(reasons(verdict)).toEqual(["image-pinned/no-tag", "image-lock/locked-digest"]);
    expect(suggestionOf(verdict)).toMatchObject([{ digest, verified: true }]);
  });

  it.each([
    ["no signature", "image-signed/no-signature"],
    ["a stranger's signature", "image-signed/untrusted-key"],
  ])(
    "to a digest with %s is rejected and nothing is offered, however the lock came to it (laws 4 and 8)",
    async (kind, reason) => {
      const evil =
        kind === "no signature"
          ? pushImage(setting.registry, "team/web", "evil", { text: "evil" })
          : signed(setting, "evil", "evil", setting.stranger);
      signed(setting, "good");
      const signers = [{ signer: "release-key", system: "cosign", identity: "key forged" }] as const;
      const lock = lockOf({ [name("web:1")]: entry(evil.digest, { signers }) });
      const verdict = await judged(name("web:1"), { lock });
      expect(verdict.status).toBe("rejected");
      expect(reasons(verdict)).toEqual(["image-pinned/mutable-tag", reason, "image-lock/tag-moved"]);
      expect(suggestionOf(verdict)).toEqual([]);
      expect(verdict.findings[0]?.message).toContain("It is locked to a digest that is not trusted: see image-signed.");
      expect(verdict.findings[1]?.message).toContain(
        `the tag 1 is locked to ${evil.digest}, which carries no signature`,
      );
      expect(verdict.findings[1]?.message).toContain("a lock file pins a digest and proves nothing about it");
    },
  );

  it("whose digest the registry has lost is undetermined, with the day it was locked and what to do", async () => {
    signed(setting, "web");
    const verdict = await judged(name("web:1"), { lock: lockOf({ [name("web:1")]: nowhere }) });
    expect(verdict.status).toBe("rejected");
    expect(reasons(verdict)).toEqual([
      "image-pinned/mutable-tag",
      "image-checked/not-found",
      "image-lock/tag-moved",
      "image-lock/digest-gone",
    ]);
    expect(lockMessages(verdict)[1]).toBe(
      `the registry has no ${nowhere} any more, which digestbound.lock has since ${LOCKED}. ` +
        "Find out who deleted it; push the same bytes again from a copy, or lock what takes its place with `digestbound lock`.",
    );
  });

  it("that the registry no longer has could not be found out, as without a lock file, and its locked digest is offered", async () => {
    const { digest } = signed(setting, "web", "2");
    const verdict = await judged(name("web:1"), { lock: lockOf({ [name("web:1")]: digest }) });
    expect(tagRequests(setting)).toBe(1);
    expect(reasons(verdict)).toEqual([
      "image-pinned/mutable-tag",
      "image-checked/not-found",
      "image-lock/locked-digest",
    ]);
    expect(suggestionOf(verdict)).toMatchObject([{ digest, verified: true }]);
    expect(lockMessages(verdict)[0]).toMatch(/; signed by release-key \(key /);
  });

  it("is never asked where nothing is to be noticed, as remediation wants it", async () => {
    const old = signed(setting, "old");
    signed(setting, "now");
    const gate = setting.gate({ lock: lockOf({ [name("web:1")]: old.digest }) });
    const [verdict] = await gate.check([useOf(name("web:1"))], { noticesTags: false });
    expect(tagRequests(setting)).toBe(0);
    expect(verdict && suggestionOf(verdict)).toMatchObject([{ digest: old.digest, verified: true }]);
  });

  it("of an image that needs no signature is offered as what it is: locked, and vouched for by nobody", async () => {
    const { digest } = pushImage(setting.registry, "vendor/db", "9");
    pushImage(setting.registry, "vendor/db", "9", { text: "later" });
    const image = `${setting.registry.host}/vendor/db:9`;
    const verdict = await judged(image, { lock: lockOf({ [image]: digest }) });
    expect(verdict).toMatchObject({ digest, locked: LOCKED });
    expect(suggestionOf(verdict)).toMatchObject([{ digest, verified: false }]);
  });

  it("that moved to a digest which an earlier run verified says who signed that, without asking for it", async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), "digestbound-lock-"));
    const old = signed(setting, "old");
    const now = signed(setting, "now");
    const earlier = setting.gate({ cacheFolder });
    await earlier.check([useOf(name(`web@${now.digest}`))]);
    // What is kept is written by then.
    await earlier.close();
    const about = () => setting.registry.requests.filter(({ url }) => url.includes(now.digest)).length;
    const before = about();
    const verdict = await judged(name("web:1"), { cacheFolder, lock: lockOf({ [name("web:1")]: old.digest }) });
    expect(lockMessages(verdict)[0]).toMatch(/That one is trusted, too: signed by release-key \(key /);
    expect(about()).toBe(before);
    rmSync(cacheFolder, { recursive: true });
  });
});

it("a locked image is not looked for in the index that its tag points at, as that would ask for the tag", async () => {
  await setting.close();
  setting = await startSetting({}, { childOfSignedIndex: "accepted" });
  const child = signed(setting, "index").children[0]?.digest ?? "";
  const gate = setting.gate({ lock: lockOf({ [name("web:1")]: child }) });
  const [locked] = await gate.check([useOf(name("web:1"))], { noticesTags: false });
  expect(tagRequests(setting)).toBe(0);
  expect(locked && reasons(locked)).toContain("image-signed/no-signature");
  expect((await judged(name(`web:1@${child}`), {})).status).toBe("accepted");
});

describe("a digest that is named", () => {
  it("as it was locked has nothing to say, by its own reference and beside its tag", async () => {
    const { digest } = signed(setting, "web");
    const locks = [lockOf({ [name("web:1")]: digest }, true), lockOf({ [name(`web@${digest}`)]: digest }, true)];
    for (const lock of locks) {
      const [withTag, without] = await setting.check([name(`web:1@${digest}`), name(`web@${digest}`)], { lock });
      expect(without).toMatchObject({ status: "accepted", findings: [] });
      if (lock === locks[0]) expect(withTag).toMatchObject({ status: "accepted", findings: [] });
      // A tag that is not locked itself is asked, as it would be without a lock file.
      expect(tagRequests(setting)).toBe(lock === locks[0] ? 0 : 1);
    }
  });

  it("otherwise than it was locked is told and stays accepted, with both digests and both signers", async () => {
    const old = signed(setting, "old");
    const now = signed(setting, "now");
    const signers = [{ signer: "acme-ci", system: "cosign", identity: "ci@acme (issuer https://i)" }] as const;
    const lock = lockOf({ [name("web:1")]: entry(old.digest, { signers }) });
    const verdict = await judged(name(`web:1@${now.digest}`), { lock });
    expect(verdict.status).toBe("accepted");
    expect(reasons(verdict)).toEqual(["image-lock/lock-differs"]);
    const [message = ""] = lockMessages(verdict);
    expect(message).toMatch(
      new RegExp(
        `^it names ${now.digest}, signed by release-key \\(key .*\\); for the tag 1 digestbound\\.lock has ${old.digest} ` +
          `since ${LOCKED}, signed then by "acme-ci" \\("ci@acme \\(issuer https://i\\)"\\)\\. `,
      ),
    );
    // The comparison of the lock command: a certificate gave way to a key.
    expect(message).toContain("is signed with a key alone");
  });

  it("in a repository that is locked to other digests names some of them and counts the rest", async () => {
    const { digest } = signed(setting, "web");
    const others = Array.from({ length: 5 }, (_, index) => [
      name(`web:v${index}`),
      `sha256:${String(index).repeat(64)}`,
    ]);
    const verdict = await judged(name(`web@${digest}`), {
      lock: lockOf(Object.fromEntries(others) as Record<string, string>),
    });
    expect(lockMessages(verdict)[0]).toMatch(
      /; for this repository digestbound\.lock has sha256:0{64} .*; and 2 more\.$/,
    );
  });

  it("and locked that the registry has lost is told beside what could not be found out", async () => {
    const verdict = await judged(name(`web@${nowhere}`), { lock: lockOf({ [name(`web@${nowhere}`)]: nowhere }) });
    expect(verdict.status).toBe("undetermined");
    expect(reasons(verdict)).toEqual(["image-checked/not-found", "image-lock/digest-gone"]);
  });

  it("that the lock file does not have is no finding", async () => {
    const { digest } = signed(setting, "web");
    const verdict = await judged(name(`web@${digest}`), { lock: lockOf({ "other.example/app:1": nowhere }) });
    expect(verdict).toMatchObject({ status: "accepted", findings: [] });
  });
});

describe("frozen", () => {
  const frozen = (entries: Readonly<Record<string, string>>) => ({ lock: lockOf(entries, true) });

  it.each([
    ["a pinned image", (digest: string) => name(`web:1@${digest}`)],
    ["a tag", () => name("web:1")],
  ])("rejects %s that the lock file does not have, and offers nothing (law 4)", async (_, imageOf) => {
    const { digest } = signed(setting, "web");
    const verdict = await judged(imageOf(digest), frozen({}));
    expect(verdict.status).toBe("rejected");
    expect(reasons(verdict)).toContain("image-lock/not-locked");
    expect(suggestionOf(verdict)).toEqual([]);
    expect(lockMessages(verdict)).toEqual([
      "digestbound.lock has no entry for it, and it is frozen: nothing else is let through.",
    ]);
  });

  it("rejects a digest that differs from the locked one, however well it is signed", async () => {
    const [old, now] = [signed(setting, "old"), signed(setting, "now")];
    const verdict = await judged(name(`web:1@${now.digest}`), frozen({ [name("web:1")]: old.digest }));
    expect(verdict.status).toBe("rejected");
    expect(verdict.findings).toMatchObject([{ reason: "lock-differs", blocks: true }]);
  });

  it("offers the locked digest of a tag", async () => {
    const { digest } = signed(setting, "web");
    const verdict = await judged(name("web:1"), frozen({ [name("web:1")]: digest }));
    expect(suggestionOf(verdict)).toMatchObject([{ digest, verified: true }]);
    expect(verdict.findings.some(({ blocks }) => blocks === true)).toBe(false);
  });

  it("needs no registry and no policy to reject", async () => {
    const options = frozen({});
    const [verdict] = await createGate(undefined, options).check([useOf(`nginx@${nowhere}`)]);
    expect(verdict?.status).toBe("rejected");
    expect(verdict && reasons(verdict)).toEqual(["image-lock/not-locked"]);
  });
});

it("a lock file that names an attacker's digest lets nothing pass that would not pass without it (law 8)", async () => {
  const evil = signed(setting, "evil", "1", setting.stranger);
  for (const frozen of [false, true]) {
    const lock = lockOf({ [name("web:1")]: evil.digest, [name(`web@${evil.digest}`)]: evil.digest }, frozen);
    const verdicts = await setting.check([name("web:1"), name(`web:1@${evil.digest}`), name(`web@${evil.digest}`)], {
      lock,
    });
    expect(verdicts.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(verdicts.flatMap(suggestionOf)).toEqual([]);
  }
});

describe("what nobody can have locked is not asked for an entry by frozen", () => {
  it.each([
    ["what the program builds", { builtInStack: "accepted" }, { builtBy: "docker:index/image:Image" }, "accepted"],
    ["the same where the document does not accept it", {}, { builtBy: "docker:index/image:Image" }, "rejected"],
    ["the same of another program", { builtInStack: "accepted" }, {}, "rejected"],
  ])("%s", async (_, more, use, status) => {
    const { host } = setting.registry;
    const { digest } = pushImage(setting.registry, "team/web", "1");
    const document = {
      version: 1,
      signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
      registries: [{ host, plainHttp: true }],
      ...more,
    };
    const gate = createGate(readPolicyObject(document, "/", "test"), { environment: {}, lock: lockOf({}, true) });
    const [verdict] = await gate.check([{ ...useOf(name(`web@${digest}`)), ...use }]);
    await gate.close();
    expect(verdict?.status).toBe(status);
    expect(verdict && reasons(verdict).includes("image-lock/not-locked")).toBe(status === "rejected");
  });
});

describe("beside an exemption", () => {
  async function exempted(
    imageOf: (digest: string) => string,
    lock: GateOptions["lock"],
  ): Promise<Verdict | undefined> {
    const { host } = setting.registry;
    const { digest } = pushImage(setting.registry, "team/web", "1");
    const document = {
      version: 1,
      signers: { ci: { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
      images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
      registries: [{ host, plainHttp: true }],
      exemptions: [
        {
          image: `${host}/team/web`,
          rule: "image-signed",
          because: "signed from next year on",
          owner: "team",
          until: "2026-12-31",
        },
      ],
    };
    const now = () => Date.parse("2026-11-27T12:00:00Z");
    const gate = createGate(readPolicyObject(document, "/", "test"), { environment: {}, now, ...(lock && { lock }) });
    const [verdict] = await gate.check([useOf(imageOf(digest))]);
    await gate.close();
    return verdict;
  }

  it("what the lock file says stays a note: exempt stays exempt", async () => {
    const verdict = await exempted((digest) => name(`web:1@${digest}`), lockOf({ [name("web:1")]: nowhere }));
    expect(verdict).toMatchObject({ status: "exempt", findings: [{ reason: "lock-differs" }] });
  });

  it("frozen rejects all the same: no exemption lifts it", async () => {
    const verdict = await exempted((digest) => name(`web:1@${digest}`), lockOf({}, true));
    expect(verdict).toMatchObject({ status: "rejected", findings: [{ reason: "not-locked", blocks: true }] });
  });
});
