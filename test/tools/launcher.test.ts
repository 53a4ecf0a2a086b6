import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadByLauncher, keptByLauncher, type LauncherNetwork } from "./launcher.ts";

const FOLDER = "launcher/versions/3.265.0/bin";
let cache: string;
let written: string[];

/** As the real one, a download answers with its version only when it is whole. */
const answers = (folder: string): Promise<string | undefined> =>
  Promise.resolve(existsSync(join(folder, "whole")) ? "v3.265.0" : undefined);

function network(downloads: "whole" | "half" | "nothing", reachable = true): LauncherNetwork {
  return {
    isReachable: () => Promise.resolve(reachable),
    launch: (home) => {
      const bin = join(home, "versions/3.265.0/bin");
      if (downloads !== "nothing") {
        mkdirSync(bin, { recursive: true });
        writeFileSync(join(bin, downloads), "");
      }
      return Promise.resolve();
    },
  };
}

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "digestbound-launcher-test-"));
  written = [];
  jest.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(cache, { recursive: true, force: true });
});

describe("the official launcher", () => {
  it("provides what it downloaded, and that again without the network", async () => {
    const found = { path: join(cache, FOLDER), version: "v3.265.0", origin: "launcher" };
    expect(await downloadByLauncher(cache, answers, network("whole"))).toEqual(found);
    expect(await keptByLauncher(cache, answers)).toEqual(found);
  });

  it("is not started, and nothing is said, where its install script cannot be reached", async () => {
    expect(await downloadByLauncher(cache, answers, network("whole", false))).toBeUndefined();
    expect(existsSync(join(cache, "launcher"))).toBe(false);
    expect(written).toEqual([]);
  });

  it.each(["half", "nothing"] as const)(
    "provides nothing and keeps nothing after a download of %s",
    async (downloads) => {
      expect(await downloadByLauncher(cache, answers, network(downloads))).toBeUndefined();
      expect(existsSync(join(cache, "launcher/versions"))).toBe(false);
    },
  );
});
