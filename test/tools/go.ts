import { join } from "node:path";
import { runCommand } from "./command.ts";
import { makeKeptFolder } from "./kept-folder.ts";
import { withProgress } from "./progress.ts";
import type { GoProgram, Tool } from "./tool.ts";
import { ToolMissing } from "./tool-missing.ts";

const GO_MINIMUM = [1, 26] as const;
const BUILD_LIMIT_MS = 30 * 60_000;
const ERROR_LINES = 15;

/** Whether Go 1.26 or newer answers in the module's folder, where Go may switch to the toolchain that go.mod asks for. */
export async function hasGo(moduleFolder: string): Promise<boolean> {
  try {
    const { exitCode, stdout } = await runCommand("go", ["env", "GOVERSION"], {
      cwd: moduleFolder,
      timeoutMs: 120_000,
    });
    return exitCode === 0 && isRecentGo(stdout);
  } catch {
    return false;
  }
}

/** Reads what `go env GOVERSION` prints, `go1.26.8` or `devel go1.27-…`. */
export function isRecentGo(printed: string): boolean {
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(printed) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > GO_MINIMUM[0] || (Number(major) === GO_MINIMUM[0] && Number(minor) >= GO_MINIMUM[1]);
}

/**
 * Builds a tool's programs into `destination`, which is there completely or not at all. Of two processes that build at
 * once the later one drops its copy.
 *
 * @throws ToolMissing (`build-failed`) with the end of what `go build` printed.
 */
export async function buildWithGo(tool: Tool, destination: string, goFolder: string): Promise<void> {
  await makeKeptFolder(destination, async (folder) => {
    for (const [index, program] of tool.programs.entries()) {
      const step = `${index + 1}/${tool.programs.length}`;
      await withProgress(`Building ${program.name} from its Go module (${step})`, () =>
        build(program, folder, goFolder),
      );
    }
  });
}

async function build(program: GoProgram, folder: string, goFolder: string): Promise<void> {
  const linked = Object.entries(program.linked).map(([name, value]) => ` -X ${name}=${value}`);
  const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags", `-s -w${linked.join("")}`];
  const { exitCode, output } = await runCommand(
    "go",
    ["build", ...flags, "-o", join(folder, program.name), program.package],
    {
      cwd: join(goFolder, program.module),
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
      timeoutMs: BUILD_LIMIT_MS,
    },
  );
  if (exitCode === 0) return;
  const end = output.trimEnd().split("\n").slice(-ERROR_LINES).join("\n");
  throw new ToolMissing("build-failed", `go build of ${program.package} failed:\n${end}`);
}
