import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { repositoryRoot, runCommand } from "../tools/index.ts";
import { BOT, type FakeGitHub, pullRequestEvent, startFakeGitHub, TOKEN } from "./fake-github.ts";

const script = join(repositoryRoot(), "action/comment.mjs");
const REPORT = "<!-- digestbound -->\n### ❌ digestbound: rejected\n\n1 checked: 1 rejected.\n";
const FINE = "<!-- digestbound -->\n### ✅ digestbound: accepted\n";

let folder: string;
let github: FakeGitHub;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-comment-"));
  github = await startFakeGitHub();
});
afterEach(async () => {
  await github.close();
  rmSync(folder, { recursive: true });
});

interface Given {
  readonly report?: string;
  readonly event?: object;
  readonly env?: NodeJS.ProcessEnv;
}

async function comment({ report = REPORT, event = pullRequestEvent(), env = {} }: Given = {}): Promise<string> {
  const [summary, eventFile] = [join(folder, "summary.md"), join(folder, "event.json")];
  writeFileSync(summary, report);
  writeFileSync(eventFile, JSON.stringify(event));
  const given = {
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_JOB: "images",
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_RUN_ID: "42",
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_TOKEN: TOKEN,
    GITHUB_WORKFLOW: "checks",
    EXIT_CODE: "1",
    SUMMARY: summary,
  };
  const { exitCode, output } = await runCommand(process.execPath, [script], {
    env: { ...given, ...env },
    timeoutMs: 50_000,
  });
  expect(exitCode).toBe(0);
  expect(output).not.toContain(TOKEN);
  return output;
}

const bodies = () => github.comments.map(({ body }) => body);
const writes = () => github.requests.filter((one) => /^(?:POST \/repos|PATCH)/.test(one));
const answering = (method: string, answer: (response: ServerResponse) => void) => {
  github.handler = (request, response) => {
    if (request.method !== method || request.url === "/graphql") return false;
    answer(response);
    return true;
  };
};

describe("the comment on a pull request (against a mock of GitHub's API)", () => {
  it("is made once, and says of which commit and which run it is", async () => {
    expect(await comment()).toBe("");
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toMatch(/^<!-- digestbound -->\n<!-- [0-9a-f]{16} -->\n### ❌ digestbound: rejected/);
    expect(bodies()[0]).toContain("Commit aaaaaaaaaaaa, [the run](https://github.example/acme/shop/actions/runs/42)");
  });

  it("is updated in place, also where all is well again", async () => {
    await comment();
    await comment({ report: REPORT.replaceAll("1 ", "2 ") });
    await comment({ report: FINE, env: { EXIT_CODE: "0" } });
    expect(bodies()).toEqual([expect.stringContaining("✅ digestbound: accepted")]);
    expect(writes().map((one) => one.split(" ")[0])).toEqual(["POST", "PATCH", "PATCH"]);
  });

  it("is not made where all is well from the beginning", async () => {
    await comment({ report: FINE, env: { EXIT_CODE: "0" } });
    expect(bodies()).toEqual([]);
  });

  it.each([
    ["job", { GITHUB_JOB: "other" }],
    ["workflow", { GITHUB_WORKFLOW: "other" }],
    ["name", { INPUT_NAME: "other" }],
  ])("of another %s is another", async (_, env) => {
    await comment();
    await comment({ env });
    await comment();
    expect(bodies()).toHaveLength(2);
  });

  it("of somebody else that has the marker is left alone: anybody may write it", async () => {
    await comment();
    const [mine] = github.comments.splice(0);
    const forged = { id: 1, user: { login: "mallory" }, body: mine?.body ?? "" };
    github.comments.push(forged, { id: 2, user: null, body: forged.body });
    await comment({ report: REPORT.replace("1 rejected", "5 rejected") });
    expect(bodies().map((body) => body.includes("5 rejected"))).toEqual([false, false, true]);
    expect(github.comments[2]?.user?.login).toBe(BOT);
  });

  it.each([
    ["that of the App whose token is used", "acme-checks[bot]"],
    ["that of Actions where GitHub does not tell", null],
  ])("is known by its author: %s", async (_, login) => {
    github.login = login;
    await comment();
    await comment();
    expect(bodies()).toHaveLength(1);
  });

  it("is found behind a hundred others", async () => {
    const other = (id: number) => ({ id, user: { login: "somebody" }, body: "nice" });
    github.comments.push(...Array.from({ length: 250 }, (_, index) => other(index + 1)));
    await comment();
    await comment();
    expect(bodies()).toHaveLength(251);
    expect(github.requests.filter((one) => one.includes("page=3"))).toHaveLength(2);
  });

  it("is no longer than GitHub takes, and says that it was cut", async () => {
    const long = `${REPORT}<details><summary>Files</summary>\n\n${"- a file | of a name\n".repeat(4000)}\n</details>\n`;
    await comment({ report: long });
    const [body = ""] = bodies();
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(65_000);
    expect(body).toMatch(/a name\n\n<\/details>\n\nCut here: the job's summary has the whole report\.\n\n<sub>/);
  });
});

describe("where there can be no comment, the job does not fail by it and the log says why", () => {
  const forbidden = (response: ServerResponse) =>
    void response.writeHead(403).end(JSON.stringify({ message: "Resource not accessible by integration" }));

  it.each(["GET", "POST"])("a missing permission, at %s: which one", async (method) => {
    answering(method, forbidden);
    const output = await comment();
    expect(output).toMatch(/^::warning title=digestbound::There is no comment: .*pull-requests: write/);
    expect(output).toContain("Resource not accessible by integration");
    expect(output).toContain("job's summary");
  });

  it("at an update, too", async () => {
    await comment();
    answering("PATCH", forbidden);
    expect(await comment()).toContain("pull-requests: write");
  });

  it.each([["acme-fork/shop"], [null]])("a fork (%s): no permission helps, and that is no fault", async (from) => {
    answering("POST", forbidden);
    const output = await comment({ event: pullRequestEvent({ from }) });
    expect(output).toBe(
      "::notice title=digestbound::This pull request comes from a fork, whose token may not comment. The report is in the job's summary and in the log.\n",
    );
  });

  it("not found", async () => {
    answering("GET", (response) => void response.writeHead(404).end("{}"));
    expect(await comment()).toContain('GitHub says "HTTP 404" (404)');
  });

  it("a wrong token", async () => {
    expect(await comment({ env: { GITHUB_TOKEN: "" } })).toContain('GitHub says "Bad credentials" (401)');
  });

  it("a limit that is over in no time is waited for", async () => {
    let refused = 0;
    github.handler = ({ method }, response) => {
      if (method !== "GET" || refused > 0) return false;
      refused += 1;
      response.writeHead(403, { "retry-after": "0", "x-ratelimit-remaining": "0" }).end("{}");
      return true;
    };
    expect(await comment()).toBe("");
    expect(bodies()).toHaveLength(1);
  });

  it.each([
    ["429 and an hour", 429, { "retry-after": "3600" }],
    ["403 and an hour", 403, { "retry-after": "3600", "x-ratelimit-remaining": "0" }],
    ["403 and no time", 403, { "x-ratelimit-remaining": "0" }],
  ])("a limit that lasts is not: %s", async (_, status, headers) => {
    answering("GET", (response) => void response.writeHead(status, headers).end("{}"));
    expect(await comment()).toContain("::warning title=digestbound::GitHub limits requests");
    expect(github.requests).toHaveLength(1);
  });

  it("a redirect, which may lead the token elsewhere", async () => {
    answering("GET", (response) => void response.writeHead(302, { location: "/elsewhere" }).end());
    expect(await comment()).toContain("GitHub does not answer");
    expect(github.requests).toHaveLength(1);
  });

  it("an answer that is none", async () => {
    answering("GET", (response) => void response.writeHead(200).end("<html>"));
    expect(await comment()).toMatch(/^::warning title=digestbound::There is no comment/);
  });

  it("nobody there", async () => {
    expect(await comment({ env: { GITHUB_API_URL: "http://127.0.0.1:9" } })).toContain("GitHub does not answer");
  });

  it("what GitHub says stays in its line (law 10)", async () => {
    const message = "no\n::error::injected\r%0A::stop-commands::x";
    answering("GET", (response) => void response.writeHead(403).end(JSON.stringify({ message })));
    expect((await comment()).trimEnd().split(/[\r\n]/)).toHaveLength(1);
  });

  it("no pull request", async () => {
    expect(await comment({ event: { ref: "refs/heads/main" } })).toContain("about no pull request");
    expect(github.requests).toEqual([]);
  });
});
