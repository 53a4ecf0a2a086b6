import { afterEach } from "@jest/globals";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGate, type GateOptions } from "../../src/gate/index.ts";
import { readTaken } from "../schema/schema.ts";
import {
  generateKeyPair,
  legacySignature,
  pushImage,
  signWithBundle,
  type Descriptor,
  type KeyPair,
} from "../fixtures/index.ts";
import { ISSUER, NOW } from "../fixtures/sigstore/keyless.ts";
import { run, signImage, type SignOptions } from "../fixtures/sigstore/push-keyless.ts";
import { startEmbeddedRegistry } from "../registry/embedded/index.ts";
import { INSTANCE, ROOT } from "./keyless-setting.ts";
import { reasons, useOf } from "./setting.ts";

const REPOSITORY = "team/web";
export const KEYS = {
  alice: generateKeyPair("p256"),
  bob: generateKeyPair("p256"),
  carol: generateKeyPair("p256"),
  mallory: generateKeyPair("p256"),
};
export type Name = keyof typeof KEYS;

const key = ({ publicKeyPem }: KeyPair) => ({ cosign: { key: publicKeyPem, transparencyLog: "not-required" } });
const github = (workflow?: string) => ({
  cosign: {
    issuer: ISSUER,
    sourceRepository: "https://github.com/acme/web",
    trustedRoot: ROOT,
    ...(workflow && { workflow }),
  },
});
const SIGNERS = {
  alice: key(KEYS.alice),
  "alice-again": key(KEYS.alice),
  bob: key(KEYS.bob),
  carol: key(KEYS.carol),
  ci: github(),
  release: github(".github/workflows/release.yml"),
};
export const WEB = run("acme/web", "release.yml", "refs/heads/main");
export const DEV = run("acme/web", "release.yml", "refs/heads/dev");
export const SCAN = run("acme/web", "scan.yml", "refs/heads/main");

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Certificate = NonNullable<SignOptions["certificate"]>;

/** A registry with the index `team/web`, and whatever signs it. */
export async function severalSetting() {
  let refuses = (path: string): boolean => path === "";
  const intercept = ({ url = "" }: IncomingMessage, response: ServerResponse) => {
    const isRefused = refuses(url);
    if (isRefused) response.writeHead(403).end();
    return isRefused;
  };
  const registry = await startEmbeddedRegistry({ intercept });
  cleanups.push(() => registry.close());
  const image = pushImage(registry, REPOSITORY, "1", { text: "web", platforms: ["linux/amd64", "linux/arm64"] });
  return {
    image,
    host: registry.host,
    legacy: (name: Name, { digest }: Descriptor = image) =>
      legacySignature(registry, REPOSITORY, digest, { keyPair: KEYS[name] }),
    bundle: (name: Name, on: Descriptor = image) => signWithBundle(registry, REPOSITORY, on, { keyPair: KEYS[name] }),
    keyless: (certificate: Certificate, format: "bundle" | "legacy" = "bundle") => {
      signImage({ registry, repository: REPOSITORY, image }, format, { instance: INSTANCE, certificate });
    },
    /** Answers 403 where the path says so. */
    refuse: (by: (path: string) => boolean) => {
      refuses = by;
    },
    /** What becomes of the image by one gate, which is closed again. */
    async judge(rule: object, reference = `@${image.digest}`, options: GateOptions = {}, rest: object = {}) {
      const { host, requests } = registry;
      const before = requests.length;
      const policy = readTaken({ ...documentFor(host, rule), ...rest }, "/", "test");
      const gate = createGate(policy, { environment: {}, now: () => NOW.getTime(), ...options });
      const [verdict] = await gate.check([useOf(`${host}/${REPOSITORY}${reference}`)]);
      await gate.close();
      if (verdict === undefined) throw new Error("there is no verdict");
      const message = verdict.findings.map((finding) => finding.message).join(" ");
      const names = verdict.signers.map(({ signer }) => signer);
      const { status } = verdict;
      return { status, reasons: reasons(verdict), message, names, requests: requests.length - before, verdict };
    },
  };
}

export type Several = Awaited<ReturnType<typeof severalSetting>>;

function documentFor(host: string, rule: object): object {
  return {
    ...{ version: 1, signers: SIGNERS, images: [{ match: `${host}/team/*`, ...rule }] },
    registries: [{ host, plainHttp: true }],
  };
}

/** Puts a signature beside the image. */
export type Put = (setting: Several) => unknown;
export const L =
  (name: Name): Put =>
  ({ legacy }) =>
    legacy(name);
export const B =
  (name: Name): Put =>
  ({ bundle }) =>
    bundle(name);
export const K =
  (certificate: Certificate, format: "bundle" | "legacy" = "bundle"): Put =>
  ({ keyless }) => {
    keyless(certificate, format);
  };

export const TWO = { signedBy: ["alice", "bob", "carol"], atLeast: 2 };
export const AGAIN = { signedBy: ["alice", "alice-again", "bob"], atLeast: 2 };
export const MIXED = { signedBy: ["alice", "bob", "ci"], atLeast: 2 };
export const WITH_SCAN = { signedBy: ["ci", "release", "bob"], atLeast: 2 };
export const BOTH = { allOf: ["alice", "bob"] };
export const CI_AND_RELEASE = { allOf: ["ci", "release"] };
