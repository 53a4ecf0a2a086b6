// Ahead of the tests: node dist/test/tools/build.js
import type { FoundTool } from "./origin.ts";
import { containerRegistry, cosign2Cli, cosignCli, distributionRegistry, pulumiCli } from "./provide-tools.ts";
import { providerSdks } from "./sdks.ts";
import { ToolMissing } from "./tool-missing.ts";

const ORIGINS = { PATH: "on PATH", launcher: "downloaded by its launcher", built: "built from its Go module" } as const;

async function main(): Promise<void> {
  report("pulumi", await pulumiCli());
  report("cosign", await cosignCli());
  report("cosign", await cosign2Cli());
  report("distribution", await distributionRegistry());
  report("containerregistry", await containerRegistry());
  console.log(`providers' SDKs: installed, in ${await providerSdks()}`);
}

function report(name: string, tool: FoundTool): void {
  console.log(`${name} ${tool.version}: ${ORIGINS[tool.origin]}, in ${tool.path}`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof ToolMissing ? error.message : error);
    process.exitCode = 1;
  });
}
