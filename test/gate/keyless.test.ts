import { constants, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { InvalidPolicy } from "../../src/policy/index.ts";
import { ecPair, pem, spki, type Pair } from "../fixtures/sigstore/certificate.ts";
import { trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { ISSUER } from "../fixtures/sigstore/keyless.ts";
import { run, type SignOptions } from "../fixtures/sigstore/push-keyless.ts";
import { FORMATS, INSTANCE, keylessSetting, ROOT, rootFile, STRANGER, STRANGERS_ROOT, WEB } from "./keyless-setting.ts";

const trusted = { issuer: ISSUER, sourceRepository: "https://github.com/acme/web", trustedRoot: ROOT };

interface Row {
  readonly name: string;
  /** With this in the document, beside `trusted`, the signature is accepted; */
  readonly holds?: object;
  /** with this it is rejected, */
  readonly fails: object;
  readonly reason: string;
  readonly says?: string;
  readonly signed?: Partial<SignOptions>;
}

const identity = (name: string, holds: object, fails: object, says: string): Row => ({
  ...{ name, holds, fails, says },
  reason: "untrusted-identity",
});

const rows: readonly Row[] = [
  identity("issuer", {}, { issuer: `${ISSUER}/acme` }, `its issuer is "${ISSUER}", and "${ISSUER}/acme" is trusted`),
  identity(
    "sourceRepository",
    {},
    { sourceRepository: "https://github.com/acme/api" },
    'its sourceRepository is "https://github.com/acme/web", and "https://github.com/acme/api" is trusted',
  ),
  identity(
    "sourceRepository with what the match captured",
    { sourceRepository: "https://github.com/acme/{name}" },
    { sourceRepository: "https://github.com/acme/{name}-api" },
    '"https://github.com/acme/web-api" is trusted',
  ),
  identity("ref", { ref: "refs/heads/main" }, { ref: { glob: "refs/tags/v*" } }, 'its ref is "refs/heads/main"'),
  identity(
    "workflow",
    { workflow: ".github/workflows/release.yml" },
    { workflow: ".github/workflows/test.yml" },
    'its workflow is "https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main"',
  ),
  identity("runner", { runner: "github-hosted" }, { runner: "self-hosted" }, 'its runner is "github-hosted"'),
  identity("environment", { environment: "production" }, { environment: "test" }, 'its environment is "production"'),
  identity("trigger", { trigger: "push" }, { trigger: "release" }, 'its trigger is "push"'),
  identity("repositoryId", { repositoryId: 1234 }, { repositoryId: 1 }, 'its repositoryId is "1234"'),
  identity("ownerId", { ownerId: 56 }, { ownerId: 1 }, 'its ownerId is "56"'),
  {
    name: "annotations",
    signed: { annotations: { env: "prod" } },
    holds: { annotations: { env: "prod" } },
    fails: { annotations: { env: "test" } },
    reason: "other-annotations",
    says: 'its annotation "env" is "prod", and "test" is required',
  },
  {
    name: "annotations that are not there",
    signed: { annotations: { env: "prod" } },
    holds: { annotations: { env: "prod" } },
    fails: { annotations: { env: "prod", image: "{name}" } },
    reason: "other-annotations",
    says: 'it carries no annotation "image", and "web" is required',
  },
  { name: "trustedRoot", fails: { trustedRoot: STRANGERS_ROOT }, reason: "untrusted-log-entry" },
  {
    name: "trustedRoot, of several each on its own",
    holds: { trustedRoot: [STRANGERS_ROOT, ROOT] },
    fails: { trustedRoot: ["public-good", STRANGERS_ROOT] },
    reason: "untrusted-log-entry",
  },
];

/** Cold and warm, with and without what is remembered: the verdict is by this document alone. */
async function flips(row: Row, format: (typeof FORMATS)[number]): Promise<void> {
  const { judge, sign } = await keylessSetting();
  sign(format, row.signed);
  const fails = { ...trusted, ...row.fails };
  const rejected = await judge(fails);
  expect(rejected).toMatchObject({ status: "rejected", reason: row.reason });
  if (row.says !== undefined) expect(rejected.message).toContain(row.says);
  const holds = { ...trusted, ...row.holds };
  const cold = await judge(holds);
  expect(cold).toMatchObject({ status: "accepted", message: "" });
  const warm = await judge(holds);
  expect(warm).toMatchObject({ status: "accepted", requests: 0 });
  expect(warm.verdict).toEqual(cold.verdict);
  expect(await judge(fails)).toMatchObject({ status: "rejected", reason: row.reason });
}

describe.each(FORMATS)("a keyless signature in the %s format", (format) => {
  it("is accepted by the identity that its certificate names, and tells it", async () => {
    const { judge, sign } = await keylessSetting();
    sign(format);
    const { verdict } = await judge(trusted, "no cache");
    expect(verdict).toMatchObject({ status: "accepted", signers: [{ signer: "ci", system: "cosign", format }] });
    expect(verdict?.signers[0]?.identity).toBe(
      `https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main (issuer ${ISSUER})`,
    );
  });

  it.each(rows)("flips its verdict with $name, cold and warm (law 7)", (row) => flips(row, format));

  it("of another instance, or without a log's entry, is rejected", async () => {
    const stranger = await keylessSetting();
    stranger.sign(format, { instance: STRANGER });
    expect(await stranger.judge(trusted)).toMatchObject({ status: "rejected", reason: "untrusted-log-entry" });
    const unlogged = await keylessSetting();
    unlogged.sign(format, { witness: "nobody" });
    expect(await unlogged.judge(trusted)).toMatchObject({ status: "rejected", reason: "no-log-entry" });
  });

  it("of an instance without logs is accepted only where the signer says so", async () => {
    const { certificateAuthorities, timestampAuthorities, mediaType } = trustedRootJson(INSTANCE);
    const noLogs = rootFile("no-logs.json", { mediaType, certificateAuthorities, timestampAuthorities });
    const { judge, sign } = await keylessSetting();
    sign(format, { witness: "timestamp", certificate: { ...WEB, certificateLog: null } });
    const signer = { ...trusted, trustedRoot: noLogs };
    await expect(judge(signer)).rejects.toThrow(InvalidPolicy);
    expect(await judge({ ...signer, transparencyLog: "not-required" })).toMatchObject({
      status: "accepted",
      message: "",
    });
    // Where a root has logs, they are asked whatever the signer says.
    const asked = await judge({ ...trusted, transparencyLog: "not-required" });
    expect(asked).toMatchObject({ status: "rejected", reason: "no-log-entry" });
  });

  it("is told first where junk lies beside it: who did sign, and what differs", async () => {
    const { judge, sign } = await keylessSetting();
    sign(format === "bundle" ? "legacy" : "bundle", { key: ecPair(), witness: "nobody" });
    sign(format, { certificate: run("mallory/web", "release.yml", "refs/heads/main") });
    const { reason, message } = await judge(trusted);
    expect(reason).toBe("untrusted-identity");
    expect(message).toContain("signed by https://github.com/mallory/web/.github/workflows/release.yml@refs/heads/main");
  });
});

describe("requireReference", () => {
  const signer = { ...trusted, requireReference: "repository" };

  it("is met by a legacy payload that names the image's repository, cold and warm", async () => {
    const { judge, sign } = await keylessSetting();
    sign("legacy");
    expect(await judge(signer)).toMatchObject({ status: "accepted" });
    expect(await judge(signer)).toMatchObject({ status: "accepted", requests: 0 });
  });

  it.each([
    [
      "names another repository",
      { reference: "registry.example/team/api" },
      "it was made for registry.example/team/api",
    ],
    ["names none", { reference: "" }, "it names no image repository"],
  ])("rejects one that %s, although it is signed", async (_, options, says) => {
    const { judge, sign } = await keylessSetting();
    sign("legacy", options);
    expect(await judge(trusted)).toMatchObject({ status: "accepted" });
    const rejected = await judge(signer);
    expect(rejected).toMatchObject({ status: "rejected", reason: "other-reference" });
    expect(rejected.message).toContain(says);
  });

  it("is never met by a bundle, nor by a legacy signature of somebody else beside it", async () => {
    const { judge, sign } = await keylessSetting();
    sign("bundle");
    sign("legacy", { certificate: run("mallory/web", "release.yml", "refs/heads/main") });
    expect(await judge(trusted)).toMatchObject({ status: "accepted" });
    expect(await judge(signer)).toMatchObject({ status: "rejected" });
  });
});

it("annotations count on the same signature as the identity, not beside it", async () => {
  const { judge, sign } = await keylessSetting();
  sign("bundle");
  sign("legacy", { annotations: { env: "prod" }, certificate: run("mallory/web", "release.yml", "refs/heads/main") });
  expect(await judge(trusted)).toMatchObject({ status: "accepted" });
  const rejected = await judge({ ...trusted, annotations: { env: "prod" } });
  expect(rejected).toMatchObject({ status: "rejected", reason: expect.stringMatching(/^(untrusted-identity|other-)/) });
});

describe("a bundle over the manifest itself", () => {
  it("is accepted, and costs nothing when it is recalled", async () => {
    const { judge, signManifest } = await keylessSetting();
    signManifest();
    const cold = await judge(trusted);
    expect(cold).toMatchObject({ status: "accepted" });
    const warm = await judge(trusted);
    expect(warm).toMatchObject({ status: "accepted", requests: 0 });
    expect(warm.verdict).toEqual(cold.verdict);
    expect(await judge({ ...trusted, ref: "refs/heads/dev" })).toMatchObject({ status: "rejected" });
  });

  it("can carry no annotations", async () => {
    const { judge, signManifest } = await keylessSetting();
    signManifest();
    const rejected = await judge({ ...trusted, annotations: { env: "prod" } });
    expect(rejected).toMatchObject({ status: "rejected", reason: "other-annotations" });
  });
});

describe.each(FORMATS)("a signature by a key in the %s format", (format) => {
  const key: Pair = ecPair();
  const byKey = { key: pem("PUBLIC KEY", spki(key)), trustedRoot: ROOT };
  const unlogged = { key: byKey.key, transparencyLog: "not-required" };

  it("is accepted where a log of the trusted root vouches for it, which is the default", async () => {
    const { judge, sign } = await keylessSetting();
    sign(format, { key });
    const cold = await judge(byKey);
    expect(cold).toMatchObject({ status: "accepted" });
    const warm = await judge(byKey);
    expect(warm).toMatchObject({ status: "accepted", requests: 0 });
    expect(await judge({ ...byKey, trustedRoot: STRANGERS_ROOT })).toMatchObject({ status: "rejected" });
    const annotated = await judge({ ...byKey, annotations: { env: "prod" } });
    expect(annotated).toMatchObject({ status: "rejected", reason: "other-annotations" });
  });

  it("without an entry flips its verdict with transparencyLog", async () => {
    const { judge, sign } = await keylessSetting();
    sign(format, { key, witness: "nobody" });
    expect(await judge(byKey)).toMatchObject({ status: "rejected", reason: "no-log-entry" });
    expect(await judge(unlogged)).toMatchObject({ status: "accepted" });
    expect(await judge(unlogged)).toMatchObject({ status: "accepted", requests: 0 });
    expect(await judge(byKey)).toMatchObject({ status: "rejected", reason: "no-log-entry" });
  });

  it("made with RSA-PSS flips its verdict with scheme", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = (bytes: Buffer) => sign("sha256", bytes, { key: rsa.privateKey, padding });
    const { judge, sign: put } = await keylessSetting();
    put(format, { key: rsa, signature, witness: "nobody" });
    const plain = { ...unlogged, key: pem("PUBLIC KEY", spki(rsa)) };
    expect(await judge(plain)).toMatchObject({ status: "rejected", reason: "untrusted-key" });
    expect(await judge({ ...plain, scheme: "rsa-pss-sha256" })).toMatchObject({ status: "accepted" });
    const other = await keylessSetting();
    other.sign(format, { key: rsa, witness: "nobody" });
    expect(await other.judge(plain)).toMatchObject({ status: "accepted" });
    const rejected = await other.judge({ ...plain, scheme: "rsa-pss-sha256" });
    expect(rejected).toMatchObject({ status: "rejected", reason: "untrusted-key" });
  });
});
