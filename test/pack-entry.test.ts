import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";

const modules = join(__dirname, "../node_modules");
const OLD_COMPILER = join(modules, "@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-entry-"));
  symlinkSync(modules, join(folder, "node_modules"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Problems in that source or in this package, by the compiler that Pulumi brings, which knows no `exports`. */
function problemsOf(source: string): string {
  writeFileSync(join(folder, "index.ts"), source);
  const script = `const ts = require(${JSON.stringify(OLD_COMPILER)});
const program = ts.createProgram(["index.ts"], { moduleResolution: 2, module: 1, target: 7, types: [], lib: ["lib.es2018.d.ts"], strict: true });
for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
  console.log(file?.fileName, ts.flattenDiagnosticMessageText(messageText, " "));
}`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
  return stdout + stderr;
}

it.each([
  ["has its types", 'startPack("folder");', ""],
  [
    "refuses what is no folder",
    "startPack(1);",
    "index.ts Argument of type '1' is not assignable to parameter of type 'string'.\n",
  ],
])("digestbound/pack %s under the compiler that Pulumi starts a TypeScript pack with", (_, call, expected) => {
  expect(problemsOf(`import { startPack } from "digestbound/pack";\n${call}\n`)).toBe(expected);
});
