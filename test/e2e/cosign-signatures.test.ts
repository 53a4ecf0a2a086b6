import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import type { Digest } from "../../src/reference/index.ts";
import { parseDigest } from "../../src/reference/index.ts";
import { parsePublicKey, verifyBundle, verifyLegacySignature } from "../../src/signature/index.ts";
import type { CosignSigner, SignatureResult } from "../../src/signature/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { identityToken } from "../fixtures/sigstore/identity-token.ts";
import { ISSUER } from "../fixtures/sigstore/keyless.ts";
import { startServices } from "../fixtures/sigstore/services.ts";
import type { Services } from "../fixtures/sigstore/services.ts";
import { useOf } from "../gate/setting.ts";
import { startEmbeddedRegistry } from "../registry/embedded/index.ts";
import type { EmbeddedRegistry } from "../registry/embedded/index.ts";
import { isWorkflow, rootOf } from "../signature/keyless.ts";
import { keySigner } from "../signature/keys.ts";
import { cosignCli, runCommand } from "../tools/index.ts";

// The real cosign is the oracle: what it signs, with keys of every kind and without keys, verifies here.

const TIMEOUT = 120_000;
const instance = openInstance("e2e");
const ROOT = rootOf(trustedRootJson({ ...instance }));
const START = "start-time=2025-01-01T00:00:00Z,operator=test";
const NO_SERVICES = ["--signing-config", "none.json", "--trusted-root", "none-root.json"];
const LEGACY = ["--new-bundle-format=false"];
const OFFLINE_LEGACY = [...LEGACY, "--tlog-upload=false", "--use-signing-config=false"];

let folder: string;
let cosign: string;
let registry: EmbeddedRegistry;
let services: Services;

async function run(...args: readonly string[]): Promise<void> {
  const env = { PATH: process.env["PATH"], HOME: folder, COSIGN_PASSWORD: "", DOCKER_CONFIG: folder };
  const { exitCode, output } = await runCommand(cosign, args, { cwd: folder, env, timeoutMs: 20_000 });
  if (exitCode !== 0) throw new Error(`cosign ${args.join(" ")} failed:\n${output}`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-cosign-"));
  cosign = join((await cosignCli()).path, "cosign");
  registry = await startEmbeddedRegistry();
  services = await startServices(instance);
  await run("signing-config", "create", "--out", "none.json");
  await run("trusted-root", "create", "--out", "none-root.json");
  await run(
    ...["signing-config", "create", "--out", "signing-config.json"],
    ...["--fulcio", `url=${services.url},api-version=1,${START}`],
    ...["--rekor", `url=${services.url},api-version=1,${START}`, "--rekor-config", "ANY"],
    ...["--tsa", `url=${services.url}/api/v1/timestamp,api-version=1,${START}`, "--tsa-config", "ANY"],
  );
  // cosign finds a log by its URL's host, and the log signs under its own name.
  writeFileSync(join(folder, "root.json"), JSON.stringify(trustedRootJson(instance)));
  writeFileSync(join(folder, "token"), identityToken());
}, TIMEOUT);
afterAll(async () => {
  await Promise.all([registry.close(), services.close()]);
  rmSync(folder, { recursive: true, force: true });
});

let images = 0;

/** Signs an image of its own, and judges what then lies in the registry. */
async function signAndJudge(
  args: readonly string[],
  signers: readonly CosignSigner[],
  inDocument?: object,
): Promise<SignatureResult> {
  const repository = `e2e/image-${++images}`;
  const { digest } = pushImage(registry, repository, "1.0", { text: repository });
  await run("sign", "--yes", ...args, `${registry.host}/${repository}@${digest}`);
  const subject = parseDigest(digest);
  if (inDocument !== undefined)
    expect(await throughGate(`${registry.host}/${repository}@${digest}`, inDocument)).toBe("accepted");
  return args.includes("--new-bundle-format=false")
    ? judgeLegacy(repository, subject, signers)
    : await judgeBundle(repository, subject, signers);
}

/** What becomes of the image under a document with this signer. */
async function throughGate(image: string, cosign: object): Promise<string | undefined> {
  const document = {
    version: 1,
    signers: { ci: { cosign } },
    images: [{ match: `${registry.host}/e2e/*`, signedBy: ["ci"] }],
    registries: [{ host: registry.host, plainHttp: true }],
  };
  const gate = createGate(readPolicyObject(document, folder, "test"), { environment: {} });
  const [verdict] = await gate.check([useOf(image)]);
  await gate.close();
  return verdict?.status;
}

interface Layers {
  readonly layers: readonly { readonly digest: string; readonly annotations?: Record<string, string> }[];
}

function judgeLegacy(repository: string, subject: Digest, signers: readonly CosignSigner[]): SignatureResult {
  const manifest = registry.manifest(repository, `${subject.replace(":", "-")}.sig`);
  const [layer] = (JSON.parse(Buffer.from(manifest?.bytes ?? []).toString()) as Layers).layers;
  const payload = registry.blob(repository, layer?.digest ?? "") ?? Buffer.alloc(0);
  const annotations = layer?.annotations ?? {};
  const signature = annotations["dev.cosignproject.cosign/signature"] ?? "";
  return verifyLegacySignature({ payload, signature, annotations }, subject, signers);
}

async function judgeBundle(
  repository: string,
  subject: Digest,
  signers: readonly CosignSigner[],
): Promise<SignatureResult> {
  const answer = await fetch(`http://${registry.host}/v2/${repository}/referrers/${subject}`);
  const { manifests } = (await answer.json()) as { manifests: readonly { digest: string }[] };
  const manifest = registry.manifest(repository, manifests[0]?.digest ?? "");
  const [layer] = (JSON.parse(Buffer.from(manifest?.bytes ?? []).toString()) as Layers).layers;
  return verifyBundle(registry.blob(repository, layer?.digest ?? "") ?? Buffer.alloc(0), subject, signers);
}

const KEYS = {
  "P-256": () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  "P-384": () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
  "P-521": () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
  "RSA 2048": () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  "RSA 4096": () => generateKeyPairSync("rsa", { modulusLength: 4096 }),
  "Ed25519 (which signs Ed25519ph)": () => generateKeyPairSync("ed25519"),
} as const;

describe.each(Object.keys(KEYS) as (keyof typeof KEYS)[])("signed by the real cosign with %s", (kind) => {
  const name = kind.replace(/\W/g, "");
  let signers: readonly CosignSigner[];
  beforeAll(async () => {
    const pem = KEYS[kind]().privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(join(folder, `${name}.pem`), pem);
    await run("import-key-pair", "--yes", "--key", `${name}.pem`, "--output-key-prefix", name);
    signers = [keySigner("release", parsePublicKey(readFileSync(join(folder, `${name}.pub`), "utf8")))];
  }, TIMEOUT);

  it(
    "verifies in the formats that cosign writes with it",
    async () => {
      const key = ["--key", `${name}.key`];
      // cosign cannot verify Ed25519ph, and writes no bundle that it cannot verify.
      if (!kind.startsWith("Ed25519"))
        expect(await signAndJudge([...key, ...NO_SERVICES], signers)).toMatchObject({ verified: true });
      expect(await signAndJudge([...key, ...OFFLINE_LEGACY], signers)).toMatchObject({ verified: true });
    },
    TIMEOUT,
  );
});

describe("signed by the real cosign with the services of the tests' own instance", () => {
  const BUNDLE = () => ["--signing-config", "signing-config.json", "--trusted-root", "root.json"];
  const ONLINE_LEGACY = () => [
    ...LEGACY,
    ...["--use-signing-config=false", "--trusted-root", "root.json"],
    ...["--fulcio-url", services.url, "--rekor-url", services.url],
    ...["--timestamp-server-url", `${services.url}/api/v1/timestamp`],
  ];
  const keyless = { kind: "keyless", name: "ci", roots: [ROOT], mismatch: isWorkflow } as const;

  it.each([
    ["a bundle", BUNDLE],
    ["the legacy format", ONLINE_LEGACY],
  ])(
    "verifies without keys, in %s: certificate, certificate log, transparency log, timestamp",
    async (_, format) => {
      const sourceRepository = "https://github.com/acme/web";
      const inDocument = { issuer: ISSUER, sourceRepository, trustedRoot: "root.json" };
      const result = await signAndJudge([...format(), "--identity-token", "token"], [keyless], inDocument);
      expect(result).toMatchObject({ verified: true, signer: { certificate: { issuer: ISSUER } } });
      expect(result.verified && result.signer.times).toHaveLength(2);
    },
    TIMEOUT,
  );

  it.each([
    ["a bundle", BUNDLE],
    ["the legacy format", ONLINE_LEGACY],
  ])(
    "verifies with a key whose signature has to be logged, in %s",
    async (_, format) => {
      const name = `logged-${format.name}`;
      await run("generate-key-pair", "--output-key-prefix", name);
      const key = parsePublicKey(readFileSync(join(folder, `${name}.pub`), "utf8"));
      const signer = { ...keySigner("release", key), transparencyLog: "required", roots: [ROOT] } as const;
      const inDocument = { key: `${name}.pub`, trustedRoot: "root.json" };
      const result = await signAndJudge([...format(), "--key", `${name}.key`], [signer], inDocument);
      expect(result).toMatchObject({ verified: true, signer: { signer: "release" } });
    },
    TIMEOUT,
  );
});
