import { expect, it } from "@jest/globals";
import { runsPack } from "./pack-processes.ts";

it.each([
  [true, "/usr/bin/node /pack/node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js 127.0.0.1:1 /pack"],
  [true, "node /pack/node_modules/@pulumi/pulumi/cmd/run-policy-pack 127.0.0.1:1 ."],
  [false, 'node -e process.stdout.write(require.resolve("@pulumi/pulumi/cmd/run-policy-pack"))'],
  [false, "node -p require.resolve('@pulumi/pulumi/cmd/run-policy-pack')"],
  [false, "/cli/pulumi-language-nodejs 127.0.0.1:1"],
  [false, "pulumi preview --policy-pack /home/run-policy-pack"],
])("runs a pack: %s, of %s", (expected, commandLine) => {
  expect(runsPack(commandLine)).toBe(expected);
});
