// One comment on the pull request, made once and updated in place. Whatever goes wrong is told and fails nothing: the report is
// in the log and in the job's summary, and the verdict is the exit code.
import { readFileSync } from "node:fs";
import { bodyOf, markerOf } from "./body.mjs";
import { GitHub, Refused } from "./github.mjs";
import { tell } from "./workflow.mjs";

const { env } = process;
const ELSEWHERE = "The report is in the job's summary and in the log.";

/** The pull request that this run is about, if it is about one. */
function pullRequest() {
  const { pull_request: found } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, "utf8"));
  if (!Number.isSafeInteger(found?.number)) return undefined;
  // Of a fork that was deleted there is no repository.
  const isFork = found.head?.repo?.full_name !== found.base?.repo?.full_name;
  return { number: found.number, commit: found.head?.sha, isFork };
}

async function comment({ number, commit }) {
  const github = new GitHub(env);
  const repository = env.GITHUB_REPOSITORY;
  const marker = markerOf(env);
  const all = await github.comments(repository, number);
  const marked = all.filter(({ body }) => typeof body === "string" && body.startsWith(marker));
  // Anybody may write the marker into a comment.
  const login = marked.length === 0 ? undefined : await github.login();
  const own = marked.find(({ user }) => user?.login === login);
  const isFine = env.EXIT_CODE === "0";
  if (own === undefined && isFine) return;
  const body = bodyOf(readFileSync(env.SUMMARY, "utf8"), marker, { commit, env });
  await (own === undefined ? github.create(repository, number, body) : github.update(repository, own.id, body));
}

function explain(error, { isFork }) {
  const { status, message } = error;
  if (status === 429) return tell("warning", `GitHub limits requests, so there is no comment. ${ELSEWHERE}`);
  if (![401, 403, 404].includes(status)) return tell("warning", `There is no comment: ${message}. ${ELSEWHERE}`);
  if (isFork) return tell("notice", `This pull request comes from a fork, whose token may not comment. ${ELSEWHERE}`);
  tell(
    "warning",
    `There is no comment: GitHub says "${message}" (${status}). The job needs this in its permissions: pull-requests: write. ${ELSEWHERE}`,
  );
}

try {
  const found = pullRequest();
  if (found === undefined) tell("notice", `This run is about no pull request, so there is no comment. ${ELSEWHERE}`);
  else await comment(found).catch((error) => explain(error, found));
} catch (error) {
  if (error instanceof Refused) throw error;
  tell("warning", `There is no comment: ${error.code ?? error.name}. ${ELSEWHERE}`);
}
