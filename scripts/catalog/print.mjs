// What is said about the packages. Names and documentation in them are other people's text: one line, without control characters.

export function printResult({ name, version, counts, compared, undecided, gone }) {
  console.log(
    `${name}@${version}: ${counts.types} types, ${counts.candidates} candidates, ${counts.open} without images; ` +
      `${compared.found} listed fields found${expected(compared)}`,
  );
  for (const { type, path, doc } of undecided) console.log(oneLine(`? ${type} ${path}: ${firstWords(doc)}`));
  for (const { type, path } of gone) console.log(`- ${type} ${path}: the catalog lists it, and this version lacks it`);
}

function expected({ expected: count }) {
  return count === 0 ? "" : `, ${count} known to be gone`;
}

/** Of a run over every package: rows that none of them could be compared with. */
export function printNotCompared({ expected: rows, unexplained }) {
  console.log(`${rows} listed fields are of types that no package declares, for a reason that is known`);
  for (const type of unexplained)
    console.log(`- ${type}: the catalog lists it, and no package declares it (scripts/catalog/not-compared.mjs)`);
}

function oneLine(text) {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}

function firstWords(doc = "") {
  const words = oneLine(doc);
  if (words === "") return "no documentation";
  return words.length > 120 ? `${words.slice(0, 120)}…` : words;
}

export function printWhatToDo(results, { check, changed, written }) {
  const undecided = results.flatMap((one) => one.undecided);
  const gone = results.flatMap((one) => one.gone);
  const sum = (of) => results.reduce((total, { compared }) => total + compared[of], 0);
  console.log(
    `${results.length} packages; ${sum("found")} listed fields found, ${sum("expected")} known to be gone, ${gone.length} gone; ${undecided.length} fields undecided`,
  );
  if (undecided.length > 0) console.log(WHAT_TO_DO);
  if (gone.length > 0) console.log(WHERE_TO_LOOK);
  const would = check ? "would change" : "changed";
  if (changed > 0) console.log(`${changed} rows of the catalog ${would}`);
  for (const file of written) console.log(`${would}: ${file}`);
}

const WHAT_TO_DO = `Look at each field marked "?". Where a container image can stand in it, add it to ADDITIONS in scripts/catalog/additions.mjs;
where not, run this again with --no-image 'TYPE PATH', or with --no-image all once you have read them all.`;

const WHERE_TO_LOOK = `Look where each field marked "-" went. If older versions that have it are still in use, it stays: say so in EXPECTED_GONE in
scripts/catalog/gone.mjs.`;
