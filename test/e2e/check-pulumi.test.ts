import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, type Stack } from "../engine/index.ts";
import { repositoryRoot } from "../tools/index.ts";
import { pod, program, rulesOn, startWorld, type World } from "./world.ts";

const TIMEOUT = 120_000;
const NAMES = ["trusted", "tagged", "unsigned", "elsewhere", "later", "chart"];
/** Without it, `--json` prints one document at the end. */
const STREAMED = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

let world: World;
let stack: Stack;
let folder: string;
/** The rules that the pack reports on each resource of the preview. */
let byPack: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), "digestbound-check-"));
  writeFileSync(join(folder, "policy.yaml"), JSON.stringify(world.document));
  stack = await openStack({ program: program(resources()), debugProviders: world.provider.debugProviders });
  const preview = await stack.run({ command: "preview", packs: [world.pack()] });
  byPack = Object.fromEntries(NAMES.map((name) => [name, [...new Set(rulesOn(preview, name))]]));
}, TIMEOUT);
afterAll(async () => {
  stack.close();
  await world.close();
  rmSync(folder, { recursive: true });
});

function resources(): object {
  const { host } = world.registry;
  const trusted = world.signed("team/web", "1.0");
  const unsigned = world.unsigned("team/rogue", "1.0");
  return {
    trusted: pod(`${host}/team/web@${trusted.digest}`),
    tagged: pod(`${host}/team/web:1.0`),
    unsigned: pod(`${host}/team/rogue@${unsigned.digest}`),
    elsewhere: pod("registry.example/other:1"),
    later: pod("${settings.id}"),
    settings: { type: "kubernetes:core/v1:ConfigMap", properties: { data: { a: "b" } } },
    chart: { type: "kubernetes:helm.sh/v3:Release", properties: { chart: "web" } },
    hidden: pod({ "fn::secret": `${host}/team/web:1.0` }),
  };
}

interface Checked {
  readonly code: number;
  readonly rules: Readonly<Record<string, readonly string[]>>;
  /** Of each resource. */
  readonly verdicts: Readonly<Record<string, readonly string[]>>;
  readonly formats: readonly string[];
  readonly printed: string;
}

async function check(input: string): Promise<Checked> {
  const main = join(repositoryRoot(), "dist/src/cli/main.js");
  const args = ["check", "-", "--policy", join(folder, "policy.yaml"), "--format", "json"];
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, DIGESTBOUND_CACHE: "off" } });
  child.stdin.end(input);
  const ended = new Promise<number>((resolve) =>
    child.on("close", (code) => {
      resolve(code ?? -1);
    }),
  );
  const [printed, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (printed === "") throw new Error(errors);
  const { uses, inputs } = JSON.parse(printed) as {
    uses: { verdict: string; place: { resource: string }; findings: { rule: string }[] }[];
    inputs: { formats: string[] };
  };
  const of = (name: string) => uses.filter(({ place }) => place.resource.endsWith(`::${name}`));
  const each = <T>(found: (name: string) => T) =>
    Object.fromEntries([...NAMES, "hidden"].map((name) => [name, found(name)]));
  return {
    code,
    rules: each((name) => [...new Set(of(name).flatMap(({ findings }) => findings.map(({ rule }) => rule)))].sort()),
    verdicts: each((name) => of(name).map(({ verdict }) => verdict)),
    formats: inputs.formats,
    printed,
  };
}

/** What a run writes, by its name. */
const OUTPUTS: readonly (readonly [name: string, format: string, write: () => Promise<string>])[] = [
  ["preview --json", "Pulumi preview", async () => (await stack.run({ command: "preview", args: ["--json"] })).stdout],
  [
    "a streamed preview",
    "Pulumi engine events",
    async () => (await stack.run({ command: "preview", args: ["--json"], env: STREAMED })).stdout,
  ],
  ["--event-log", "Pulumi engine events", () => written("--event-log")],
  ["--save-plan", "Pulumi plan", () => written("--save-plan")],
];

async function written(flag: string): Promise<string> {
  const file = join(folder, "written.json");
  await stack.run({ command: "preview", args: [flag, file] });
  return readFileSync(file, "utf8");
}

describe("what the pack rejects", () => {
  it("is something of each kind", () => {
    expect(byPack).toEqual({
      trusted: [],
      tagged: ["image-pinned"],
      unsigned: ["image-signed"],
      elsewhere: ["image-pinned", "image-registry"],
      later: ["image-known"],
      chart: ["image-inspectable"],
    });
  });

  it.each(OUTPUTS)(
    "is rejected in %s by the same rules",
    async (_, format, write) => {
      const { code, rules, verdicts, formats, printed } = await check(await write());
      expect(formats).toEqual([format]);
      expect(Object.fromEntries(NAMES.map((name) => [name, rules[name]]))).toEqual(byPack);
      expect(verdicts).toMatchObject({ trusted: ["accepted"], later: ["unknown"], hidden: ["unknown"] });
      expect(printed).toContain("--show-secrets");
      expect(code).toBe(1);
    },
    TIMEOUT,
  );

  it(
    "is rejected in what is deployed, too",
    async () => {
      await stack.run({ command: "up", args: ["--skip-preview"] });
      const { code, rules, verdicts, formats } = await check(await stack.exportState());
      expect(formats).toEqual(["Pulumi state"]);
      expect(rules).toMatchObject({ ...byPack, later: expect.anything() as unknown });
      // It is known by now, and no image that the policy knows.
      expect(verdicts).toMatchObject({ trusted: ["accepted"], later: ["rejected"], hidden: ["unknown"] });
      expect(code).toBe(1);
    },
    TIMEOUT,
  );
});
