import { afterEach } from "@jest/globals";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvidenceCollector, createGate, type GateOptions, type Verdict } from "../../src/gate/index.ts";
import { EvidenceWriter, openEvidenceFolder, storedIn, type LockEntry, type LockFile } from "../../src/lock/index.ts";
import type { PolicyDocument } from "../../src/policy/index.ts";
import { parseImageReference } from "../../src/reference/index.ts";
import { NOW } from "../fixtures/sigstore/keyless.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "../registry/embedded/index.ts";
import { reasons, useOf } from "./setting.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A registry that can be made to forget, and a folder for evidence. */
export async function storedSetting(options: EmbeddedRegistryOptions = {}) {
  let isGone = (url: string): boolean => url === "";
  const registry = await startEmbeddedRegistry({
    intercept: (request, response) => {
      const answers = isGone(request.url ?? "");
      if (answers) response.writeHead(404).end();
      return answers;
    },
    ...options,
  });
  cleanups.push(() => registry.close());
  const folder = mkdtempSync(join(tmpdir(), "digestbound-evidence-"));
  cleanups.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const evidenceFolder = join(folder, "digestbound.evidence");
  const lock = new Map<string, LockEntry>();
  const clock = { time: NOW.getTime() };
  const common = () => ({ environment: {}, now: () => clock.time, limits: { retryDelay: 1 } });
  const evidence = (from: LockFile = lock) => storedIn(openEvidenceFolder(evidenceFolder), from);

  async function judge(policy: PolicyDocument, image: string, more: GateOptions = {}) {
    const before = registry.requests.length;
    const gate = createGate(policy, { ...common(), ...more });
    const [verdict] = await gate.check([useOf(image)]);
    await gate.close();
    if (verdict === undefined) throw new Error("there is no verdict");
    const { status, signers } = verdict;
    const asked = registry.requests.slice(before).map(({ url }) => url);
    const message = verdict.findings.map((finding) => finding.message).join(" ");
    return { status, reasons: reasons(verdict), signers, message, asked, verdict };
  }

  return {
    registry,
    clock,
    lock,
    evidenceFolder,
    evidence,
    /** Judges online, and stores what the acceptance rested on. */
    async store(policy: PolicyDocument, image: string): Promise<Verdict> {
      const collector = createEvidenceCollector(policy, common());
      const writer = new EvidenceWriter(evidenceFolder);
      const { verdict } = await judge(policy, image, { onEvidence: collector.onEvidence });
      const { digest, through } = verdict;
      if (digest === undefined) throw new Error(`nothing to store: ${JSON.stringify(verdict.findings)}`);
      const found = await collector.collect(parseImageReference(image), { digest, through }, (one) =>
        writer.keep(one.digest, one.bytes),
      );
      await collector.close();
      if (found.kind === "failed") throw new Error(found.error.message);
      lock.set(image, { ...ENTRY, digest, evidence: found.evidence });
      return verdict;
    },
    online: (policy: PolicyDocument, image: string, more: GateOptions = {}) =>
      judge(policy, image, { evidence: evidence(), ...more }),
    offline: (policy: PolicyDocument, image: string, more: GateOptions = {}) =>
      judge(policy, image, { evidence: evidence(), offline: true, ...more }),
    /** Answers 404 where the path says so. */
    forget: (by: (url: string) => boolean) => {
      isGone = by;
    },
    files: () => filesIn(evidenceFolder),
  };
}

export type StoredSetting = Awaited<ReturnType<typeof storedSetting>>;

const ENTRY = {
  ...{ mediaType: "application/vnd.oci.image.manifest.v1+json", platforms: [], signers: [] },
  locked: "2026-05-28T00:00:00Z",
};

/** Absolute paths. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}
