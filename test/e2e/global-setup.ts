import { cosignCli, pulumiCli } from "../tools/index.ts";

/** Builds the real programs before the first test, where their progress can be seen and no test's deadline runs. */
export default async function globalSetup(): Promise<void> {
  await pulumiCli();
  await cosignCli();
}
