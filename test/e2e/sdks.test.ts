import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { openStack, startProvider, type EngineResult, type Stack, type StandInProvider } from "../engine/index.ts";
import { CASES } from "../sdks/cases.ts";
import { LATE, REGISTRY, valuesOf, type SdkCase } from "../sdks/sdk-case.ts";
import { packFolder } from "../shop/shop.ts";
import { providerSdks, repositoryRoot, startServer, type ServerProcess } from "../tools/index.ts";

const TIMEOUT = 240_000;
const PACKAGES = [...new Set(CASES.map(({ constructed }) => constructed.split(".")[0] ?? ""))];
/** Without it the file backend writes the whole state after each resource. */
const NO_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

let provider: StandInProvider;
let program: ServerProcess;
let stack: Stack;
beforeAll(async () => {
  const sdks = await providerSdks();
  provider = await startProvider({
    packages: PACKAGES.map((name) => ({ name, version: "99.0.0", resources: {} })),
    outputs: (urn) => (urn.endsWith("::repository") ? { repositoryUrl: REGISTRY } : {}),
    functions: {
      "kubernetes:yaml:decode": ({ text }) => ({
        result: parseAllDocuments(typeof text === "string" ? text : "").map((document) => document.toJS() as object),
      }),
    },
  });
  program = await startServer(process.execPath, [join(repositoryRoot(), "dist/test/sdks/program.js"), sdks]);
  stack = await openStack({
    program: { name: "sdks", runtime: "nodejs" },
    debugProviders: provider.debugProviders,
    env: NO_CHECKPOINTS,
  });
}, TIMEOUT);
afterAll(async () => {
  stack.close();
  provider.close();
  await program.close();
});

function run(command: "preview" | "up", levels: object = {}): Promise<EngineResult> {
  const args = [`--client=${program.host}`, "--exec-kind=auto.inline", ...(command === "up" ? ["--skip-preview"] : [])];
  return stack.run({ command, args, packs: [{ dir: packFolder(), config: levels }] });
}

/** The first lines of what a rule tells of a resource: the place, and after a colon what is there. */
function told(result: EngineResult, rule: string, resource: string): string[] {
  const events = result.policyEvents.filter(({ urn, policyName }) => {
    return policyName === rule && urn?.endsWith(`::${resource}`) === true;
  });
  return events.map(({ urn = "", message }) => {
    const [type] = (urn.split("::")[2] ?? "").split("$").slice(-1);
    // What the image is for stands after its place.
    return `${type ?? ""} ${message.split("\n")[1] ?? ""}`.replace(/ \((?:base image|artifact)\)/, "");
  });
}

/** The lines, of which the one that goes on as a finding does is cut there. */
function cut(lines: readonly string[], subject: string): string[] {
  return lines.map((line) => (line.startsWith(`${subject}: `) ? subject : line));
}

const TYPES = new Set(CASES.map(({ type }) => type));
const SEEN = CASES.filter(({ hiddenBeside }) => hiddenBeside !== true);
const TWINS = CASES.filter(({ child }) => child === undefined);
const pinnedAt = (one: SdkCase, name: string): string => `${one.type} ${one.path}: ${valuesOf(name, "").image}`;
const unknownAt = (one: SdkCase): string => `${one.type} ${one.unknownPath ?? one.path}`;

describe(`what the SDKs' own constructors make of a program (${TYPES.size} types of ${PACKAGES.length} packages)`, () => {
  let preview: EngineResult;
  beforeAll(async () => {
    preview = await run("preview");
  }, TIMEOUT);

  it("fails for its images, and for nothing else", () => {
    const errors = preview.diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("preview failed")]);
  });

  it.each(SEEN)("$type: the tag at $path is told, beside a value that is unknown (law 6)", (one) => {
    const subject = pinnedAt(one, one.name);
    expect(cut(told(preview, "image-pinned", one.child ?? one.name), subject)).toContain(subject);
  });

  it.each(CASES.filter(({ hiddenBeside }) => hiddenBeside === true))(
    "$type: the SDK makes all unknown that stands around $path, and that is told",
    (one) => {
      expect(cut(told(preview, "image-known", one.name), unknownAt(one))).toContain(unknownAt(one));
    },
  );

  it.each(TWINS)("$type: an image at $path that is not known yet is told (law 6)", (one) => {
    expect(cut(told(preview, "image-known", one.name + LATE), unknownAt(one))).toContain(unknownAt(one));
  });
});

describe("at update, where every value is known", () => {
  let update: EngineResult;
  beforeAll(async () => {
    // Advisory, because an update stops at the first resource that is rejected.
    update = await run("up", { all: "advisory" });
  }, TIMEOUT);

  it("comes to its end", () => {
    expect(update.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(update.exitCode).toBe(0);
  });

  it.each(TWINS)("$type: what was unknown at $path is told (law 6)", (one) => {
    const subject = pinnedAt(one, one.name + LATE);
    expect(cut(told(update, "image-pinned", one.name + LATE), subject)).toContain(subject);
  });
});
