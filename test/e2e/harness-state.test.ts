import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { analyzeState, openStack, STACK_PASSPHRASE, startProvider, type StandInProvider } from "../engine/index.ts";
import { NO_LATEST, NO_LATEST_CALLBACK, oneCallback, onePolicy, packWriter, pod, project } from "./trivial.ts";

jest.setTimeout(60_000);

const REMEDIATES = onePolicy(
  `remediateResource: (args) => {
     if (args.type !== "kubernetes:core/v1:Pod") return;
     args.props.spec.containers[0].image = "shop:2";
     return args.props;
   }`,
  { name: "moves", level: "remediate" },
);
const TELLS_ITS_RUN = oneCallback(`(args, reportViolation) => {
  if (args.type !== "kubernetes:core/v1:Pod") return;
  const { getProject, getStack, runtime } = require("@pulumi/pulumi");
  reportViolation([getProject(), getStack(), runtime.isDryRun(), process.env.PULUMI_BACKEND_URL ?? "none"].join(", "));
}`);

let provider: StandInProvider;
let state: string;
const pack = packWriter();
beforeAll(async () => {
  provider = await startProvider();
  const secret = { type: "kubernetes:core/v1:ConfigMap", properties: { data: "${hidden}" } };
  const program = project({ bad: pod("shop:latest"), secret });
  const stack = await openStack({
    program: { ...program, variables: { hidden: { "fn::secret": { key: "what nobody may see" } } } },
    debugProviders: provider.debugProviders,
  });
  const { exitCode, output } = await stack.run({ command: "up", args: ["--skip-preview"] });
  if (exitCode !== 0) throw new Error(output);
  state = await stack.exportState();
  stack.close();
});
afterAll(() => {
  provider.close();
});

const urn = "urn:pulumi:dev::harness::kubernetes:core/v1:Pod::bad";

describe("an exported state", () => {
  it("holds the resources and none of their secrets", () => {
    const { deployment } = JSON.parse(state) as { deployment: { resources: { urn: string; inputs?: object }[] } };
    expect(deployment.resources.find((one) => one.urn === urn)?.inputs).toMatchObject({
      spec: { containers: [{ image: "shop:latest" }] },
    });
    expect(state).not.toContain("what nobody may see");
  });
});

describe("the analysis of a state", () => {
  it.each(["language-host", "executable"] as const)(
    "reports violations without a stack or a program, booted by the %s",
    async (boot) => {
      const result = await analyzeState({ state, boot, packDir: pack(NO_LATEST) });
      expect(result.policyEvents).toEqual([
        {
          urn,
          policyName: "no-latest",
          policyPackName: "trivial",
          enforcementLevel: "mandatory",
          severity: undefined,
          message: "Images have a tag.\nlatest: shop:latest",
        },
      ]);
      expect(result.exitCode).not.toBe(0);
    },
  );

  it("takes a configuration for each pack", async () => {
    const [first, second] = ["first", "second"].map((name) =>
      pack(onePolicy(`validateResource: ${NO_LATEST_CALLBACK}`, { pack: name })),
    );
    const packs = [{ dir: first ?? "" }, { dir: second ?? "", config: { "no-latest": "advisory" } }];
    const { policyEvents } = await analyzeState({ state, packs });
    expect(policyEvents.map((event) => [event.policyPackName, event.enforcementLevel]).sort()).toEqual([
      ["first", "mandatory"],
      ["second", "advisory"],
    ]);
  });

  it("tells what a remediation would change", async () => {
    const { remediations, exitCode } = await analyzeState({ state, packDir: pack(REMEDIATES) });
    const changed = remediations.find((one) => one.urn === urn);
    expect(changed?.before).toMatchObject({ spec: { containers: [{ image: "shop:latest" }] } });
    expect(changed?.after).toMatchObject({ spec: { containers: [{ image: "shop:2" }] } });
    expect(exitCode).toBe(0);
  });

  it.each([
    ["shows a secret, whatever its type, as one text", {}, { data: "[secret]" }],
    [
      "reads secrets where the passphrase is given",
      { PULUMI_CONFIG_PASSPHRASE: STACK_PASSPHRASE },
      { data: { key: "what nobody may see" } },
    ],
  ])("%s", async (_, env, props) => {
    const tells = oneCallback(`(args, report) => {
      if (args.urn.endsWith("::secret")) report(JSON.stringify(args.props));
    }`);
    const { policyEvents } = await analyzeState({ state, env, packDir: pack(tells) });
    expect(policyEvents.map((event) => event.message)).toEqual([`Images have a tag.\n${JSON.stringify(props)}`]);
  });

  it("boots the pack without a stack or a backend", async () => {
    const { policyEvents } = await analyzeState({ state, packDir: pack(TELLS_ITS_RUN) });
    expect(policyEvents.map((event) => event.message)).toContain("Images have a tag.\nproject, stack, false, none");
  });

  it("is not confused by a pack that prints, which the engine moves to stderr", async () => {
    const prints = oneCallback('() => console.log("{ printed")');
    const result = await analyzeState({ state, packDir: pack(prints) });
    expect(result.stderr).toContain("{ printed");
    expect(result.exitCode).toBe(0);
  });
});
