import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createGate } from "../../../src/gate/index.ts";
import { InvalidPolicy, readPolicyObject, type PolicyDocument } from "../../../src/policy/index.ts";
import { pushImage, type ImageOptions, type KeyPair, type PushedImage } from "../../fixtures/index.ts";
import { pem } from "../../fixtures/sigstore/certificate.ts";
import { openInstance, trustedRootJson, type Instance } from "../../fixtures/sigstore/instance.ts";
import { ISSUER, WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import { startServices, type Services } from "../../fixtures/sigstore/services.ts";
import { useOf } from "../../gate/setting.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../../registry/embedded/index.ts";
import { cosign2Cli, cosignCli, runCommand } from "../../tools/index.ts";
import type { Trust } from "./trust.ts";

/** The two versions whose verdicts are compared with ours. */
export const VERSIONS = ["v2.6.5", "v3.1.3"] as const;
export type Version = (typeof VERSIONS)[number];

/** Everything on this machine: a registry, a Sigstore instance of the tests' own, and both real cosigns. */
export interface World {
  readonly folder: string;
  readonly registry: EmbeddedRegistry;
  readonly instance: Instance;
  readonly services: Services;
  /** Runs cosign in the folder; throws what it printed where it fails. */
  run(version: Version, args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<string>;
  /** What our gate makes of the image under a policy document with this signer: "accepted", or the reason why not. */
  judge(image: string, trust: Pick<Trust, "signer" | "settings" | "attestation">): Promise<string>;
  close(): Promise<void>;
}

/** An image that nobody has signed yet. */
export interface Place {
  readonly registry: EmbeddedRegistry;
  readonly repository: string;
  readonly image: PushedImage;
  /** By its digest, as cosign takes it. */
  readonly reference: string;
}

const START = "start-time=2025-01-01T00:00:00Z,operator=test";
const RUN_MS = 30_000;
/** `cosign verify-attestation` asks for no signature either. */
const WAIVED = { signature: "not-required", because: "only the attestation is asked for" };

export async function openWorld(folder: string): Promise<World> {
  mkdirSync(folder, { recursive: true });
  const programs = {
    "v2.6.5": join((await cosign2Cli()).path, "cosign"),
    "v3.1.3": join((await cosignCli()).path, "cosign"),
  };
  const registry = await startEmbeddedRegistry();
  const instance = openInstance("oracle");
  const services = await startServices(instance);
  const run: World["run"] = async (version, args, variables = {}) => {
    const usual = { PATH: process.env["PATH"], HOME: folder, COSIGN_PASSWORD: "", DOCKER_CONFIG: folder };
    const env = { ...usual, ...variables };
    const { exitCode, output } = await runCommand(programs[version], args, { cwd: folder, env, timeoutMs: RUN_MS });
    if (exitCode !== 0) throw new Error(`cosign ${version} ${args.join(" ")} failed:\n${output}`);
    return output;
  };
  await writeSettings(folder, instance, services.url, run);
  return {
    ...{ folder, registry, instance, services, run },
    judge: (image, trust) => throughGate(registry.host, folder, image, trust),
    close: async () => {
      await Promise.all([registry.close(), services.close()]);
    },
  };
}

/** What cosign asks for so that nothing leaves this machine. */
async function writeSettings(folder: string, instance: Instance, url: string, run: World["run"]): Promise<void> {
  writeFileSync(join(folder, "root.json"), JSON.stringify(trustedRootJson(instance)));
  writeFileSync(
    join(folder, "fulcio.pem"),
    [instance.fulcio, instance.root].map(({ der }) => pem("CERTIFICATE", der)).join(""),
  );
  writeFileSync(join(folder, "rekor.pub"), pem("PUBLIC KEY", instance.rekor1.publicKey));
  writeFileSync(join(folder, "certificate-log.pub"), pem("PUBLIC KEY", instance.certificateLog.publicKey));
  writeFileSync(join(folder, "token"), token());
  writeFileSync(join(folder, "predicate.json"), JSON.stringify({ buildDefinition: {}, runDetails: {} }));
  await run("v3.1.3", ["signing-config", "create", "--out", "no-services.json"]);
  await run("v3.1.3", ["trusted-root", "create", "--out", "empty-root.json"]);
  await run("v3.1.3", [
    ...["signing-config", "create", "--out", "services.json"],
    ...["--fulcio", `url=${url},api-version=1,${START}`],
    ...["--rekor", `url=${url},api-version=1,${START}`, "--rekor-config", "ANY"],
    ...["--tsa", `url=${url}/api/v1/timestamp,api-version=1,${START}`, "--tsa-config", "ANY"],
  ]);
}

/** What an identity provider would hand out; nobody here checks who signed it. */
function token(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: ISSUER, aud: "sigstore", sub: WORKFLOW, iat: 1, exp: 4_000_000_000 };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${Buffer.from("signature").toString("base64url")}`;
}

/** Pushes an image into a repository of its own. */
export function newPlace({ registry }: World, name: string, options: ImageOptions = {}): Place {
  const repository = `oracle/${name}`;
  const image = pushImage(registry, repository, "1.0", { text: name, ...options });
  return { registry, repository, image, reference: `${registry.host}/${repository}@${image.digest}` };
}

/** Writes a public key where both cosign and a policy document can name it. */
export function writeKey({ folder }: World, name: string, { publicKeyPem }: Pick<KeyPair, "publicKeyPem">): string {
  writeFileSync(join(folder, `${name}.pub`), publicKeyPem);
  return `${name}.pub`;
}

type Asked = Parameters<World["judge"]>[1];

async function throughGate(host: string, folder: string, image: string, { signer, settings, attestation }: Asked) {
  const requirement =
    attestation === undefined
      ? { signedBy: ["ci"] }
      : { ...WAIVED, attestations: [{ type: attestation.type, by: ["ci"] }] };
  const document = {
    version: 1,
    signers: { ci: { cosign: signer } },
    images: [{ match: `${host}/oracle/{name}`, ...requirement }],
    registries: [{ host, plainHttp: true, ...settings }],
  };
  const policy = readOrRefuse(document, folder);
  if (policy === undefined) return "policy-invalid";
  const gate = createGate(policy, { environment: {} });
  const [verdict] = await gate.check([useOf(image)]);
  await gate.close();
  return verdict?.status === "accepted" ? "accepted" : (verdict?.findings[0]?.reason ?? "no verdict");
}

function readOrRefuse(document: object, folder: string): PolicyDocument | undefined {
  try {
    return readPolicyObject(document, folder, "test");
  } catch (error) {
    if (error instanceof InvalidPolicy) return undefined;
    throw error;
  }
}
