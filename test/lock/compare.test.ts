import { describe, expect, it } from "@jest/globals";
import { describeChange, entryLines, type LockedSigner, type LockEntry } from "../../src/lock/index.ts";
import { digest, entry, ISSUER, workflow } from "./lock-setting.ts";

const signer = (identity: string, more: Partial<LockedSigner> = {}): LockedSigner => ({
  signer: "ci",
  system: "cosign",
  identity,
  ...more,
});
const key = (name: string, fingerprint: string) => signer(`key ${fingerprint}`, { signer: name });
const signed = (...signers: readonly LockedSigner[]) => ({ signers });
const at = (signed: string) => signer(workflow(), { signed });

const old = (more: Partial<LockEntry>) => entry({ digest: digest("a"), ...more });
const now = (more: Partial<LockEntry>) => entry({ digest: digest("b"), ...more });

describe("the lines", () => {
  it("tell both digests, who signed them, when, and what they were built from", () => {
    const source = { repository: "https://github.com/acme/web", commit: "1".repeat(40), ref: "refs/tags/v1" };
    const { lines } = describeChange(
      old({
        signers: [signer(workflow(), { signed: "2026-05-01T10:00:00Z" }), key("release-key", "AbC")],
        source,
        platforms: ["linux/386", "linux/amd64"],
      }),
      now({
        source: { repository: "https://github.com/acme/web" },
        platforms: ["linux/amd64", "linux/arm64"],
        mediaType: "application/vnd.docker.distribution.manifest.list.v2+json",
      }),
    );
    expect(lines.join("\n")).toBe(`was  ${digest("a")}
     signed by ci, ${workflow()}, 2026-05-01T10:00:00Z
     signed by release-key, key AbC
     built from https://github.com/acme/web, refs/tags/v1, commit ${"1".repeat(40)}
now  ${digest("b")}
     vouched for by nobody
     built from https://github.com/acme/web
platforms that came: linux/arm64
platforms that went: linux/386
media type: application/vnd.docker.distribution.manifest.list.v2+json, was application/vnd.oci.image.index.v1+json`);
  });

  it("say nothing of what stayed", () => {
    expect(describeChange(old({ platforms: ["linux/amd64"] }), now({ platforms: ["linux/amd64"] })).lines).toHaveLength(
      4,
    );
  });

  it("hold nothing that a build service obeys (law 10)", () => {
    const change = describeChange(
      old(signed(signer("##vso[x] (issuer a)"))),
      now({ source: { repository: "##[error]" }, mediaType: "##teamcity[x" }),
    );
    expect(JSON.stringify(change)).not.toContain("##");
    expect(entryLines("now", entry(signed(signer("##[x]")))).join("")).not.toContain("##");
  });
});

const warnings = (was: Partial<LockEntry>, is: Partial<LockEntry>) =>
  describeChange(old(was), now(is)).warnings.map(({ kind, message }) => `${kind}: ${message}`);

describe("a warning", () => {
  it.each<[string, Partial<LockEntry>, Partial<LockEntry>, string]>([
    [
      "rollback",
      signed(at("2026-05-02T10:00:00Z")),
      signed(at("2026-05-01T10:00:00Z")),
      "It was signed at 2026-05-01T10:00:00Z, before what it replaces, which was signed at 2026-05-02T10:00:00Z.",
    ],
    [
      "unsigned",
      signed(signer(workflow()), key("release-key", "AbC")),
      {},
      `It was signed by ci, ${workflow()}; release-key, key AbC, and nobody vouches for it any more.`,
    ],
    [
      "signer-lost",
      signed(key("release-key", "AbC"), key("audit-key", "XyZ")),
      signed(key("release-key", "AbC")),
      "It is signed by release-key, key AbC, and was by audit-key, key XyZ.",
    ],
    [
      "other-identity",
      signed(signer(workflow())),
      signed(signer(workflow("refs/tags/v1", "dev.yml"))),
      `Another workflow of the same repository signed for ci: ${workflow("refs/tags/v1", "dev.yml")}, was ${workflow()}.`,
    ],
    [
      "other-identity",
      signed(signer(workflow())),
      signed(signer(workflow("refs/tags/v1", "release.yml", "acme/fork"))),
      `Another identity signed for ci: ${workflow("refs/tags/v1", "release.yml", "acme/fork")}, was ${workflow()}.`,
    ],
    [
      "other-identity",
      signed(signer(workflow())),
      signed(signer(workflow("refs/tags/v1", "release.yml", "acme/web", "https://ci.example"))),
      `An identity by another issuer signed for ci: ${workflow("refs/tags/v1", "release.yml", "acme/web", "https://ci.example")}, was ${workflow()}.`,
    ],
    [
      "other-identity",
      signed(signer(workflow("refs/tags/v1"))),
      signed(signer(workflow("refs/heads/main"))),
      `A run for another kind of ref signed for ci: ${workflow("refs/heads/main")}, was ${workflow("refs/tags/v1")}.`,
    ],
    [
      "other-identity",
      signed(signer(`a@acme.example (issuer ${ISSUER})`)),
      signed(signer(`b@acme.example (issuer ${ISSUER})`)),
      `Another identity signed for ci: b@acme.example (issuer ${ISSUER}), was a@acme.example (issuer ${ISSUER}).`,
    ],
    [
      "other-key",
      signed(key("ci", "AbC")),
      signed(key("ci", "XyZ")),
      "Another key signed for ci: key XyZ, was key AbC.",
    ],
    [
      "fewer-signers",
      signed(key("ci", "AbC"), key("ci", "XyZ")),
      signed(key("ci", "AbC")),
      "It is signed by 1, and was by 2.",
    ],
    [
      "other-source",
      { source: { repository: "https://github.com/acme/web" } },
      { source: { repository: "https://github.com/evil/web" } },
      "It is built from https://github.com/evil/web, and was from https://github.com/acme/web.",
    ],
    [
      "source-lost",
      { source: { repository: "https://github.com/acme/web" } },
      {},
      "It was built from https://github.com/acme/web, and nothing verified says any more what it is built from.",
    ],
  ])("%s", (kind, was, is, message) => {
    expect(warnings(was, is)).toEqual([`${kind}: ${message}`]);
  });

  it("keyless-to-key, beside what else is told of it", () => {
    expect(warnings(signed(signer(workflow())), signed(signer("key AbC")))).toEqual([
      `keyless-to-key: It was signed with a certificate (ci, ${workflow()}), and is signed with a key alone.`,
      `other-identity: A key in the place of a certificate signed for ci: key AbC, was ${workflow()}.`,
    ]);
  });

  it.each<[string, Partial<LockEntry>, Partial<LockEntry>]>([
    [
      "the next release by the same workflow",
      signed(signer(workflow("refs/tags/v1"))),
      signed(signer(workflow("refs/tags/v2"))),
    ],
    ["a later signature", signed(at("2026-05-01T10:00:00Z")), signed(at("2026-05-02T10:00:00Z"))],
    ["the same second", signed(at("2026-05-01T10:00:00Z")), signed(at("2026-05-01T10:00:00Z"))],
    ["a time that nobody vouches for, before", signed(signer(workflow())), signed(at("2026-05-01T10:00:00Z"))],
    [
      "a time that nobody vouches for, now: nothing is guessed",
      signed(at("2026-05-01T10:00:00Z")),
      signed(signer(workflow())),
    ],
    ["a certificate in the place of a key", signed(key("ci", "AbC")), signed(signer(workflow()))],
    ["one more signer", signed(key("ci", "AbC")), signed(key("ci", "AbC"), key("audit", "XyZ"))],
    ["another order", signed(key("ci", "AbC"), key("ci", "XyZ")), signed(key("ci", "XyZ"), key("ci", "AbC"))],
    ["nobody, as before", {}, {}],
    ["somebody at last", {}, signed(key("ci", "AbC"))],
    [
      "another commit of the same source, whose order nobody can tell, in whatever letter case",
      { source: { repository: "https://github.com/acme/web", commit: "1".repeat(40) } },
      { source: { repository: "https://github.com/Acme/web", commit: "2".repeat(40) } },
    ],
    ["a source at last", {}, { source: { repository: "https://github.com/acme/web" } }],
  ])("is not given for %s", (_, was, is) => {
    expect(warnings(was, is)).toEqual([]);
  });

  it("of a rollback goes by the first time of several", () => {
    const [early, late] = [at("2026-05-01T10:00:00Z"), { ...key("audit", "AbC"), signed: "2026-05-03T10:00:00Z" }];
    expect(warnings(signed(late, early), signed(at("2026-05-02T10:00:00Z"), late))).toEqual([]);
    expect(warnings(signed(at("2026-05-02T10:00:00Z"), late), signed(late, early))).toEqual([
      expect.stringMatching(/^rollback: It was signed at 2026-05-01/),
    ]);
  });

  it("of a rollback is not given where the digest stayed: it was signed once more", () => {
    const was = old(signed(at("2026-05-02T10:00:00Z")));
    expect(describeChange(was, { ...was, ...signed(at("2026-05-01T10:00:00Z")) }).warnings).toEqual([]);
  });

  it("is given for a key whose name looks like a certificate's, and the other way round, as what it is", () => {
    expect(warnings(signed(signer("keys@acme.example (issuer a)")), signed(signer("key AbC")))[0]).toContain(
      "keyless-to-key",
    );
  });
});
