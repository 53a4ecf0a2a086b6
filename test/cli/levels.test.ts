import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { legacySignature, pushImage } from "../fixtures/index.ts";
import { startConsole, type Console } from "./console.ts";

let terminal: Console;
let signed: string;
let unsigned: string;
beforeEach(async () => {
  terminal = await startConsole();
  const { registry, trusted } = terminal.setting;
  const { digest } = pushImage(registry, "team/web", "1.0", { text: "web" });
  legacySignature(registry, "team/web", digest, { keyPair: trusted });
  const evil = pushImage(registry, "team/evil", "1.0", { text: "evil" });
  signed = `${registry.host}/team/web:1.0`;
  unsigned = `${registry.host}/team/evil@${evil.digest}`;
});
afterEach(() => terminal.close());

const NOW = Date.parse("2026-11-27T12:00:00Z");

function documentWith(more: object): string {
  const { registry, trusted } = terminal.setting;
  const { host } = registry;
  const key = { key: trusted.publicKeyPem, transparencyLog: "not-required" };
  const document = {
    version: 1,
    signers: { ci: { cosign: key } },
    images: [{ match: `${host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host, plainHttp: true }],
    ...more,
  };
  const path = join(terminal.folder, "levels.yaml");
  writeFileSync(path, JSON.stringify(document));
  return path;
}

const called = (command: string, image: string, more: object, args: readonly string[] = []) =>
  terminal.called([command, image, "--policy", documentWith(more), ...args], { now: () => NOW });
const verify = (image: string, levels: object, args: readonly string[] = []) =>
  called("verify", image, { levels }, args);

describe("verify", () => {
  it("a level of the document decides what fails, and the verdict keeps its word", async () => {
    const strict = await verify(unsigned, { "image-pinned": "advisory" });
    expect([strict.code, strict.stdout]).toEqual([1, expect.stringContaining("error[image-signed]")]);
    const lax = await verify(unsigned, { "image-signed": "advisory" });
    expect([lax.code, lax.stdout]).toEqual([0, expect.stringContaining("advisory[image-signed]")]);
    expect(lax.stdout).toContain("✗ rejected");
  });

  it("a rule is mandatory from its date on", async () => {
    const on = (from: string) => verify(unsigned, { "image-signed": { level: "mandatory", from } });
    const [ahead, today, passed] = [await on("2026-11-28"), await on("2026-11-27"), await on("2020-01-01")];
    expect([ahead.code, today.code, passed.code]).toEqual([0, 1, 1]);
    expect(ahead.stdout).toContain("mandatory from 2026-11-28 on");
  });

  it("a dated level is what it says: remediate is taken for image-pinned, and counts as mandatory", async () => {
    const on = (level: string) => verify(signed, { "image-pinned": { level, from: "2026-01-01" } });
    expect([(await on("remediate")).code, (await on("mandatory")).code]).toEqual([1, 1]);
    expect((await verify(signed, { "image-pinned": "remediate" })).code).toBe(1);
    expect((await verify(signed, { "image-pinned": "advisory" })).code).toBe(0);
  });

  it.each(["nginx@foo", "registry.example/app@sha256:" + "1".repeat(64)])(
    "switching off the rule about %s lets it through no more than in the pack",
    async (image) => {
      const off = { "image-reference": "disabled", "image-registry": "disabled", "image-pinned": "disabled" };
      const { code, stdout } = await verify(image, off);
      expect([code, stdout]).toEqual([1, expect.stringContaining("error[image-signed]")]);
      expect((await verify(image, { ...off, "image-signed": "advisory" })).code).toBe(0);
    },
  );
});

describe("resolve", () => {
  it("prints what is verified and refuses the rest, whatever the levels are (law 4)", async () => {
    const levels = Object.fromEntries(
      ["image-pinned", "image-signed", "image-checked"].map((rule) => [rule, "disabled"]),
    );
    const good = await called("resolve", signed, { levels });
    expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/@sha256:/)]);
    const bad = await called("resolve", unsigned.replace(/@.*/, ":1.0"), { levels });
    expect([bad.code, bad.stdout]).toEqual([1, ""]);
    expect(bad.stderr).toContain("image-signed");
  });
});

it("explain IMAGE ends as verify does", async () => {
  const explain = (level: string) => called("explain", unsigned, { levels: { "image-signed": level } });
  expect([(await explain("mandatory")).code, (await explain("advisory")).code]).toEqual([1, 0]);
});
