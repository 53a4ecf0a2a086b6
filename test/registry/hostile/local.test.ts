import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { reasons } from "../../gate/setting.ts";
import { WAYS, warmSetting } from "../../gate/warm-setting.ts";
import { closingAfterEach } from "../closing.ts";
import { createHome } from "../credentials/logins.ts";

// The behaviours of the table that are no server's: programs and files of the machine that the gate runs on.

const CANARY = "canary-secret";
const closeLater = closingAfterEach();

/** A registry that wants a login, and a home whose config.json names a helper for it. */
async function withHelper(name: string, ...lines: readonly string[]) {
  const setting = await warmSetting("legacy", { auth: "basic", username: "ci", password: CANARY });
  const home = createHome();
  closeLater(() => {
    home.remove();
    return Promise.resolve();
  });
  home.helper("test", ...lines);
  home.write(".docker/config.json", { credHelpers: { [setting.registry.host]: name } });
  return { setting, environment: home.environment };
}

describe("D41: a credential helper that", () => {
  it.each([
    ["works", `echo '{"Username":"ci","Secret":"${CANARY}"}'`, "accepted", []],
    ["prints without an end", `yes ${CANARY}`, "undetermined", ["image-checked/unauthorized"]],
    ["fails with secrets on stderr", `echo ${CANARY} >&2; exit 1`, "undetermined", ["image-checked/unauthorized"]],
  ])("%s", async (_, script, status, found) => {
    const { setting, environment } = await withHelper("test", script);
    const { verdicts } = await setting.run([setting.signed()], { environment });
    expect(verdicts.map((verdict) => [verdict.status, reasons(verdict)])).toEqual([[status, found]]);
    expect(JSON.stringify(verdicts)).not.toContain(CANARY);
  });
});

describe("D42: a configuration that names a program by its path as its credential helper", () => {
  it.each(["../../evil", "/bin/evil", "a/b"])("%s", async (name) => {
    const { setting, environment } = await withHelper(name, "exit 0");
    const { verdicts } = await setting.run([setting.signed()], { environment });
    expect(verdicts.map((verdict) => [verdict.status, reasons(verdict)])).toEqual([
      ["undetermined", ["image-checked/credential-config"]],
    ]);
  });
});

describe.each(WAYS)("D44: a disk cache that somebody else has written to (%s)", (way) => {
  it("changes no verdict, and what it holds is fetched again", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    expect(await setting.run([image])).toMatchObject({ statuses: ["accepted"] });
    expect(await setting.run([image])).toMatchObject({ statuses: ["accepted"], requests: 0 });
    for (const file of setting.files()) {
      const path = join(setting.folder, file);
      const bytes = readFileSync(path);
      writeFileSync(path, Buffer.from(bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte))));
    }
    const after = await setting.run([image]);
    expect(after.statuses).toEqual(["accepted"]);
    expect(after.requests).toBeGreaterThan(0);
  });

  it("is not read where others may write to it", async () => {
    const setting = await warmSetting(way);
    const image = setting.signed();
    await setting.run([image]);
    for (const file of setting.files()) chmodSync(join(setting.folder, file), 0o666);
    const after = await setting.run([image]);
    expect(after.statuses).toEqual(["accepted"]);
    expect(after.requests).toBeGreaterThan(0);
  });
});
