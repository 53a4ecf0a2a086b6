import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack } from "../engine/index.ts";
import { repositoryRoot } from "../tools/index.ts";
import { packWriter } from "./trivial.ts";
import { pod, program, startWorld, type World } from "./world.ts";

const TIMEOUT = 240_000;
let world: World;
let unsigned: string;
beforeAll(async () => {
  world = await startWorld();
  unsigned = `${world.registry.host}/team/evil@${world.unsigned("team/evil", "1").digest}`;
}, TIMEOUT);
afterAll(() => world.close());

const write = packWriter();
const FROM = "2027-01-31";
const DATED = { "image-signed": { level: "mandatory", from: FROM } };

/** A pack of one's own with a document in its folder, and a clock. */
function packWith(levels: object, now: string): string {
  const folder = write(`
const { PolicyPack } = require("@pulumi/policy");
const { imagePolicies } = require(${JSON.stringify(join(repositoryRoot(), "dist/src/index.js"))});
const now = () => Date.parse(${JSON.stringify(now)});
new PolicyPack("digestbound", { policies: imagePolicies({ packFolder: __dirname, now }) });`);
  writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify({ ...world.document, levels }));
  return folder;
}

/** What a preview of an unsigned image says, and how it ends. */
async function preview(dir: string, config?: object) {
  const { debugProviders } = world.provider;
  const stack = await openStack({ program: program({ evil: pod(unsigned) }), debugProviders });
  const { exitCode, policyEvents } = await stack.run({
    command: "preview",
    packs: [{ dir, ...(config && { config }) }],
  });
  stack.close();
  const said = policyEvents.map(({ policyName, enforcementLevel }) => `${enforcementLevel} ${policyName}`);
  return { passed: exitCode === 0, said, messages: policyEvents.map(({ message }) => message) };
}

describe("levels of the document in a pack's folder, in the real engine", () => {
  it.each([
    ["advisory lets the preview pass", { "image-signed": "advisory" }, "2026-11-27", ["advisory image-signed"], true],
    ["disabled is silent", { "image-signed": "disabled" }, "2026-11-27", [], true],
    ["a date that is ahead lets it pass", DATED, "2027-01-30T23:59:59Z", ["advisory image-signed"], true],
    ["from the date on it fails", DATED, FROM, ["mandatory image-signed"], false],
  ])(
    "%s",
    async (_, levels, now, said, passed) => {
      expect(await preview(packWith(levels, now))).toMatchObject({ said, passed });
    },
    TIMEOUT,
  );

  it(
    "Pulumi's own config wins",
    async () => {
      const pack = packWith({ "image-signed": "disabled" }, "2026-11-27");
      const result = await preview(pack, { "image-signed": "mandatory" });
      expect(result).toMatchObject({ said: ["mandatory image-signed"], passed: false });
    },
    TIMEOUT,
  );

  it(
    "a document in policy config does not go together with them, and cannot carry its own",
    async () => {
      const pack = packWith({ "image-signed": "disabled", "image-checked": "disabled" }, "2026-11-27");
      for (const document of [world.document, { ...world.document, levels: DATED }]) {
        const { passed, said, messages } = await preview(pack, { digestbound: { document } });
        expect([passed, said]).toEqual([false, ["mandatory digestbound"]]);
        expect(messages[0]).toContain("sets levels");
      }
    },
    TIMEOUT,
  );
});
