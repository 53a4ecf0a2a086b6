// One scan of the checkout, in every format that later steps need. Fails never by a verdict: that is the last step's, so that the
// report is out before.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argumentsOf, InvalidInput } from "./inputs.mjs";
import { output, tell } from "./workflow.mjs";

/** GitHub shows no summary of a step that is longer. */
const LONGEST_SUMMARY = 1024 * 1024;
const NO_RESULT = 3;

const { env } = process;
const folder = mkdtempSync(join(env.RUNNER_TEMP, "digestbound", "report-"));
const at = (name) => join(folder, name);

const FORMATS = { json: "report.json", sarif: "results.sarif", markdown: "summary.md", github: "annotations.txt" };

function check() {
  const wanted = Object.entries(FORMATS).flatMap(([format, file]) => ["--format", format, "--output", at(file)]);
  const main = join(env.INSTALLED, "node_modules/digestbound/dist/src/cli/main.js");
  const { status } = spawnSync(
    process.execPath,
    [main, "check", "--format", "pretty", ...wanted, ...argumentsOf(env)],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  return status ?? NO_RESULT;
}

/** How many blobs are kept: pointers change with every run, and are worth no upload. */
function kept() {
  const blobs = ["sha256", "sha512"].map((algorithm) => join(env.DIGESTBOUND_CACHE, "registry", algorithm));
  return blobs.filter((one) => existsSync(one)).flatMap((one) => readdirSync(one, { recursive: true })).length;
}

/** What there is to say where the check could not begin: why stands in the log, and is not for mark-up. */
function withoutReport(code) {
  const what = code === 2 ? "a usage or policy error" : "an internal error";
  return `<!-- digestbound -->\n### ❌ digestbound: did not run\n\nThis is ${what} (exit code ${code}); the log of the step says which. Nothing was checked.\n`;
}

function summarise(code) {
  if (!existsSync(at(FORMATS.markdown))) writeFileSync(at(FORMATS.markdown), withoutReport(code));
  const text = readFileSync(at(FORMATS.markdown));
  const before = statSync(env.GITHUB_STEP_SUMMARY, { throwIfNoEntry: false })?.size ?? 0;
  if (before + text.length <= LONGEST_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, text);
  else tell("notice", "The job's summary is full: the report is in the log alone.");
}

function written(name) {
  return existsSync(at(name)) ? at(name) : "";
}

try {
  const before = kept();
  const code = check();
  if (written(FORMATS.github) !== "") process.stdout.write(readFileSync(at(FORMATS.github)));
  summarise(code);
  output({
    "exit-code": String(code),
    report: written(FORMATS.json),
    sarif: written(FORMATS.sarif),
    summary: at(FORMATS.markdown),
    "cache-grew": String(kept() > before),
  });
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  tell("error", error.message);
  summarise(2);
  output({ "exit-code": "2", summary: at(FORMATS.markdown) });
}
