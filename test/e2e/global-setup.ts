import { cosignCli, providerSdks, pulumiCli, ToolMissing } from "../tools/index.ts";

/** Builds the real programs before the first test, where their progress can be seen and no test's deadline runs. */
export default async function globalSetup(): Promise<void> {
  await pulumiCli();
  await cosignCli();
  await providerSdks().catch(tellMissing);
}

/** Only the tests of the SDKs need them; those fail by themselves. */
function tellMissing(error: unknown): void {
  if (!(error instanceof ToolMissing)) throw error;
  process.stderr.write(`${error.message}\n`);
}
