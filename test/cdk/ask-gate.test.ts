import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { askGate } from "../../src/cdk/ask-gate.ts";

const folder = mkdtempSync(join(tmpdir(), "digestbound-cdk-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Asks a process that runs this program. */
function ask(program: string, deadline = 30) {
  const entry = join(folder, "entry.cjs");
  writeFileSync(entry, program);
  return askGate({ kind: "judge", templates: ["/app/Web.template.json"] }, "judged", { deadline, folder, entry });
}

const answering = (answer: unknown, more = "") =>
  `require("fs").writeFileSync(3,${JSON.stringify(JSON.stringify(answer))});${more}`;
const report = { success: true, violations: [] };

describe("the gate's own process", () => {
  it("answers the question that it reads", () => {
    const echo =
      'let t="";process.stdin.on("data",(d)=>t+=d).on("end",()=>require("fs").writeFileSync(3,JSON.stringify({kind:"judged",report:{success:true,violations:[],metadata:JSON.parse(t)}})))';
    expect(ask(echo).report.metadata).toEqual({ kind: "judge", templates: ["/app/Web.template.json"] });
  });

  it("has this environment", () => {
    process.env["DIGESTBOUND_TEST"] = "here";
    const told = `require("fs").writeFileSync(3,JSON.stringify({kind:"judged",report:{success:true,violations:[],metadata:{v:process.env.DIGESTBOUND_TEST}}}))`;
    expect(ask(told).report.metadata).toEqual({ v: "here" });
    delete process.env["DIGESTBOUND_TEST"];
  });

  it("is understood whatever else is said on its stdout, such as by what NODE_OPTIONS loads", () => {
    const noise = "process.stdout.write('[dotenv] injecting env\\n');process.stderr.write('x');";
    expect(ask(noise + answering({ kind: "judged", report })).report).toEqual(report);
  });

  it("starts in the folder that it is told, wherever this process is", () => {
    const told = `require("fs").writeFileSync(3,JSON.stringify({kind:"judged",report:{success:true,violations:[],metadata:{v:process.cwd()}}}))`;
    expect(ask(told).report.metadata).toEqual({ v: realpathSync(folder) });
  });

  it("whose folder is gone gave no answer (law 3)", () => {
    const gone = { deadline: 30, folder: join(folder, "gone"), entry: join(folder, "entry.cjs") };
    const question = { kind: "judge", templates: [] } as const;
    expect(() => askGate(question, "judged", gone)).toThrow(/could not be run \(ENOENT\)/);
  });

  it.each<[string, string, RegExp]>([
    [
      "fails and says why",
      answering({ kind: "failed", message: "digestbound.yaml:1: no." }, "process.exitCode=1"),
      /^digestbound\.yaml:1: no\.$/,
    ],
    ["says that it failed, and ends well", answering({ kind: "failed", message: "no" }), /^no$/],
    ["ends badly with a good answer", answering({ kind: "judged", report }, "process.exitCode=1"), /exit code 1/],
    ["throws", "throw new Error('/home/somebody')", /exit code 1/],
    ["is killed", "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9999)", /SIGTERM/],
    ["says nothing", "", /no answer that can be read/],
    ["says no JSON", "require('fs').writeFileSync(3, 'fine')", /no answer that can be read/],
    ["says null", answering(null), /no answer that can be read/],
    ["answers another question", answering({ kind: "pinned", writes: [] }), /no answer that can be read/],
    [
      "leaves out whether it succeeded",
      answering({ kind: "judged", report: { violations: [] } }),
      /no answer that can be read/,
    ],
    [
      "leaves out the violations",
      answering({ kind: "judged", report: { success: true } }),
      /no answer that can be read/,
    ],
    [
      "says more than can be read",
      "require('fs').writeFileSync(3, 'x'.repeat(70 * 1024 * 1024))",
      /could not be run \(ENOBUFS\)/,
    ],
  ])("that %s gave no answer (law 3)", (_, program, message) => {
    let failure: unknown;
    try {
      ask(program);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ name: "GateFailure", message: expect.stringMatching(message) });
    expect(String(failure)).not.toMatch(/\/home|\/tmp/);
  });

  it("that takes too long is ended, whatever it does about it", () => {
    const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    const began = performance.now();
    expect(() => ask(deaf, 0.5)).toThrow(/did not answer within 0\.5 s, and was ended/);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
