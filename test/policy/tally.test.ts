import { describe, expect, it } from "@jest/globals";
import { Tally, type BoundSigner, type Threshold } from "../../src/policy/index.ts";
import { assign } from "../../src/policy/assign.ts";
import { parsePublicKey, type CertificateIdentity, type VerifiedSigner } from "../../src/signature/index.ts";
import { publicPem } from "./workspace.ts";

const KEYS = { alice: parsePublicKey(publicPem()), bob: parsePublicKey(publicPem()) };
const terms = { roots: [], requires: { annotations: new Map<string, string>() }, described: "somebody" };
const byKey = (name: string, ...keys: readonly (keyof typeof KEYS)[]): BoundSigner => ({
  ...{ kind: "key", name, transparencyLog: "not-required", ...terms },
  keys: keys.map((key) => KEYS[key]),
});
const byIdentity = (name: string): BoundSigner => ({ kind: "keyless", name, mismatch: () => undefined, ...terms });

const signed = (signer: string, key: keyof typeof KEYS): VerifiedSigner => ({
  ...{ signer, system: "cosign", identity: `key ${KEYS[key].fingerprint}`, format: "legacy" },
});
const certified = (
  signer: string,
  value: string,
  {
    repository,
    key = "ephemeral",
    issuer = "https://idp.example",
  }: { repository?: string; key?: string; issuer?: string } = {},
): VerifiedSigner => {
  const claims = repository === undefined ? {} : { sourceRepositoryUri: repository };
  const certificate: CertificateIdentity = { issuer, subject: { kind: "uri", value }, claims };
  return { signer, system: "cosign", identity: `${value} (issuer ${issuer})`, format: "bundle", certificate, key };
};

const SIGNERS = [
  byKey("alice", "alice"),
  byKey("alice-again", "alice"),
  byKey("bob", "bob"),
  byIdentity("ci"),
  byIdentity("scan"),
];
const WEB = "https://github.com/acme/web";
const release = `${WEB}/.github/workflows/release.yml@refs/heads/main`;
const scan = `${WEB}/.github/workflows/scan.yml@refs/heads/main`;

/** Each signature, with everybody whom it fits. */
type Signature = readonly VerifiedSigner[];

function count(needs: Threshold, signatures: readonly Signature[], signers = SIGNERS) {
  const tally = new Tally(signers, needs);
  for (const [first, ...others] of signatures) {
    if (first === undefined) continue;
    const maker = tally.makerOf(first);
    for (const one of [first, ...others]) tally.add(one, maker);
  }
  return tally.standing;
}

const two: Threshold = { kind: "at-least", count: 2 };
const pairs: readonly (readonly [string, Signature, Signature, number])[] = [
  ["two keys", [signed("alice", "alice")], [signed("bob", "bob")], 2],
  ["a key and an identity", [signed("alice", "alice")], [certified("ci", release)], 2],
  ["one key twice", [signed("alice", "alice")], [signed("alice", "alice")], 1],
  ["one key under two names", [signed("alice", "alice")], [signed("alice-again", "alice")], 1],
  ["two people under one name", [certified("ci", "mailto:a")], [certified("ci", "mailto:b")], 2],
  [
    "one subject of two issuers",
    [certified("ci", "x")],
    [certified("scan", "x", { issuer: "https://other.example" })],
    2,
  ],
  [
    "two certificates of one identity",
    [certified("ci", "mailto:a")],
    [certified("ci", "mailto:a", { key: "other" })],
    1,
  ],
  ["one identity under two names", [certified("ci", "mailto:a")], [certified("scan", "mailto:a")], 1],
  ["one identity in another letter case", [certified("ci", "mailto:a")], [certified("scan", "mailto:A")], 1],
  [
    "one repository's workflow on two branches, for one signer",
    [certified("ci", release, { repository: WEB })],
    [certified("ci", release.replace("main", "dev"), { repository: WEB })],
    1,
  ],
  [
    "two workflows of one repository, for one signer",
    [certified("ci", release, { repository: WEB })],
    [certified("ci", scan, { repository: WEB.toUpperCase() })],
    1,
  ],
  [
    "two workflows of one repository, each with a signer of its own",
    [certified("ci", release, { repository: WEB })],
    [certified("scan", scan, { repository: WEB })],
    2,
  ],
  [
    "two repositories that call one reusable workflow",
    [certified("ci", release, { repository: WEB })],
    [certified("ci", release, { repository: `${WEB}-api` })],
    2,
  ],
  [
    "a key, and a certificate that was given to this key",
    [signed("alice", "alice")],
    [certified("ci", release, { key: KEYS.alice.fingerprint })],
    1,
  ],
  ["one signature that fits a key and an identity", [signed("alice", "alice"), certified("ci", release)], [], 1],
  [
    "whoever fits two names, and somebody who fits one of them",
    [certified("ci", release, { repository: WEB }), certified("scan", release, { repository: WEB })],
    [certified("ci", scan, { repository: WEB })],
    2,
  ],
];

describe("at least two distinct keys or identities", () => {
  it.each(pairs)("%s", (_, a, b, expected) => {
    for (const signatures of [
      [a, b],
      [b, a],
      [a, b, a, b],
    ]) {
      const { enough, counted } = count(two, signatures);
      expect({ enough, counted: counted.length }).toEqual({ enough: expected === 2, counted: expected });
    }
  });

  it("a signer's several keys count each", () => {
    const team = [byKey("team", "alice", "bob")];
    expect(count(two, [[signed("team", "alice")], [signed("team", "bob")]], team)).toMatchObject({ enough: true });
    expect(count(two, [[signed("team", "alice")], [signed("team", "alice")]], team)).toMatchObject({ enough: false });
  });

  it("are named in the document's order, and those who are too few in words", () => {
    const both = count(two, [[signed("bob", "bob")], [signed("alice", "alice")]]);
    expect(both.counted.map(({ signer }) => signer)).toEqual(["alice", "bob"]);
    expect(count(two, [[signed("bob", "bob")]])).toMatchObject({
      lack: `carries trusted signatures by 1 of the 2 distinct keys or identities that are required: bob (key ${KEYS.bob.fingerprint})`,
    });
  });
});

describe("every one of several signers", () => {
  const all = (names: readonly string[], ...signatures: readonly Signature[]) =>
    count(
      { kind: "all" },
      signatures,
      SIGNERS.filter(({ name }) => names.includes(name)),
    );
  const fitsBoth = [certified("ci", release), certified("scan", release)];

  it.each<[string, readonly string[], readonly Signature[], boolean]>([
    ["both", ["alice", "bob"], [[signed("alice", "alice")], [signed("bob", "bob")]], true],
    ["one of them", ["alice", "bob"], [[signed("alice", "alice")]], false],
    [
      "one key for two names",
      ["alice", "alice-again"],
      [[signed("alice", "alice"), signed("alice-again", "alice")]],
      false,
    ],
    ["one identity for two names", ["ci", "scan"], [fitsBoth], false],
    ["one identity for two names, twice", ["ci", "scan"], [fitsBoth, [...fitsBoth].reverse()], false],
    ["who fits both, and who fits the one", ["ci", "scan"], [fitsBoth, [certified("ci", scan)]], true],
    ["who fits both, and who fits the other", ["ci", "scan"], [fitsBoth, [certified("scan", scan)]], true],
    ["the other order", ["ci", "scan"], [[certified("ci", scan)], fitsBoth], true],
  ])("%s", (_, names, signatures, expected) => {
    expect(all(names, ...signatures).enough).toBe(expected);
  });

  it("both keys of one of them are not both of them", () => {
    const signers = [byKey("team", "alice", "bob"), byIdentity("ci")];
    const byTeam = [[signed("team", "alice")], [signed("team", "bob")]];
    expect(count({ kind: "all" }, byTeam, signers).enough).toBe(false);
    expect(count({ kind: "all" }, [...byTeam, [certified("ci", release)]], signers).enough).toBe(true);
  });

  it("says who signed, and who is missing", () => {
    expect(all(["alice", "bob", "ci"], [signed("bob", "bob")])).toMatchObject({
      lack: `carries a trusted signature by bob (key ${KEYS.bob.fingerprint}), and none by another key or identity for alice, ci`,
    });
  });
});

it("says of each signature whether it was anything new", () => {
  const tally = new Tally(SIGNERS, two);
  expect(
    [signed("alice", "alice"), signed("alice-again", "alice"), signed("bob", "bob")].map((one) => tally.add(one)),
  ).toEqual([true, false, true]);
});

describe("an assignment", () => {
  it.each<[string, Readonly<Record<string, readonly string[]>>, number]>([
    ["of nobody", {}, 0],
    ["of one who fits nothing", { a: [] }, 0],
    ["of two who fit one thing", { a: ["x"], b: ["x"] }, 1],
    ["where the first has to give way", { a: ["x", "y"], b: ["x"] }, 2],
    ["where two have to give way", { a: ["x", "y"], b: ["y", "z"], c: ["x"], d: ["y"] }, 3],
  ])("%s is as large as it can be", (_, fits, size) => {
    for (const names of [Object.keys(fits), Object.keys(fits).reverse()]) {
      expect(assign(names, (name) => fits[name] ?? []).size).toBe(size);
    }
  });
});
