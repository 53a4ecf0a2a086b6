import { containerRegistry, cosign2Cli, cosignCli, distributionRegistry, ToolMissing } from "../../tools/index.ts";

/** Builds the real servers and both cosigns before the first test, where their progress can be seen and no test's deadline runs. */
export default async function globalSetup(): Promise<void> {
  try {
    await distributionRegistry();
    await containerRegistry();
    await cosignCli();
    await cosign2Cli();
  } catch (error) {
    // A build that fails is a failure everywhere; a runner without Go would leave these tests undone for good.
    if (!(error instanceof ToolMissing) || error.reason !== "no-go" || process.env["CI"] === "true") throw error;
    process.stderr.write(`The differential tests are skipped. ${error.message}\n`);
    process.env["DIGESTBOUND_WITHOUT_SERVERS"] = "true";
  }
}
