import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fromPackages } from "./catalog/from-packages.mjs";
import { catalogsOf, writeCatalogs } from "./catalog/rows.mjs";

const HELP = `npm run catalog -- [OPTION…]

Reads the providers' published packages (scripts/catalog/packages.json), names each field that might hold a container
image and that nobody has decided about, and writes src/discover/catalog and scripts/catalog/no-images. docs/catalog.md says more.

  --check               writes nothing, and fails where something is undecided or would change
  --package NAME@VERSION  only this package, and perhaps another version of it; may be repeated
  --latest              the newest version of each package
  --no-image 'TYPE PATH'  records that this field holds no container image; may be repeated; "all" is every field that is told
  --reader NAME         how to read a package that is not listed: pulumi (the default), service-spec, cdktf
  --facts FILE          takes the catalog's rows from a list of facts, and reads no package
  --date YYYY-MM-DD     the date of the catalog
  --root DIR            the folder with src/ and scripts/, if not this repository
  --help

Packages are fetched with \`npm pack\`, kept in \${XDG_CACHE_HOME:-~/.cache}/digestbound/packages (or $DIGESTBOUND_PACKAGES),
and neither installed nor run. Exit code 0: all is decided; 1: something is not, or failed; 2: usage.
`;

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
])
  process.on(signal, () => process.exit(code));

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`npm run catalog: ${error.message}`);
  process.exitCode = 1;
}

async function main() {
  const options = parsed();
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const root = resolve(options.root ?? fileURLToPath(new URL("..", import.meta.url)));
  const { check, date, facts, latest, reader } = options;
  if (facts !== undefined) return fromFacts(root, facts, { check, date });
  const choice = { specs: options.package, latest, reader, noImages: options["no-image"] };
  return (await fromPackages({ root, check, date, ...choice })) ? 0 : 1;
}

function parsed() {
  const many = { type: "string", multiple: true, default: [] };
  const yes = { type: "boolean", default: false };
  const text = { type: "string" };
  const own = { check: yes, latest: yes, help: yes, package: many, "no-image": many };
  try {
    return parseArgs({ options: { ...own, facts: text, date: text, root: text, reader: text } }).values;
  } catch (error) {
    console.error(`npm run catalog: ${error.message}\nnpm run catalog -- --help tells the options`);
    return undefined;
  }
}

async function fromFacts(root, file, { check, date }) {
  const { ADDITIONS } = await import("./catalog/additions.mjs");
  const { REASONS } = await import("./catalog/reasons.mjs");
  const facts = JSON.parse(readFileSync(file, "utf8"));
  const changes = writeCatalogs(root, await catalogsOf(facts, ADDITIONS), { reasons: REASONS, date, check });
  console.log(`${facts.length} facts, ${changes} changed rows`);
  return check && changes > 0 ? 1 : 0;
}
