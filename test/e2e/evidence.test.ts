import { EventEmitter } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { runEngine, type EngineResult } from "../engine/index.ts";
import { filesBelow } from "../gate/warm-setting.ts";
import { pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 300_000;
let world: World;
let folder: string;
let cleaned: EngineResult;
let offline: EngineResult;
let changed: EngineResult;
const written: string[] = [];
let exitCode: number;
let asked = 0;

/** `digestbound` on the command line, in the folder of the policy document. */
function digestbound(...args: readonly string[]): Promise<number> {
  const stream = { write: (text: string) => written.push(text) };
  const events = new EventEmitter();
  const terminal = {
    ...{ stdout: stream, stderr: stream, env: { DIGESTBOUND_CACHE: "off" }, cwd: () => folder },
    once: events.once.bind(events),
    removeListener: events.removeListener.bind(events),
  };
  return run(args, terminal, "0.0.0");
}

beforeAll(async () => {
  let isCleaned = false;
  const intercept: NonNullable<NonNullable<Parameters<typeof startWorld>[0]>["registry"]>["intercept"] = (
    { url = "" },
    response,
  ) => {
    const isEvidence = /\/referrers\/|\/manifests\/sha256-/.test(url);
    if (isCleaned && isEvidence) response.writeHead(404).end();
    return isCleaned && isEvidence;
  };
  world = await startWorld({ registry: { intercept } });
  folder = mkdtempSync(join(tmpdir(), "digestbound-evidence-e2e-"));
  writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify(world.document));
  const [web, api, other] = ["web", "api", "other"].map((name) => {
    const { digest } = world.signed(`team/${name}`, "1.0");
    return `${world.registry.host}/team/${name}:1.0@${digest}`;
  });
  exitCode = await digestbound("lock", "--evidence", web ?? "", api ?? "");
  const pack = world.pack();
  const preview = (resources: object, more: object) =>
    runEngine({
      ...{ command: "preview", program: program(resources), debugProviders: world.provider.debugProviders },
      packDir: pack.dir,
      packConfig: { digestbound: { document: world.document, lock: join(folder, "digestbound.lock"), ...more } },
    });
  const stored = { web: pod(web), api: pod(api) };
  isCleaned = true;
  cleaned = await preview({ ...stored, other: pod(other) }, {});
  asked = world.registry.requests.length;
  await world.registry.close();
  offline = await preview({ ...stored, other: pod(other) }, { offline: true });
  for (const file of filesBelow(join(folder, "digestbound.evidence"))) {
    const path = join(folder, "digestbound.evidence", file);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  changed = await preview(stored, { offline: true });
}, TIMEOUT);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close().catch(() => undefined);
});

describe("stored evidence in the real engine", () => {
  it("is written by digestbound lock --evidence", () => {
    expect([exitCode, written.join("")]).toEqual([0, expect.stringContaining("digestbound.evidence: 6 files")]);
  });

  it("stands for signatures that the registry has no more, where the image is still there", () => {
    expect(rulesOn(cleaned, "web")).toEqual([]);
    expect(rulesOn(cleaned, "api")).toEqual([]);
    expect(rulesOn(cleaned, "other")).toEqual(["image-signed"]);
  });

  it("makes a preview without a network possible, of the images that it is about and no others", () => {
    expect(rulesOn(offline, "web")).toEqual([]);
    expect(rulesOn(offline, "api")).toEqual([]);
    const [first = ""] = violations(offline, "other").filter((text) => text.startsWith("image-checked"));
    expect(first).toContain("This run is offline");
    expect(first).toContain("digestbound lock --evidence");
    expect(offline.exitCode).not.toBe(0);
    expect(world.registry.requests).toHaveLength(asked);
  });

  it("is none where a byte of it was changed", () => {
    expect(rulesOn(changed, "web")).toContain("image-checked");
    expect(rulesOn(changed, "api")).toContain("image-checked");
    expect(changed.exitCode).not.toBe(0);
  });
});
