import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseDigest } from "../../src/reference/index.ts";
import { parsePublicKey, verifyAttestation } from "../../src/signature/index.ts";
import type { AttestationCandidate, AttestationResult, CosignSigner } from "../../src/signature/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { identityToken } from "../fixtures/sigstore/identity-token.ts";
import { ISSUER, WORKFLOW } from "../fixtures/sigstore/keyless.ts";
import { startServices } from "../fixtures/sigstore/services.ts";
import type { Services } from "../fixtures/sigstore/services.ts";
import { startEmbeddedRegistry } from "../registry/embedded/index.ts";
import type { EmbeddedRegistry } from "../registry/embedded/index.ts";
import { outcome } from "../signature/candidates.ts";
import { isWorkflow, rootOf } from "../signature/keyless.ts";
import { keySigner } from "../signature/keys.ts";
import { cosign2Cli, cosignCli, runCommand } from "../tools/index.ts";

// What the real cosign attests is judged here and by its own verify-attestation, for every question alike.

const TIMEOUT = 120_000;
const instance = openInstance("attest");
const ROOT = rootOf(trustedRootJson(instance));
const START = "start-time=2025-01-01T00:00:00Z,operator=test";
const TYPES = {
  slsaprovenance1: "https://slsa.dev/provenance/v1",
  slsaprovenance02: "https://slsa.dev/provenance/v0.2",
  spdxjson: "https://spdx.dev/Document",
  cyclonedx: "https://cyclonedx.org/bom",
  vuln: "https://cosign.sigstore.dev/attestation/vuln/v1",
  custom: "https://cosign.sigstore.dev/attestation/v1",
  "https://example.com/approval/v1": "https://example.com/approval/v1",
} as const;
type Type = keyof typeof TYPES;
type Format = "bundle" | "envelope";

const PREDICATES: Readonly<Record<Type, object>> = {
  slsaprovenance1: {
    buildDefinition: { buildType: "https://example.com/build/v1", externalParameters: { ref: "refs/tags/v1" } },
    runDetails: { builder: { id: "https://example.com/builder" } },
  },
  slsaprovenance02: { builder: { id: "https://example.com/builder" }, buildType: "https://example.com/build/v0.2" },
  spdxjson: { spdxVersion: "SPDX-2.3", packages: [{ name: "openssl", versionInfo: "3.0.1" }] },
  cyclonedx: { bomFormat: "CycloneDX", specVersion: "1.5", components: [] },
  vuln: { scanner: { uri: "https://example.com/scan", version: "1" }, metadata: {} },
  custom: { approved: true },
  "https://example.com/approval/v1": { approvedBy: ["alice"] },
};

let folder: string;
let cosign: string;
let registry: EmbeddedRegistry;
let services: Services;

function exitCodeOf(...args: readonly string[]): Promise<{ exitCode: number | undefined; output: string }> {
  return exitCodeBy(cosign, args);
}

async function exitCodeBy(tool: string, args: readonly string[]) {
  const env = { PATH: process.env["PATH"], HOME: folder, COSIGN_PASSWORD: "", DOCKER_CONFIG: folder };
  return runCommand(tool, args, { cwd: folder, env, timeoutMs: 20_000 });
}

const run = (...args: readonly string[]) => runBy(cosign, ...args);

async function runBy(tool: string, ...args: readonly string[]): Promise<void> {
  const { exitCode, output } = await exitCodeBy(tool, args);
  if (exitCode !== 0) throw new Error(`cosign ${args.join(" ")} failed:\n${output}`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-attest-"));
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
  writeFileSync(join(folder, "root.json"), JSON.stringify(trustedRootJson(instance)));
  writeFileSync(join(folder, "token"), identityToken());
  for (const [type, predicate] of Object.entries(PREDICATES))
    writeFileSync(join(folder, `${fileOf(type)}.json`), JSON.stringify(predicate));
  for (const name of ["release", "other"]) await run("generate-key-pair", "--output-key-prefix", name);
}, TIMEOUT);
afterAll(async () => {
  await Promise.all([registry.close(), services.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (type: string) => type.replace(/\W/g, "");

interface Attested {
  readonly image: string;
  readonly judge: (signers: readonly CosignSigner[], type: string, subject?: string) => AttestationResult;
}

let images = 0;

/** Attests an image of its own, and reads what then lies in the registry. */
async function attest(format: Format, type: Type, how: readonly string[]): Promise<Attested> {
  const repository = `e2e/image-${++images}`;
  const { digest } = pushImage(registry, repository, "1.0", { text: repository });
  const image = `${registry.host}/${repository}@${digest}`;
  await run("attest", "--yes", "--type", type, "--predicate", `${fileOf(type)}.json`, ...how, image);
  const candidate = await candidateIn(format, repository, digest);
  const judge: Attested["judge"] = (signers, wanted, subject = digest) =>
    verifyAttestation(candidate, parseDigest(subject), signers, [wanted]);
  return { image, judge };
}

interface Layers {
  readonly layers: readonly { readonly digest: string; readonly annotations?: Record<string, string> }[];
}

async function candidateIn(format: Format, repository: string, subject: string): Promise<AttestationCandidate> {
  const answer = await fetch(`http://${registry.host}/v2/${repository}/referrers/${subject}`);
  const { manifests } = (await answer.json()) as { manifests: readonly { digest: string }[] };
  const reference = format === "bundle" ? (manifests[0]?.digest ?? "") : `${subject.replace(":", "-")}.att`;
  const manifest = registry.manifest(repository, reference);
  const [layer] = (JSON.parse(Buffer.from(manifest?.bytes ?? []).toString()) as Layers).layers;
  const bytes = registry.blob(repository, layer?.digest ?? "") ?? Buffer.alloc(0);
  if (format === "bundle") return { kind: "bundle", bundle: bytes };
  return { kind: "envelope", envelope: bytes, annotations: layer?.annotations ?? {} };
}

const keyNamed = (name: string) => keySigner(name, parsePublicKey(readFileSync(join(folder, `${name}.pub`), "utf8")));

/** cosign's answer to the same question: whether it exits with 0. */
async function cosignVerifies(
  { image }: Pick<Attested, "image">,
  type: Type | "spdx",
  ...how: readonly string[]
): Promise<boolean> {
  const { exitCode } = await exitCodeOf("verify-attestation", "--type", type, ...how, image);
  return exitCode === 0;
}

const OFFLINE: Readonly<Record<Format, readonly string[]>> = {
  bundle: ["--signing-config", "none.json", "--trusted-root", "none-root.json"],
  envelope: ["--new-bundle-format=false", "--tlog-upload=false", "--use-signing-config=false"],
};
const UNLOGGED: Readonly<Record<Format, readonly string[]>> = {
  bundle: ["--insecure-ignore-tlog=true", "--trusted-root", "none-root.json"],
  envelope: ["--insecure-ignore-tlog=true", "--new-bundle-format=false"],
};

describe.each<Format>(["bundle", "envelope"])("attested by the real cosign with a key, as %s", (format) => {
  it.each(Object.keys(TYPES) as Type[])(
    "%s: both say the same to the right type, another type and another key",
    async (type) => {
      const attested = await attest(format, type, ["--key", "release.key", ...OFFLINE[format]]);
      const other: Type = type === "custom" ? "vuln" : "custom";
      const questions = [
        ["release", type],
        ["release", other],
        ["other", type],
      ] as const;
      const ours = questions.map(([name, wanted]) => outcome(attested.judge([keyNamed(name)], TYPES[wanted])));
      expect(ours).toEqual(["verified", "other-predicate-type", "untrusted-key"]);
      const theirs = [];
      for (const [name, wanted] of questions)
        theirs.push(await cosignVerifies(attested, wanted, "--key", `${name}.pub`, ...UNLOGGED[format]));
      expect(theirs).toEqual([true, false, false]);
    },
    TIMEOUT,
  );

  it(
    "the predicate is the one that was attested, the subject names the repository, and no other digest is meant",
    async () => {
      const type = "https://example.com/approval/v1";
      const attested = await attest(format, type, ["--key", "release.key", ...OFFLINE[format]]);
      const reference = attested.image.replace(/@.*/, "");
      const signer = { ...keyNamed("release"), requires: { reference, annotations: new Map() } };
      expect(attested.judge([signer], type)).toMatchObject({ verified: true, predicate: PREDICATES[type] });
      const elsewhere = { ...signer, requires: { reference: `${reference}-other`, annotations: new Map() } };
      expect(outcome(attested.judge([elsewhere], type))).toBe("other-reference");
      expect(outcome(attested.judge([signer], type, `sha256:${"0".repeat(64)}`))).toBe("other-digest");
    },
    TIMEOUT,
  );
});

it(
  "what cosign v2 attests with --type spdx is a text, and verified as such; cosign v3 reads none",
  async () => {
    const text = "SPDXVersion: SPDX-2.3\nPackageName: openssl\n";
    writeFileSync(join(folder, "sbom.spdx"), text);
    const { digest } = pushImage(registry, "e2e/text", "1.0", { text });
    const image = `${registry.host}/e2e/text@${digest}`;
    const second = join((await cosign2Cli()).path, "cosign");
    await runBy(
      second,
      "attest",
      "--tlog-upload=false",
      "--yes",
      "--type",
      "spdx",
      "--predicate",
      "sbom.spdx",
      "--key",
      "release.key",
      image,
    );
    const candidate = await candidateIn("envelope", "e2e/text", digest);
    const result = verifyAttestation(candidate, parseDigest(digest), [keyNamed("release")], [TYPES.spdxjson]);
    expect(result).toMatchObject({ verified: true, predicate: text });
    await runBy(
      second,
      "verify-attestation",
      "--type",
      "spdx",
      "--insecure-ignore-tlog",
      "--key",
      "release.pub",
      image,
    );
    expect(await cosignVerifies({ image }, "spdx", "--key", "release.pub", ...UNLOGGED.envelope)).toBe(false);
  },
  TIMEOUT,
);

describe.each<Format>(["bundle", "envelope"])("attested with the tests' own services, as %s", (format) => {
  const online = () => [
    ...["--trusted-root", "root.json"],
    ...(format === "bundle"
      ? ["--signing-config", "signing-config.json"]
      : [
          ...["--new-bundle-format=false", "--use-signing-config=false"],
          ...["--fulcio-url", services.url, "--rekor-url", services.url],
          ...["--timestamp-server-url", `${services.url}/api/v1/timestamp`],
        ]),
  ];
  const verifying = ["--trusted-root", "root.json", ...(format === "envelope" ? ["--new-bundle-format=false"] : [])];

  it(
    "verifies without keys, with the times of log and authority; nobody else and no other type does",
    async () => {
      const attested = await attest(format, "slsaprovenance1", [...online(), "--identity-token", "token"]);
      const ci = { kind: "keyless", name: "ci", roots: [ROOT], mismatch: isWorkflow } as const;
      const somebody = { ...ci, mismatch: () => "the subject is another" };
      const result = attested.judge([ci], TYPES.slsaprovenance1);
      expect(result).toMatchObject({ verified: true, signer: { certificate: { issuer: ISSUER } } });
      expect(result.verified && result.signer.times).toHaveLength(2);
      expect(outcome(attested.judge([ci], TYPES.vuln))).toBe("other-predicate-type");
      expect(outcome(attested.judge([somebody], TYPES.slsaprovenance1))).toBe("untrusted-identity");
      const by = (subject: string) => ["--certificate-identity", subject, "--certificate-oidc-issuer", ISSUER];
      expect(await cosignVerifies(attested, "slsaprovenance1", ...by(WORKFLOW), ...verifying)).toBe(true);
      expect(await cosignVerifies(attested, "vuln", ...by(WORKFLOW), ...verifying)).toBe(false);
      expect(await cosignVerifies(attested, "slsaprovenance1", ...by("other"), ...verifying)).toBe(false);
    },
    TIMEOUT,
  );

  it(
    "verifies with a key whose attestation has to be logged",
    async () => {
      const attested = await attest(format, "vuln", [...online(), "--key", "release.key"]);
      const logged = (name: string) => ({ ...keyNamed(name), transparencyLog: "required", roots: [ROOT] }) as const;
      expect(outcome(attested.judge([logged("release")], TYPES.vuln))).toBe("verified");
      expect(outcome(attested.judge([logged("other")], TYPES.vuln))).toBe("untrusted-key");
      expect(await cosignVerifies(attested, "vuln", "--key", "release.pub", ...verifying)).toBe(true);
      expect(await cosignVerifies(attested, "vuln", "--key", "other.pub", ...verifying)).toBe(false);
    },
    TIMEOUT,
  );
});
