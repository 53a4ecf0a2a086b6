// npm run conformance -- DIR, and npm run conformance-client -- verify-bundle …
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { judgeAssets } from "./assets.ts";
import { runClient } from "./client.ts";

const print = (line: string) => {
  console.log(line);
};

/** npm runs scripts in the package's folder, and says from where it was called. */
function folderOfCaller(): string {
  const { npm_lifecycle_event: script = "", INIT_CWD: caller } = process.env;
  return (script.startsWith("conformance") ? caller : undefined) ?? process.cwd();
}

function main([door, ...args]: readonly string[]): number {
  if (door === "client") return runClient(args, { folder: folderOfCaller(), print });
  const folder = resolve(folderOfCaller(), args[0] ?? "");
  if (args.length === 1 && statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
    return judgeAssets(folder, print);
  print("usage: npm run conformance -- DIR (sigstore-conformance's test/assets/bundle-verify)");
  return 2;
}

process.exitCode = main(process.argv.slice(2));
