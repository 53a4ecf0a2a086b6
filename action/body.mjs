import { createHash } from "node:crypto";

/** What every report begins with. */
const MARKER = "<!-- digestbound -->";
/** GitHub takes no longer comment. */
const LONGEST = 65_536;

/** How this job's comment begins, and no other's: two jobs do not write over each other's. */
export function markerOf(env) {
  const parts = [env.GITHUB_WORKFLOW, env.GITHUB_JOB, env.INPUT_NAME];
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  return `${MARKER}\n<!-- ${key} -->\n`;
}

/** The comment: the report, as of which commit, and where the whole of it is. */
export function bodyOf(report, marker, { commit, env }) {
  const own = report.startsWith(MARKER) ? report.slice(MARKER.length).trimStart() : report;
  const run = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`;
  const of = /^[0-9a-f]{40,64}$/.test(commit ?? "") ? `Commit ${commit.slice(0, 12)}, ` : "";
  const footer = `\n<sub>${of}[the run](${run})</sub>\n`;
  return marker + fitted(own, LONGEST - marker.length - footer.length) + footer;
}

/** Whole lines of a text; what was open is closed, and that something is missing is told. */
function fitted(text, room) {
  if (text.length <= room) return text;
  const told = "\n\nCut here: the job's summary has the whole report.\n";
  const cut = text.slice(0, text.lastIndexOf("\n", room - told.length - 20));
  const open = cut.split("<details>").length - cut.split("</details>").length;
  return cut + "\n\n</details>".repeat(Math.max(0, Math.min(open, 1))) + told;
}
