import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../tools/index.ts";

/** An AWS CDK app in a folder of its own, which has this package and the CDK installed. */
export interface CdkApp {
  readonly folder: string;
  /** Writes a file of the app. */
  readonly write: (name: string, content: string | object) => void;
  /** Runs the app with this body by itself, as `node app.js`. */
  readonly run: (body: string, options?: object) => Promise<Synthesised>;
  /** The same with the CDK's own command line, `cdk synth`. */
  readonly synth: (body: string, options?: object) => Promise<Synthesised>;
  /** Runs this text as the whole of `app.js`. */
  readonly runAll: (text: string) => Promise<Synthesised>;
  /** Runs node in the app's folder. */
  readonly node: (args: readonly string[]) => Promise<Pick<Synthesised, "code" | "output">>;
  readonly remove: () => void;
}

export interface Synthesised {
  readonly code: number | null;
  /** What it said on either stream, without colours. */
  readonly output: string;
  /** `validation-report.json`, what the CDK keeps of each plugin's report. */
  readonly report: () => unknown;
}

/** Body and options are what each app differs in. */
const program = (body: string, options: object) => `
const cdk = require("aws-cdk-lib");
const { App, Stack, NestedStack, Stage, CfnResource, Validations, Aspects, aws_ecs: ecs, aws_lambda: lambda } = cdk;
const { ImagePolicy, PinImages } = require("digestbound/cdk");
const app = new App({ outdir: process.env.CDK_OUTDIR ?? "cdk.out" });
const task = (scope, id, image) => new ecs.CfnTaskDefinition(scope, id, { containerDefinitions: [{ name: "c", image }] });
const acknowledge = (scope, ...ids) =>
  Validations.of(scope).acknowledge(...ids.map((id) => ({ id: "digestbound::" + id, reason: "it is known" })));
${body}
Validations.of(app).addPlugins(new ImagePolicy(${JSON.stringify(options)}));
app.synth();
`;

export function makeCdkApp(): CdkApp {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-cdk-e2e-"));
  const root = repositoryRoot();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/digestbound"));
  for (const name of ["aws-cdk-lib", "constructs"])
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  const write: CdkApp["write"] = (name, content) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  };
  const start = async (args: readonly string[], text: string): Promise<Synthesised> => {
    rmSync(join(folder, "cdk.out"), { recursive: true, force: true });
    write("app.js", text);
    const ended = await node(args, folder);
    return {
      ...ended,
      report: () => JSON.parse(readFileSync(join(folder, "cdk.out/validation-report.json"), "utf8")) as unknown,
    };
  };
  const cli = [
    join(root, "node_modules/aws-cdk/bin/cdk"),
    "synth",
    "--quiet",
    "--no-version-reporting",
    "--no-notices",
  ];
  return {
    folder,
    write,
    run: (body, options = {}) => start(["app.js"], program(body, options)),
    synth: (body, options = {}) => start([...cli, "--app", "node app.js"], program(body, options)),
    runAll: (text) => start(["app.js"], text),
    node: (args) => node(args, folder),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing of this machine's own settings, no account, and no network but what the policy names. */
function node(args: readonly string[], cwd: string): Promise<Pick<Synthesised, "code" | "output">> {
  const { PATH } = process.env;
  const env = {
    ...{ PATH, HOME: cwd, CI: "true", NO_COLOR: "1", FORCE_COLOR: "0", DIGESTBOUND_CACHE: "off" },
    ...{ CDK_DISABLE_CLI_TELEMETRY: "true", AWS_EC2_METADATA_DISABLED: "true", CDK_VALIDATION: "false" },
  };
  const { promise, resolve, reject } = Promise.withResolvers<Pick<Synthesised, "code" | "output">>();
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.once("error", reject);
  child.once("close", (code) => {
    // Where Node shows the line that threw, that is the whole of the CDK's minified file.
    resolve({
      code,
      output: output
        .split("\n")
        .filter((line) => line.length < 2_000)
        .join("\n"),
    });
  });
  return promise;
}
