import { ToolMissing } from "./tool-missing.ts";

export type Origin = "PATH" | "launcher" | "built";

export interface FoundTool {
  /** The folder to put first on PATH. */
  readonly path: string;
  readonly version: string;
  readonly origin: Origin;
}

/** The ways to get a tool, each asked only when those before it had nothing. */
export interface Sources {
  readonly onPath: () => Promise<FoundTool | undefined>;
  /** Built or downloaded by an earlier run. */
  readonly kept: () => Promise<FoundTool | undefined>;
  /** Absent for a tool that has no official launcher. */
  readonly download?: () => Promise<FoundTool | undefined>;
  readonly hasGo: () => Promise<boolean>;
  readonly build: () => Promise<FoundTool>;
  /** A runner with Go builds: what it tests does not depend on a download. */
  readonly continuousIntegration: boolean;
  /** One sentence for somebody who has none of these. */
  readonly howToGet: string;
}

/** @throws ToolMissing where nothing on this machine can provide the tool, or the build failed. */
export async function provide(sources: Sources): Promise<FoundTool> {
  return (await sources.onPath()) ?? (await sources.kept()) ?? (await fetchOrBuild(sources));
}

async function fetchOrBuild(sources: Sources): Promise<FoundTool> {
  const go = await sources.hasGo();
  const downloaded = sources.continuousIntegration && go ? undefined : await sources.download?.();
  if (downloaded !== undefined) return downloaded;
  if (!go) throw new ToolMissing("no-go", sources.howToGet);
  return sources.build();
}
