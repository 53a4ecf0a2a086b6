import { describe, expect, it } from "@jest/globals";
import { lockFindings, type Known } from "../../src/gate/lock-findings.ts";
import { finding, type Decision, type Facts, type Finding } from "../../src/policy/index.ts";
import { digestOf, parseImageReference, type Digest } from "../../src/reference/index.ts";
import { entry, LOCKED, lockOf } from "./lock-setting.ts";

// Every message whole: what is told of a lock file is read by whoever decides whether an image may run.

const of = (text: string) => digestOf(Buffer.from(text));
const [A, B, C, D, E] = [of("a"), of("b"), of("c"), of("d"), of("e")] as const;
const WEB = "ghcr.io/acme/web";
const RELEASE = { signer: "release-key", system: "cosign", identity: "key K1", format: "legacy" } as const;
const OTHER = { signer: "acme-ci", system: "cosign", identity: "key K2", format: "legacy" } as const;
const LOCKED_BY = { signer: "release-key", system: "cosign", identity: "key K1" } as const;

interface Case {
  readonly image: string;
  readonly entries?: Parameters<typeof lockOf>[0];
  readonly frozen?: boolean;
  readonly decision?: Pick<Decision, "signers" | "findings">;
  readonly known?: Known;
  readonly source?: string;
}

/** What the tag answers instead, decided. */
function tagNow(digest: Digest, signers: Decision["signers"] = [], reasons: readonly Finding[] = []): Known {
  const decision: Decision = { status: "rejected", digest, signers, findings: [IT_IS_A_TAG, ...reasons] };
  return { now: { facts: {} as Facts, decision } };
}

const IT_IS_A_TAG = finding("image-pinned", "mutable-tag", "It is a tag.");
const NOBODY = { signers: [], findings: [] };
const BY_RELEASE = { signers: [RELEASE], findings: [finding("image-pinned", "mutable-tag", "It is a tag.")] };

function messages({ image, entries = {}, frozen, decision = NOBODY, known = {}, source }: Case): readonly string[] {
  const lock = { ...lockOf(entries, frozen), ...(source !== undefined && { source }) };
  const found = lockFindings(lock, parseImageReference(image), decision, known);
  return found.map(({ reason, blocks, message }) => `${reason}${blocks === true ? " (blocks)" : ""}: ${message}`);
}

const HAS = `digestbound.lock has ${A} for the tag 1 since ${LOCKED}`;
const failed = (reason: "not-found" | "timeout") =>
  ({ kind: "failed", error: { reason, message: "No.", remedy: "Wait." } }) as const;

describe("what a lock file has to say of an image", () => {
  it.each<[string, Case, readonly string[]]>([
    [
      "the locked digest of a tag, and who vouches for it now",
      { image: `${WEB}:1`, entries: { [`${WEB}:1`]: A }, decision: BY_RELEASE },
      [`locked-digest: ${HAS}; signed by release-key (key K1).`],
    ],
    [
      "of which the policy asks nothing",
      { image: `${WEB}:1`, entries: { [`${WEB}:1`]: A } },
      [`locked-digest: ${HAS}.`],
    ],
    [
      "of which the policy asks something that is not there",
      {
        ...{ image: `${WEB}:1`, entries: { [`${WEB}:1`]: entry(A, { signers: [LOCKED_BY] }) } },
        decision: { signers: [RELEASE], findings: [finding("image-attested", "missing", "It is missing.")] },
      },
      [`locked-digest: ${HAS}; nothing that the policy asks for vouches for it now.`],
    ],
    [
      "without a tag it is latest",
      { image: WEB, entries: { [`${WEB}:latest`]: A } },
      [`locked-digest: digestbound.lock has ${A} for the tag latest since ${LOCKED}.`],
    ],
    [
      "a tag that moved, to what could not be looked at",
      {
        ...{ image: `${WEB}:1`, entries: { [`${WEB}:1`]: A } },
        known: tagNow(B, [], [finding("image-checked", "timeout", "No answer.")]),
      },
      [
        `tag-moved: ${HAS}; now the tag points at ${B}. Whether that one is trusted could not be found out. As long as the tag stands alone, that is what runs.`,
      ],
    ],
    [
      "a tag that moved, to what nobody trusted signed",
      {
        ...{ image: `${WEB}:1`, entries: { [`${WEB}:1`]: A } },
        known: tagNow(B, [], [finding("image-signed", "no-signature", "It is unsigned.")]),
      },
      [
        `tag-moved: ${HAS}; now the tag points at ${B}. That one is not trusted: this is what an attack looks like. As long as the tag stands alone, that is what runs.`,
      ],
    ],
    [
      "a tag that moved, to what a policy asks no signature of",
      {
        ...{ image: `${WEB}:1`, entries: { [`${WEB}:1`]: A } },
        known: tagNow(B),
      },
      [
        `tag-moved: ${HAS}; now the tag points at ${B}. That one carries what the policy asks for, too. As long as the tag stands alone, that is what runs.`,
      ],
    ],
    [
      "a tag that moved, to what others signed",
      {
        ...{ image: `${WEB}:1`, entries: { [`${WEB}:1`]: entry(A, { signers: [LOCKED_BY] }) } },
        known: tagNow(B, [OTHER, RELEASE]),
      },
      [
        `tag-moved: ${HAS}; now the tag points at ${B}. That one is trusted, too: signed by acme-ci (key K2), release-key (key K1). As long as the tag stands alone, that is what runs.`,
      ],
    ],
    [
      "a tag that moved, to what somebody else alone signed",
      {
        ...{ image: `${WEB}:1`, entries: { [`${WEB}:1`]: entry(A, { signers: [LOCKED_BY] }) } },
        known: tagNow(B, [OTHER]),
      },
      [
        `tag-moved: ${HAS}; now the tag points at ${B}. That one is trusted, too: signed by acme-ci (key K2). ` +
          "It is signed by acme-ci, key K2, and was by release-key, key K1. As long as the tag stands alone, that is what runs.",
      ],
    ],
    [
      "a digest that is gone",
      { image: `${WEB}@${A}`, entries: { [`${WEB}@${A}`]: A }, known: { resolution: failed("not-found") } },
      [
        `digest-gone: the registry has no ${A} any more, which digestbound.lock has since ${LOCKED}. ` +
          "Find out who deleted it; push the same bytes again from a copy, or lock what takes its place with `digestbound lock`.",
      ],
    ],
    [
      "nothing of one that could not be asked for: it need not be gone (law 3)",
      { image: `${WEB}@${A}`, entries: { [`${WEB}@${A}`]: A }, known: { resolution: failed("timeout") } },
      [],
    ],
    [
      "a digest that differs, signed by nobody, then and now",
      { image: `${WEB}:1@${B}`, entries: { [`${WEB}:1`]: A } },
      [`lock-differs: it names ${B}; for the tag 1 digestbound.lock has ${A} since ${LOCKED}, signed then by nobody.`],
    ],
    [
      "a digest that differs, with both signers and what is weaker",
      {
        ...{ image: `${WEB}:1@${B}`, decision: { signers: [OTHER], findings: [] } },
        entries: { [`${WEB}:1`]: entry(A, { signers: [LOCKED_BY, { ...LOCKED_BY, identity: "key K3" }] }) },
      },
      [
        `lock-differs: it names ${B}, signed by acme-ci (key K2); for the tag 1 digestbound.lock has ${A} since ${LOCKED}, ` +
          'signed then by "release-key" ("key K1") and 1 more. It is signed by acme-ci, key K2, and was by release-key, key K1; release-key, key K3.',
      ],
    ],
    [
      "a digest that differs, of which nobody asked what it is built from: nothing is guessed of that",
      {
        ...{ image: `${WEB}:1@${B}`, decision: { signers: [RELEASE], findings: [] } },
        entries: {
          [`${WEB}:1`]: entry(A, { signers: [LOCKED_BY], source: { repository: "https://github.com/acme/web" } }),
        },
      },
      [
        `lock-differs: it names ${B}, signed by release-key (key K1); for the tag 1 digestbound.lock has ${A} since ${LOCKED}, ` +
          'signed then by "release-key" ("key K1").',
      ],
    ],
    [
      "a digest that differs, for which nobody vouches now: image-signed tells that",
      { image: `${WEB}:1@${B}`, entries: { [`${WEB}:1`]: entry(A, { signers: [LOCKED_BY] }) } },
      [
        `lock-differs: it names ${B}; for the tag 1 digestbound.lock has ${A} since ${LOCKED}, signed then by "release-key" ("key K1").`,
      ],
    ],
    [
      "a digest that differs from several, of which some are named",
      {
        image: `${WEB}@${E}`,
        entries: { [`${WEB}:1`]: A, [`${WEB}:2`]: B, [`${WEB}:3`]: C, [`${WEB}:4`]: D },
      },
      [
        `lock-differs: it names ${E}; for this repository digestbound.lock has ` +
          [A, B, C].map((digest) => `${digest} since ${LOCKED}, signed then by nobody`).join("; ") +
          "; and 1 more.",
      ],
    ],
    [
      "frozen, a digest that differs",
      { image: `${WEB}:1@${B}`, entries: { [`${WEB}:1`]: A }, frozen: true },
      [
        `lock-differs (blocks): it names ${B}; for the tag 1 digestbound.lock has ${A} since ${LOCKED}, signed then by nobody. ` +
          "It is frozen, so nothing else is let through.",
      ],
    ],
    ["nothing of what it does not have", { image: `${WEB}@${A}` }, []],
    [
      "frozen, what it does not have",
      { image: `${WEB}@${A}`, frozen: true },
      ["not-locked (blocks): digestbound.lock has no entry for it, and it is frozen: nothing else is let through."],
    ],
    ["frozen, nothing of what the program builds", { image: `${WEB}@${A}`, frozen: true, known: { isOwn: true } }, []],
    [
      "of what the program builds and is locked all the same, what it says of any other",
      { image: `${WEB}:1`, entries: { [`${WEB}:1`]: A }, frozen: true, known: { isOwn: true } },
      [`locked-digest: ${HAS}.`],
    ],
  ])("%s", (_, given, expected) => {
    expect(messages(given)).toEqual(expected);
  });

  it.each<[string, Case]>([
    ["locked", { image: `${WEB}:1`, entries: { [`${WEB}:1`]: A } }],
    ["moved", { image: `${WEB}:1`, entries: { [`${WEB}:1`]: A }, known: tagNow(B) }],
    ["gone", { image: `${WEB}@${A}`, entries: { [`${WEB}@${A}`]: A }, known: { resolution: failed("not-found") } }],
    ["different", { image: `${WEB}:1@${B}`, entries: { [`${WEB}:1`]: A } }],
    ["missing", { image: `${WEB}@${A}`, frozen: true }],
  ])("prints the file's name as what it is (law 10): %s", (_, given) => {
    const [message = ""] = messages({ ...given, source: "a\u001b[2J\n::error::.lock" });
    expect(message).not.toBe("");

    expect(message).not.toMatch(/[\u0000-\u001f]/);
  });
});
