import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  severalSetting,
  AGAIN,
  B,
  BOTH,
  CI_AND_RELEASE,
  DEV,
  K,
  KEYS,
  L,
  MIXED,
  SCAN,
  TWO,
  WEB,
  WITH_SCAN,
  type Put,
  type Several,
} from "./several-signers-setting.ts";
import type { CosignSigner, SignatureResult } from "../../src/signature/index.ts";
import { notAnAttestation } from "./fake-registry.ts";

let setting: Several;
beforeEach(async () => {
  setting = await severalSetting();
});

const accepted = "accepted";
const tooFew = "image-signed/too-few-signers";

const rows: readonly (readonly [string, object, readonly Put[], string])[] = [
  ["two keys, in the legacy format", TWO, [L("alice"), L("bob")], accepted],
  ["two keys, in bundles", TWO, [B("carol"), B("bob")], accepted],
  ["two keys, one in each format", TWO, [B("carol"), L("alice")], accepted],
  ["two keys among strangers' signatures", TWO, [L("mallory"), B("mallory"), L("bob"), B("carol")], accepted],
  ["one key and a stranger's", TWO, [L("alice"), L("mallory")], tooFew],
  ["one key", TWO, [B("alice")], tooFew],
  ["nobody but a stranger", TWO, [L("mallory")], "image-signed/untrusted-key"],
  ["nobody", TWO, [], "image-signed/no-signature"],
  ["the same key twice", TWO, [L("alice"), L("alice")], tooFew],
  ["the same key in both formats (attack)", TWO, [L("alice"), B("alice")], tooFew],
  ["the same key under two names (attack)", AGAIN, [L("alice"), B("alice")], tooFew],
  ["the same key under two names, and another", AGAIN, [L("alice"), B("alice"), B("bob")], accepted],
  ["a key and an identity", MIXED, [L("alice"), K(WEB)], accepted],
  ["a key in a bundle and a legacy identity", MIXED, [B("alice"), K(WEB, "legacy")], accepted],
  ["one identity by two certificates (attack)", MIXED, [K(WEB), K(WEB)], tooFew],
  ["one identity in both formats (attack)", MIXED, [K(WEB), K(WEB, "legacy")], tooFew],
  ["one signer's two branches (attack)", MIXED, [K(WEB), K(DEV)], tooFew],
  ["one signer's two workflows (attack)", MIXED, [K(WEB), K(SCAN)], tooFew],
  ["two workflows, each with a signer", WITH_SCAN, [K(WEB), K(SCAN)], accepted],
  ["one workflow that fits two signers (attack)", WITH_SCAN, [K(WEB)], tooFew],
  ["everybody", BOTH, [L("alice"), B("bob")], accepted],
  ["everybody in one manifest", BOTH, [L("alice"), L("bob")], accepted],
  ["not everybody", BOTH, [L("bob"), B("mallory")], tooFew],
  ["one of them twice", BOTH, [L("bob"), B("bob")], tooFew],
  ["one identity for two names (attack)", CI_AND_RELEASE, [K(WEB)], tooFew],
  ["one identity for two names, twice (attack)", CI_AND_RELEASE, [K(WEB), K(WEB)], tooFew],
  ["two identities, one of which fits both names", CI_AND_RELEASE, [K(WEB), K(SCAN)], accepted],
];

describe("a rule that asks for several signers", () => {
  it.each(rows)("%s", async (_, rule, puts, expected) => {
    for (const put of puts) put(setting);
    const { status, reasons: found } = await setting.judge(rule);
    expect(status === "accepted" ? status : found.join(" ")).toBe(expected);
  });

  it.each(rows.filter(([, , puts]) => puts.length > 1))("in the other order: %s", async (_, rule, puts, expected) => {
    for (const put of [...puts].reverse()) put(setting);
    const { status, reasons: found } = await setting.judge(rule);
    expect(status === "accepted" ? status : found.join(" ")).toBe(expected);
  });

  it("names everybody who counted, in the document's order", async () => {
    for (const name of ["carol", "alice", "mallory"] as const) setting.legacy(name);
    expect((await setting.judge(TWO)).names).toEqual(["alice", "carol"]);
  });

  it("says who signed, who is missing, and what did not count", async () => {
    setting.legacy("bob");
    setting.legacy("mallory");
    const { message } = await setting.judge(BOTH);
    expect(message).toMatch(
      /^it carries a trusted signature by bob \(key \S+\), and none by another key or identity for alice\. /,
    );
    expect(message).toContain(
      "The policy requires signatures by all of alice, bob; one key or identity counts once. Beside that,",
    );
  });

  it("says how many of how many signed, and offers no digest for the tag (law 4)", async () => {
    setting.bundle("carol");
    const { message, verdict } = await setting.judge(TWO, ":1");
    expect(message).toMatch(
      /carries trusted signatures by 1 of the 2 distinct keys or identities that are required: carol \(key/,
    );
    expect(message).toContain("at least 2 of alice, bob, carol");
    expect(verdict.findings.map(({ suggestion }) => suggestion)).toEqual([undefined, undefined]);
  });

  it.each([
    ["at least 2 of alice, bob, carol", TWO],
    ["all of alice, bob", BOTH],
  ])("says %s where nobody signed", async (words, rule) => {
    expect((await setting.judge(rule)).message).toContain(`The policy requires signatures by ${words};`);
  });
});

it("a certificate for one of the rule's own keys is that key (attack)", async () => {
  const { publicKey, privateKey } = KEYS.alice;
  setting.legacy("alice");
  setting.keyless({ ...WEB, key: { publicKey, privateKey } });
  expect((await setting.judge(MIXED)).reasons).toEqual([tooFew]);
});

it("a signature that fits a key and a certificate as well counts for the one that made it, once (attack)", async () => {
  const made = (signer: string, more: object = {}) =>
    ({
      verified: true,
      signer: { signer, system: "cosign", identity: `key ${signer}`, format: "legacy", ...more },
    }) as const;
  const certificate = {
    issuer: "https://idp.example",
    subject: { kind: "email", value: "ci@acme.example" },
    claims: {},
  };
  const no = { verified: false, reason: "untrusted-key", message: "nobody made it" } as const;
  const judge = (signers: readonly { readonly name: string }[]): SignatureResult => {
    const names = signers.map(({ name }) => name);
    if (names.includes("alice")) return made("alice");
    return names.includes("ci") ? made("ci", { certificate, key: "another" }) : no;
  };
  const verifier = {
    legacy: (_: unknown, __: unknown, signers: readonly CosignSigner[]) => judge(signers),
    bundle: () => no,
    attestation: notAnAttestation,
  };
  setting.legacy("mallory");
  for (const rule of [MIXED, { allOf: ["ci", "alice"] }]) {
    expect((await setting.judge(rule, undefined, { verifier })).reasons).toEqual([tooFew]);
  }
});

it("an exemption lifts it, and then the digest is offered as one that nobody vouches for (law 4)", async () => {
  setting.legacy("alice");
  const exemption = {
    image: `${setting.host}/team/web`,
    rule: "image-signed",
    because: "until bob is back",
    owner: "team-web",
    until: "2026-06-30",
  };
  const { verdict } = await setting.judge(TWO, ":1", {}, { exemptions: [exemption] });
  expect(verdict.findings.map(({ suggestion }) => suggestion)).toMatchObject([{ verified: false }]);
});
