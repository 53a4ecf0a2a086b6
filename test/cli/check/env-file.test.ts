import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startConsole, type Console } from "../console.ts";

let open: Console;
beforeAll(async () => {
  open = await startConsole();
  writeFileSync(join(open.folder, "compose.yaml"), "services:\n  web:\n    image: acme/web:${TAG:-1}\n");
  writeFileSync(join(open.folder, "prod.env"), "TAG=2\n");
  writeFileSync(join(open.folder, "test.env"), "TAG=3\n");
});
afterAll(async () => {
  await open.close();
});

async function images(...args: readonly string[]): Promise<unknown> {
  const { stdout } = await open.called(["check", "compose.yaml", "--format", "json", ...args]);
  const { uses } = JSON.parse(stdout) as { uses: readonly { image: string | null; verdict: string }[] };
  return uses.map(({ image, verdict }) => `${verdict} ${image}`);
}

describe("check --env-file", () => {
  it("says what the variables of a compose file are set to; of several files the later counts", async () => {
    expect(await images()).toEqual(["rejected acme/web:1"]);
    expect(await images("--env-file", "prod.env")).toEqual(["rejected acme/web:2"]);
    expect(await images("--env-file", "prod.env", "--env-file", "test.env")).toEqual(["rejected acme/web:3"]);
  });

  it("is what reads a .env: by itself that leaves the variable open (law 6)", async () => {
    writeFileSync(join(open.folder, ".env"), "TAG=4\n");
    expect(await images()).toEqual(["unknown null"]);
    expect(await images("--env-file", ".env")).toEqual(["rejected acme/web:4"]);
  });

  it("has to name a file that is there", async () => {
    const { code, stderr } = await open.called(["check", "compose.yaml", "--env-file", "gone.env"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("the file of variables gone.env") });
  });

  it("a folder's name says what a file is, also from inside that folder", async () => {
    const folder = join(open.folder, ".gitlab", "ci");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "x.yml"), "a: {image: acme/x:1}\n");
    const { stdout } = await open.called(["check", "x.yml", "--format", "json"], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ uses: [{ image: "acme/x:1", place: { file: "x.yml", line: 1 } }] });
  });
});
