import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import packageJson from "../../package.json";
import { providerSdks } from "./sdks.ts";
import sdksPackageJson from "./sdks/package.json";

/** Says in its folder what it was asked, and for which project. */
const NPM_THAT_INSTALLS = `#!/bin/sh
mkdir node_modules && echo "$* for '$npm_config_local_prefix'" > node_modules/asked`;
const NPM_THAT_FAILS = `#!/bin/sh
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo "npm error line $i" >&2; done
exit 1`;

const environmentPath = process.env["PATH"];
let root: string;

function installNpm(script: string): NodeJS.ProcessEnv {
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin/npm"), script, { mode: 0o755 });
  process.env["PATH"] = [join(root, "bin"), environmentPath].join(delimiter);
  return { ...process.env, DIGESTBOUND_TOOLS: join(root, "tools"), npm_config_local_prefix: "/of/this/project" };
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "digestbound-sdks-test-"));
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env["PATH"] = environmentPath;
  rmSync(root, { recursive: true, force: true });
});

describe("the providers' SDKs", () => {
  it("are installed as the lockfile says, without scripts, into the folder of the tools", async () => {
    const folder = await providerSdks(installNpm(NPM_THAT_INSTALLS));
    expect(folder).toMatch(/tools\/sdks-[0-9a-f]{16}$/);
    expect(readdirSync(join(root, "tools"))).toHaveLength(1);
    expect(readFileSync(join(folder, "node_modules/asked"), "utf8")).toMatch(/^ci --ignore-scripts .*for ''$/m);
    expect(existsSync(join(folder, "package-lock.json"))).toBe(true);
  });

  it("are installed once", async () => {
    const environment = installNpm(NPM_THAT_INSTALLS);
    const folder = await providerSdks(environment);
    writeFileSync(join(root, "bin/npm"), NPM_THAT_FAILS);
    await expect(providerSdks(environment)).resolves.toBe(folder);
  });

  it("by two processes at once are installed once, and both succeed", async () => {
    const environment = installNpm(NPM_THAT_INSTALLS);
    const [one, other] = await Promise.all([providerSdks(environment), providerSdks(environment)]);
    expect(one).toBe(other);
    expect(readdirSync(join(root, "tools"))).toHaveLength(1);
  });

  it("that cannot be installed leave nothing, and say the end of what npm printed and what to do", async () => {
    await expect(providerSdks(installNpm(NPM_THAT_FAILS))).rejects.toMatchObject({
      name: "ToolMissing",
      reason: "install-failed",
      message: expect.stringMatching(/line 15\n.*npm's registry/),
    });
    expect(readdirSync(join(root, "tools"))).toEqual([]);
  });

  it("share the version of Pulumi's own SDK with this project, and are exact", () => {
    expect(sdksPackageJson.dependencies["@pulumi/pulumi"]).toBe(packageJson.dependencies["@pulumi/pulumi"]);
    for (const version of Object.values(sdksPackageJson.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
