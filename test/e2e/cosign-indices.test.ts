import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import { readPolicyObject } from "../../src/policy/index.ts";
import { pushImage, type PushedImage } from "../fixtures/index.ts";
import type { Rule } from "../gate/cover-setting.ts";
import { useOf } from "../gate/setting.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { openCosign, type Cosign } from "../shop/cosign.ts";

// The real cosign signs an index alone, everything at once (--recursive), or the children alone.

const TIMEOUT = 120_000;
const REPOSITORY = "e2e/index";

let folder: string;
let registry: EmbeddedRegistry;
let cosign: Cosign;
let key: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-indices-"));
  registry = await startEmbeddedRegistry();
  cosign = await openCosign(folder);
  key = await cosign.keyPair("release");
}, TIMEOUT);
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function statuses(digests: readonly string[], tag: string, rule: Rule) {
  const document = {
    version: 1,
    signers: { release: { cosign: { key, transparencyLog: "not-required" } } },
    images: [{ match: `${registry.host}/e2e/*`, signedBy: ["release"], ...rule }],
    registries: [{ host: registry.host, plainHttp: true }],
  };
  const gate = createGate(readPolicyObject(document, folder, "test"), { environment: {} });
  const images = digests.map((digest) => `${registry.host}/${REPOSITORY}:${tag}@${digest}`);
  const verdicts = await gate.check(images.map(useOf));
  await gate.close();
  return verdicts.map(({ status }) => status);
}

describe.each(["bundle", "legacy"] as const)("signed by the real cosign, %s", (format) => {
  const at = (digest: string) => `${registry.host}/${REPOSITORY}@${digest}`;
  const platforms = ["linux/amd64", "linux/arm64"];
  const push = (tag: string) =>
    pushImage(registry, REPOSITORY, tag, { text: `${format} ${tag}`, platforms, attestations: true });
  const children = ({ children: all }: PushedImage) => all.map(({ digest }) => digest);

  it(
    "an index alone stands for what it lists by choice only",
    async () => {
      const index = push(`${format}-alone`);
      await cosign.sign("release", at(index.digest), format);
      const digests = [index.digest, ...children(index)];
      const [, ...each] = digests;
      expect(await statuses(digests, `${format}-alone`, {})).toEqual(["accepted", ...each.map(() => "rejected")]);
      const accepted = await statuses(digests, `${format}-alone`, { childOfSignedIndex: "accepted" });
      expect(accepted).toEqual(digests.map(() => "accepted"));
    },
    TIMEOUT,
  );

  it(
    "with --recursive everything is signed, attestations too, and no choice is needed",
    async () => {
      const index = push(`${format}-recursive`);
      await cosign.sign("release", at(index.digest), format, "--recursive");
      const digests = [index.digest, ...children(index)];
      expect(digests).toHaveLength(5);
      expect(await statuses(digests, `${format}-recursive`, {})).toEqual(digests.map(() => "accepted"));
    },
    TIMEOUT,
  );

  it(
    "children alone stand for their index by choice only, and only all of them",
    async () => {
      const index = push(`${format}-children`);
      const [last = "", ...rest] = children(index).reverse();
      for (const digest of rest) await cosign.sign("release", at(digest), format);
      const on: Rule = { allChildren: "accepted" };
      expect(await statuses([index.digest], `${format}-children`, on)).toEqual(["rejected"]);
      await cosign.sign("release", at(last), format);
      expect(await statuses([index.digest], `${format}-children`, on)).toEqual(["accepted"]);
      expect(await statuses([index.digest], `${format}-children`, {})).toEqual(["rejected"]);
    },
    TIMEOUT,
  );
});
