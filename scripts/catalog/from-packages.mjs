// Reads the providers' published packages and compares them with what is decided: npm run catalog without facts.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { listedFields } from "./decided.mjs";
import { byName, packagesFile, readJson, typesFile, writeWhole } from "./files.mjs";
import { cacheFolder, fetchPackage } from "./fetch.mjs";
import { checkPackage } from "./package-check.mjs";
import { notCompared } from "./not-compared.mjs";
import { printNotCompared, printResult, printWhatToDo } from "./print.mjs";
import { committedCatalogs, writeCatalogs } from "./rows.mjs";
import { packagesText, wantedPackages } from "./packages.mjs";

/** @returns {Promise<boolean>} whether everything is decided, and under `check` also whether nothing would change */
export async function fromPackages({ root, check, date, noImages, ...choice }) {
  const { ADDITIONS } = await decided(root, "additions");
  const { REASONS } = await decided(root, "reasons");
  const catalogs = committedCatalogs(root, ADDITIONS);
  const listed = listedFields(catalogs);
  const isAccepted = ({ type, path }) => noImages.includes("all") || noImages.includes(`${type} ${path}`);
  const packages = readJson(packagesFile(root));
  const results = [];
  const all = wantedPackages(packages, choice);
  for (const [index, one] of all.entries()) {
    process.stderr.write(`[${index + 1}/${all.length}] ${one.name}@${one.version}\n`);
    const got = await fetchPackage(one, cacheFolder(process.env));
    const wanted = { ...one, version: got.version, integrity: got.integrity };
    assertSameBytes(packages, wanted);
    const { read } = await import(`./read/${one.reader}.mjs`);
    const reading = await read(got.file);
    const result = { ...checkPackage({ root, wanted, reading, catalogs, listed, isAccepted }), wanted };
    printResult(result);
    results.push(result);
  }
  const changed = writeCatalogs(root, catalogs, { reasons: REASONS, date, check });
  const written = writeResults(root, packages, results, { check, whole: choice.specs.length === 0 && !choice.latest });
  const open = results.some(({ undecided, gone }) => undecided.length + gone.length > 0);
  const unexplained = choice.specs.length > 0 ? [] : uncompared(catalogs, results);
  printWhatToDo(results, { check, changed, written });
  return !open && unexplained.length === 0 && (!check || changed + written.length === 0);
}

function uncompared(catalogs, results) {
  const result = notCompared(catalogs, new Set(results.flatMap(({ read }) => read)));
  printNotCompared(result);
  return result.unexplained;
}

const decided = (root, file) => import(pathToFileURL(join(root, `scripts/catalog/${file}.mjs`)).href);

/** The files that change. What is undecided keeps those of its package as they are. */
function writeResults(root, packages, results, { check, whole }) {
  const decided = results.filter(({ undecided, gone }) => undecided.length + gone.length === 0);
  // A version that is only tried is not asked to be the listed one.
  const told = check ? decided.filter(({ wanted }) => isListedVersion(packages, wanted)) : decided;
  const files = told.map(({ noImages }) => [noImages.file, noImages.text]);
  const now = told.map(({ wanted }) => wanted);
  files.push([
    packagesFile(root),
    packagesText([...packages.filter((one) => !now.some(({ name }) => name === one.name)), ...now]),
  ]);
  files.push([typesFile(root), typesText(root, told, whole ? packages : undefined)]);
  const changing = files.filter(([file, text]) => textOf(file) !== text);
  if (!check) for (const [file, text] of changing) writeWhole(file, text);
  return changing.map(([file]) => file);
}

/** "latest" may be the listed version. */
function assertSameBytes(packages, { name, version, integrity }) {
  const listed = packages.find((one) => one.name === name && one.version === version);
  if (listed !== undefined && listed.integrity !== integrity)
    throw new Error(`${name}@${version} is ${integrity}, and ${listed.integrity} is expected`);
}

function isListedVersion(packages, { name, version }) {
  return packages.some((one) => one.name === name && one.version === version);
}

function typesText(root, results, packages) {
  const before = Object.entries(readJson(typesFile(root), { sources: {} }).sources);
  const nameOf = (source) => source.slice(0, source.lastIndexOf("@"));
  const kept = before.filter(
    ([source]) =>
      !results.some(({ name }) => name === nameOf(source)) &&
      (packages === undefined || packages.some(({ name }) => name === nameOf(source))),
  );
  const now = results.map(({ name, version, types }) => [`${name}@${version}`, types]);
  return `${JSON.stringify({ version: 1, sources: Object.fromEntries([...kept, ...now].sort(byName)) }, null, 1)}\n`;
}

function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
