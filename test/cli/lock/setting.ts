import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  fingerprintOf,
  generateKeyPair,
  legacySignature,
  OCI_MANIFEST,
  pushImage,
  type ImageOptions,
} from "../../fixtures/index.ts";
import { claim } from "../../fixtures/sigstore/certificate.ts";
import { openInstance, trustedRootJson } from "../../fixtures/sigstore/instance.ts";
import { ISSUER, plus, SIGNED_AT } from "../../fixtures/sigstore/keyless.ts";
import { run, signImage } from "../../fixtures/sigstore/push-keyless.ts";
import { startConsole, type CallOptions } from "../console.ts";

/** The instance is made once: its keys cost more than anything else here. */
const INSTANCE = openInstance("lock");
const HOUR = 3600;
const FORGED = JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, layers: [] });

/** When the first run of the command takes place; each further one an hour later. */
export const FIRST_RUN = Date.parse("2026-06-01T00:00:00Z");

export interface Workflow {
  readonly repository?: string;
  readonly workflow?: string;
  readonly ref?: string;
  readonly commit?: string;
  /** Hours after the first signature. */
  readonly at?: number;
}

/** A registry, a policy document of two keys and two workflows, and `digestbound lock` beside it. */
export async function lockSetting(more: { readonly policy?: (host: string) => object } = {}) {
  let down: RegExp | undefined;
  let forged: string | undefined;
  let asked: () => void = () => undefined;
  const console = await startConsole({
    intercept: (request, response) => {
      asked();
      const isDown = down?.test(request.url ?? "") === true;
      if (isDown) response.writeHead(503).end();
      const isForged = forged !== undefined && request.url?.endsWith(forged) === true;
      if (isForged) response.writeHead(200, { "content-type": OCI_MANIFEST }).end(FORGED);
      return isDown || isForged;
    },
  });
  const { registry, trusted } = console.setting;
  const { host } = registry;
  const other = generateKeyPair("p256");
  const file = (name: string) => join(console.folder, name);
  writeFileSync(file("root.json"), JSON.stringify(trustedRootJson(INSTANCE)));
  const keyless = (repository: string) => ({
    cosign: { issuer: ISSUER, sourceRepository: `https://github.com/${repository}`, trustedRoot: "root.json" },
  });
  const key = ({ publicKeyPem }: typeof trusted) => ({
    cosign: { key: publicKeyPem, transparencyLog: "not-required" },
  });
  const document = {
    version: 1,
    signers: {
      "release-key": key(trusted),
      "other-key": key(other),
      ci: keyless("acme/web"),
      fork: keyless("evil/web"),
    },
    images: [
      { match: `${host}/team/*`, signedBy: ["release-key", "other-key", "ci", "fork"] },
      { match: `${host}/vendor/*`, signature: "not-required", because: "the vendor signs nothing" },
    ],
    registries: [{ host, plainHttp: true }],
    ...more.policy?.(host),
  };
  writeFileSync(file("digestbound.yaml"), JSON.stringify(document));

  let runs = 0;
  const names = new Map<string, string>([
    [host, "HOST"],
    [console.folder, "FOLDER"],
    [fingerprintOf(trusted), "TRUSTED"],
    [fingerprintOf(other), "OTHER"],
  ]);
  /** Without what differs from run to run. */
  const plain = (text: string) => [...names].reduce((whole, [from, to]) => whole.replaceAll(from, to), text);
  return {
    ...{ console, registry, host, trusted, other, file, plain },
    /** Each run an hour after the one before. */
    lock: async (args: readonly string[] = [], options: CallOptions = {}) => {
      const now = FIRST_RUN + HOUR * 1000 * runs++;
      const called = await console.called(["lock", ...args], { now: () => now, ...options });
      return { code: called.code, stdout: plain(called.stdout), stderr: plain(called.stderr) };
    },
    /** The registry answers requests to these paths with an error from now on. */
    setDown: (paths = /./) => {
      down = paths;
    },
    /** Something happens with each request from now on. */
    setAsked: (event: () => void) => {
      asked = event;
    },
    /** Other bytes come for this digest from now on. */
    setForged: (digest: string) => {
      forged = digest;
    },
    manifest: ({ digest }: { readonly digest: string }, repository = "team/web") =>
      registry.manifest(repository, digest)?.bytes ?? Buffer.alloc(0),
    readRaw: () => readFileSync(file("digestbound.lock"), "utf8"),
    writeRaw: (text: string) => {
      writeFileSync(file("digestbound.lock"), text);
    },
    writePolicy: (change: (before: typeof document) => object) => {
      writeFileSync(file("digestbound.yaml"), JSON.stringify(change(document)));
    },
    /** Pushes an image under a tag; the text names it in what is printed. */
    push: (text: string, options: ImageOptions = {}, repository = "team/web", tag = "1.4") => {
      const image = pushImage(registry, repository, tag, { text, ...options });
      names.set(image.digest, `sha256:${text}`);
      return image;
    },
    signKey: ({ digest }: { readonly digest: string }, keyPair = trusted, repository = "team/web") => {
      legacySignature(registry, repository, digest, { keyPair });
    },
    signKeyless: (image: ReturnType<typeof pushImage>, workflow: Workflow = {}) => {
      const {
        repository = "acme/web",
        workflow: name = "release.yml",
        ref = "refs/tags/v1.4.0",
        commit,
        at = 0,
      } = workflow;
      const certificate = run(repository, name, ref);
      const claims = [...(certificate.claims ?? []), ...(commit === undefined ? [] : [claim(13, commit)])];
      signImage({ registry, repository: "team/web", image }, "bundle", {
        instance: INSTANCE,
        certificate: { ...certificate, claims },
        at: plus(SIGNED_AT, at * HOUR),
      });
    },
    lockText: () => plain(readFileSync(file("digestbound.lock"), "utf8")),
    close: () => console.close(),
  };
}

export type LockSetting = Awaited<ReturnType<typeof lockSetting>>;
