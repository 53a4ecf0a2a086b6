import { describe, expect, it } from "@jest/globals";
import { provide, type FoundTool, type Origin, type Sources } from "./origin.ts";
import { ToolMissing } from "./tool-missing.ts";

type Step = "onPath" | "kept" | "download" | "hasGo" | "build";

interface Machine {
  readonly onPath?: boolean;
  readonly kept?: boolean;
  readonly downloadable?: boolean;
  readonly launcher?: boolean;
  readonly go?: boolean;
  readonly ci?: boolean;
}

function machine(has: Machine): { readonly sources: Sources; readonly asked: Step[] } {
  const asked: Step[] = [];
  const found = (origin: Origin): FoundTool => ({ path: `/${origin}`, version: "v1", origin });
  const ask = (step: Step, there: boolean | undefined, origin: Origin) => () => {
    asked.push(step);
    return Promise.resolve(there === true ? found(origin) : undefined);
  };
  const sources: Sources = {
    onPath: ask("onPath", has.onPath, "PATH"),
    kept: ask("kept", has.kept, "built"),
    ...(has.launcher === false ? {} : { download: ask("download", has.downloadable, "launcher") }),
    hasGo: () => {
      asked.push("hasGo");
      return Promise.resolve(has.go === true);
    },
    build: () => {
      asked.push("build");
      return Promise.resolve(found("built"));
    },
    continuousIntegration: has.ci === true,
    howToGet: "Install it.",
  };
  return { sources, asked };
}

describe("where a tool comes from", () => {
  it.each<[string, Machine, Origin, Step[]]>([
    ["PATH before all others", { onPath: true, kept: true, downloadable: true, go: true }, "PATH", ["onPath"]],
    ["an earlier run before any download", { kept: true, downloadable: true, go: true }, "built", ["onPath", "kept"]],
    [
      "the launcher before a build",
      { downloadable: true, go: true },
      "launcher",
      ["onPath", "kept", "hasGo", "download"],
    ],
    ["the launcher without Go", { downloadable: true }, "launcher", ["onPath", "kept", "hasGo", "download"]],
    ["a build without a download", { go: true }, "built", ["onPath", "kept", "hasGo", "download", "build"]],
    [
      "a build on a runner with Go",
      { downloadable: true, go: true, ci: true },
      "built",
      ["onPath", "kept", "hasGo", "build"],
    ],
    [
      "the launcher on a runner without Go",
      { downloadable: true, ci: true },
      "launcher",
      ["onPath", "kept", "hasGo", "download"],
    ],
    [
      "a build where there is no launcher",
      { launcher: false, go: true },
      "built",
      ["onPath", "kept", "hasGo", "build"],
    ],
  ])("is %s", async (_, has, origin, steps) => {
    const { sources, asked } = machine(has);
    expect((await provide(sources)).origin).toBe(origin);
    expect(asked).toEqual(steps);
  });

  it.each<[string, Machine]>([
    ["with a launcher that reaches nothing", {}],
    ["on a runner", { ci: true }],
    ["without a launcher", { launcher: false }],
  ])("is said in one sentence where there is nothing, %s", async (_, has) => {
    const { sources, asked } = machine(has);
    await expect(provide(sources)).rejects.toThrow(new ToolMissing("no-go", "Install it."));
    expect(asked).not.toContain("build");
  });
});
