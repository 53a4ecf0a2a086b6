import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Check } from "../../src/cli/doctor/check.ts";
import { publicGoodRoot } from "../../src/signature/index.ts";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startConsole, type Console } from "./console.ts";

const DAY = 24 * 60 * 60 * 1000;
const seen = publicGoodRoot().date?.getTime() ?? 0;
const young = () => seen + 10 * DAY;
const old = () => seen + 200 * DAY;

let console: Console;
let logged: string;
let image: string;

beforeAll(async () => {
  console = await startConsole();
  const { host } = console.setting.registry;
  logged = join(console.folder, "logged.yaml");
  const key = console.setting.trusted.publicKeyPem;
  const document = {
    version: 1,
    signers: { key: { cosign: { key, transparencyLog: "not-required" } }, logged: { cosign: { key } } },
    images: [{ match: `${host}/team/*`, signedBy: ["key", "logged"] }],
    registries: [{ host, plainHttp: true }],
  };
  writeFileSync(logged, JSON.stringify(document));
  const { digest } = pushImage(console.setting.registry, "team/web", "1");
  legacySignature(console.setting.registry, "team/web", digest, { keyPair: console.setting.trusted });
  image = `${host}/team/web@${digest}`;
});
afterAll(() => console.close());

describe("verify", () => {
  it("tells that the embedded trusted root is old, and accepts what it accepts (advisory)", async () => {
    const called = (now: () => number, ...more: readonly string[]) =>
      console.called(["verify", image, "--policy", logged, ...more], { now });
    const [before, after] = [await called(young), await called(old)];
    expect([before.code, after.code]).toEqual([0, 0]);
    expect(before.stdout).not.toContain("trusted-root");
    expect(after.stdout).toContain(
      "note[trusted-root]: The trusted root that this version of digestbound carries is 200 days old",
    );
    const json = JSON.parse((await called(old, "--format", "json")).stdout) as { findings: unknown[] };
    expect(json.findings).toEqual([
      expect.objectContaining({ rule: "trusted-root", reason: "old-trusted-root", severity: "low" }),
    ]);
  });

  it("tells of a day to come how old the root will be (--at)", async () => {
    const at = new Date(old()).toISOString().slice(0, 10);
    const { stdout } = await console.called(["verify", image, "--policy", logged, "--at", at], { now: young });
    expect(stdout).toMatch(/note\[trusted-root\]: .* is (199|200) days old/);
  });

  it("does not where no signer uses it", async () => {
    const { code, stdout } = await console.called(["verify", image, "--policy", console.policy], { now: old });
    expect(code).toBe(0);
    expect(stdout).not.toContain("trusted-root");
  });
});

describe("doctor", () => {
  it.each([
    ["is used and young", () => logged, young, "ok", /not old/],
    ["is used and old", () => logged, old, "warning", /200 days old.*used by: logged\./],
    ["is old and not used", () => console.policy, old, "ok", /no signer uses/],
  ] as const)("says that the embedded trusted root %s, as JSON and as text", async (_, policy, now, status, detail) => {
    const json = await console.called(["doctor", "--format", "json", "--policy", policy()], { now });
    const { checks } = JSON.parse(json.stdout) as { checks: Check[] };
    expect(checks.find(({ name }) => name === "Trusted root")).toMatchObject({
      status,
      detail: expect.stringMatching(detail),
    });
    expect(json.code).toBe(0);
    const text = await console.called(["doctor", "--policy", policy()], { now });
    expect(text.stdout).toMatch(new RegExp(`^${status === "ok" ? "✓" : "!"} Trusted root: `, "m"));
    expect(text.stdout.includes("    Update digestbound, or run digestbound trust refresh.")).toBe(
      status === "warning",
    );
  });
});
