import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startConsole, type CallOptions, type Console } from "./console.ts";

let terminal: Console;
let signed: string;
let unsigned: string;
beforeEach(async () => {
  terminal = await startConsole();
  const { registry, trusted } = terminal.setting;
  const { digest } = pushImage(registry, "team/web", "1.0", { text: "web" });
  legacySignature(registry, "team/web", digest, { keyPair: trusted });
  signed = `${registry.host}/team/web@${digest}`;
  unsigned = `${registry.host}/team/evil@${pushImage(registry, "team/evil", "1.0", { text: "evil" }).digest}`;
});
afterEach(() => terminal.close());

const NOW = Date.parse("2026-11-27T12:00:00Z");

interface Written {
  readonly key?: object;
  readonly rest?: object;
}

function policyWith({ key, rest }: Written = {}): string {
  const { registry, trusted } = terminal.setting;
  const { host } = registry;
  const document = {
    version: 1,
    signers: { ci: { cosign: { keys: [{ key: trusted.publicKeyPem, ...key }], transparencyLog: "not-required" } } },
    images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host, plainHttp: true }],
    ...rest,
  };
  const policy = join(terminal.folder, "at.yaml");
  writeFileSync(policy, JSON.stringify(document));
  return policy;
}

const DATES = { from: "2026-01-01", until: "2026-12-31" };
const call = (args: readonly string[], written: Written = { key: DATES }, options: CallOptions = {}) =>
  terminal.called([...args, "--policy", policyWith(written)], { now: () => NOW, ...options });
const codeAt = async (image: string, at: string, written: Written) =>
  (await call(["verify", image, ...(at === "" ? [] : ["--at", at])], written)).code;

const exemptUntil = (until: string): Written => ({
  key: DATES,
  rest: {
    exemptions: [
      {
        ...{ image: `${terminal.setting.registry.host}/team/evil`, rule: "image-signed", until },
        ...{ because: "signed from next year on", owner: "team-legacy" },
      },
    ],
  },
});

describe("--at sees", () => {
  it.each([
    ["", 0],
    ["2027-01-30", 0],
    ["2027-01-31", 1],
    ["2027-01-31T00:00Z", 1],
    ["2027-01-31T01:00:00+02:00", 0],
    ["2027-01-30T23:00:00.5-02:00", 1],
  ])("a level that begins on 2027-01-31: %p ends with %i", async (at, code) => {
    const levels = { "image-signed": { level: "mandatory", from: "2027-01-31" } };
    expect(await codeAt(unsigned, at, { key: DATES, rest: { levels } })).toBe(code);
  });

  it.each([
    ["", 0],
    ["2026-12-05", 0],
    ["2026-12-05T23:59Z", 0],
    ["2026-12-06", 1],
  ])("an exemption that ends on 2026-12-05: %p ends with %i", async (at, code) => {
    expect(await codeAt(unsigned, at, exemptUntil("2026-12-05"))).toBe(code);
  });

  it.each([
    ["", { until: "2026-12-31" }, 0],
    ["2026-12-31", { until: "2026-12-31" }, 0],
    ["2027-01-01", { until: "2026-12-31" }, 1],
    ["", { from: "2027-01-01" }, 1],
    ["2027-01-01", { from: "2027-01-01" }, 0],
  ])("a key with dates: %p under %j ends with %i", async (at, key, code) => {
    expect(await codeAt(signed, at, { key })).toBe(code);
  });
});

describe("--at looks ahead only", () => {
  it.each([
    ["2026-11-26", "has passed"],
    ["2001-01-01", "has passed"],
    ["2026-11-27T11:59:59Z", "has passed"],
    ["2026-11-27T13:59+02:00", "has passed"],
    ["tomorrow", "is no date"],
    ["", "is no date"],
    ["2026", "is no date"],
    ["2026-11", "is no date"],
    ["2027-02-29", "is no date"],
    ["2027-02-29T00:00Z", "is no date"],
    ["2027-01-31T24:00Z", "is no date"],
    ["2027-01-31T12:60Z", "is no date"],
    ["2027-01-31T12:00", "is no date"],
    ["2027-01-31 12:00Z", "is no date"],
    ["+010000-01-01", "is no date"],
    ["1800000000000", "is no date"],
    ["2027-01-31\u001b[2K", "is no date"],
  ])("%p is a usage error: it %s", async (at, message) => {
    for (const command of [
      ["verify", unsigned],
      ["resolve", unsigned],
      ["policy", "lint"],
    ]) {
      const { code, stdout, stderr } = await call([...command, `--at=${at}`]);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain("\u001b");
    }
    expect(terminal.setting.registry.requests).toEqual([]);
  });

  it("today is this very moment, so that what ended this morning is not revived", async () => {
    expect(await codeAt(unsigned, "2026-11-27", exemptUntil("2026-11-27T09:00Z"))).toBe(1);
    expect(await codeAt(unsigned, "2026-11-27", exemptUntil("2026-11-27T15:00Z"))).toBe(0);
  });

  it("is given once, so that a list of images that somebody else wrote does not move it", async () => {
    const { code, stderr } = await call(["verify", unsigned, "--at", "2027-01-31", "--at", "2028-01-31"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("It may be given once.")]);
  });
});

describe("a run with --at", () => {
  it("says so, whoever reads it", async () => {
    const at = ["--at", "2026-12-01"];
    expect((await call(["verify", signed, ...at])).stdout).toMatch(/^As of 2026-12-01T00:00:00\.000Z, and not of/);
    const json = JSON.parse((await call(["verify", signed, "--format", "json", ...at])).stdout) as { at: string };
    expect(json.at).toBe("2026-12-01T00:00:00.000Z");
    const resolved = await call(["resolve", signed, ...at]);
    expect([resolved.stdout, resolved.stderr]).toEqual([`${signed}\n`, expect.stringMatching(/^As of 2026-12-01T/)]);
    expect((await call(["policy", "lint", ...at])).stderr).toMatch(/^As of 2026-12-01T/);
    expect((await call(["verify", signed])).stdout).not.toContain("As of");
  });

  it("keeps nothing and uses nothing that was kept: the future has told nobody anything yet (law 5)", async () => {
    const cache = join(terminal.folder, "cache");
    const options = { env: { DIGESTBOUND_CACHE: cache } };
    expect((await call(["verify", signed, "--at", "2026-12-01"], { key: DATES }, options)).code).toBe(0);
    expect(existsSync(cache)).toBe(false);
    expect((await call(["verify", signed], { key: DATES }, options)).code).toBe(0);
    expect(existsSync(cache)).toBe(true);
    const before = terminal.setting.registry.requests.length;
    await call(["verify", signed, "--at", "2026-12-01"], { key: DATES }, options);
    expect(terminal.setting.registry.requests.length).toBeGreaterThan(before);
  });

  it("policy lint finds what will have ended by then", async () => {
    const written = exemptUntil("2026-12-05");
    const found = async (...at: readonly string[]) => (await call(["policy", "lint", ...at], written)).stdout;
    expect(await found()).not.toContain("[ended-exemption]");
    expect(await found("--at", "2026-12-06")).toContain("[ended-exemption]");
  });
});
