import { afterEach } from "@jest/globals";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createGate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import { readTaken } from "../schema/schema.ts";
import {
  generateKeyPair,
  legacySignature,
  OCI_INDEX,
  pushImage,
  signWithBundle,
  type Descriptor,
  type KeyPair,
} from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { reasons, useOf } from "./setting.ts";

export const REPOSITORY = "team/web";

/** What a rule says about indices and children. */
export type Rule = Readonly<Partial<Record<"childOfSignedIndex" | "allChildren", "accepted" | "rejected">>>;
type Entry = Descriptor & { readonly platform?: object; readonly annotations?: object };
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A registry, the two keys that the policy trusts, and a stranger's. */
export async function coverSetting(options: EmbeddedRegistryOptions = {}) {
  let answer: Answer = () => false;
  const intercept: Answer = (request, response) => answer(request, response);
  const registry = await startEmbeddedRegistry({ intercept, ...options });
  cleanups.push(() => registry.close());
  const [release, platform, stranger] = [generateKeyPair("p256"), generateKeyPair("p256"), generateKeyPair("p256")];
  const check = async (images: readonly string[], rule: Rule, more: GateOptions = {}): Promise<Verdict[]> => {
    const gate = createGate(policyOf(registry.host, { release, platform }, rule), { environment: {}, ...more });
    cleanups.push(() => gate.close());
    return gate.check(images.map(useOf));
  };
  return {
    registry,
    release,
    platform,
    stranger,
    check,
    /** What becomes of one image: the verdict in short, and what it was about. */
    async judge(image: string, rule: Rule, more?: GateOptions) {
      const [verdict] = await check([image], rule, more);
      if (verdict === undefined) throw new Error("there is no verdict");
      const message = verdict.findings.map((finding) => finding.message).join(" ");
      return { status: verdict.status, reasons: reasons(verdict), message, verdict };
    },
    /** The image of this digest, beside a tag where one is given. */
    at: (digest: string, tag?: string) =>
      `${registry.host}/${REPOSITORY}${tag === undefined ? "" : `:${tag}`}@${digest}`,
    push: (
      text: string,
      platforms: readonly string[] = ["linux/amd64", "linux/arm64"],
      tag = "1",
      attestations = false,
    ) => pushImage(registry, REPOSITORY, tag, { text, platforms, attestations }),
    /** An index of these entries, right or wrong. */
    pushIndex(entries: readonly Entry[], tag = "1", mediaType = OCI_INDEX): Descriptor {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries }));
      return { mediaType, size: bytes.byteLength, digest: registry.putManifest(REPOSITORY, tag, bytes, mediaType) };
    },
    /** Single images, one for each text. */
    pushSingles: (texts: readonly string[], repository = REPOSITORY): readonly Descriptor[] =>
      texts.map((text) => entryOf(pushImage(registry, repository, `single-${text}`, { text }))),
    sign: (keyPair: KeyPair, ...images: readonly Descriptor[]) => {
      for (const { digest } of images) legacySignature(registry, REPOSITORY, digest, { keyPair });
    },
    signBundle: (keyPair: KeyPair, image: Descriptor) => signWithBundle(registry, REPOSITORY, image, { keyPair }),
    /** Answers what the real registry would, but for these requests. */
    intercept: (by: Answer) => {
      answer = by;
    },
    /** Paths of what was asked since the last call, without the API's own part. */
    asked: () => registry.requests.map(({ url }) => url.replace(`/v2/${REPOSITORY}/`, "")),
  };
}

export type CoverSetting = Awaited<ReturnType<typeof coverSetting>>;

/** Without what is no part of a descriptor. */
export function entryOf({ mediaType, size, digest }: Descriptor): Descriptor {
  return { mediaType, size, digest };
}

/** Answers 403 where a path ends so. */
export function refusing(...ends: readonly string[]): Answer {
  return ({ url = "" }, response) => {
    const isRefused = ends.some((end) => (url.split("?")[0] ?? "").endsWith(end));
    if (isRefused) response.writeHead(403).end();
    return isRefused;
  };
}

export function policyOf(host: string, keys: Readonly<Record<string, KeyPair>>, rule: Rule) {
  const signers = Object.entries(keys).map(([name, { publicKeyPem: key }]) => [
    name,
    { cosign: { key, transparencyLog: "not-required" } },
  ]);
  const document = {
    version: 1,
    signers: Object.fromEntries(signers) as object,
    images: [{ match: `${host}/team/*`, signedBy: Object.keys(keys), ...rule }],
    registries: [{ host, plainHttp: true }],
  };
  return readTaken(document, "/", "test");
}
