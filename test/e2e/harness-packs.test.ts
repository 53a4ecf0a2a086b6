import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { runEngine, startProvider, type StandInProvider } from "../engine/index.ts";
import { NO_LATEST_CALLBACK, onePolicy, packWriter, pod, project } from "./trivial.ts";

jest.setTimeout(60_000);

const NO_LATEST = `validateResource: ${NO_LATEST_CALLBACK}`;
const PINS = onePolicy(
  `validateResource: () => undefined,
   remediateResource: (args) => {
     if (args.type !== "kubernetes:core/v1:Pod") return;
     args.props.spec.containers[0].image = "shop@sha256:0";
     return args.props;
   }`,
  { name: "pins", level: "remediate" },
);
const containers = (image: string) => ({ spec: { containers: [{ name: "main", image }] } });

let provider: StandInProvider;
const pack = packWriter();
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => {
  provider.close();
});

const preview = () => ({ command: "preview" as const, debugProviders: provider.debugProviders });

describe("several packs in one run", () => {
  it("are all asked, each with its own configuration", async () => {
    const [first, second] = ["first", "second"].map((name) => pack(onePolicy(NO_LATEST, { pack: name })));
    const result = await runEngine({
      ...preview(),
      program: project({ bad: pod("shop:latest") }),
      packs: [{ dir: first ?? "" }, { dir: second ?? "", config: { "no-latest": "advisory" } }],
    });
    const told = result.policyEvents.map((event) => [event.policyPackName, event.enforcementLevel]);
    expect(told.sort()).toEqual([
      ["first", "mandatory"],
      ["second", "advisory"],
    ]);
  });

  it("are joined to the one of the short form", async () => {
    const result = await runEngine({
      ...preview(),
      program: project({ bad: pod("shop:latest") }),
      packDir: pack(onePolicy(NO_LATEST, { pack: "short" })),
      packConfig: { "no-latest": "disabled" },
      packs: [{ dir: pack(onePolicy(NO_LATEST, { pack: "long" })) }],
    });
    expect(result.policyEvents.map((event) => event.policyPackName)).toEqual(["long"]);
  });
});

describe("a remediation", () => {
  it("tells the inputs before and after it", async () => {
    const result = await runEngine({
      ...preview(),
      program: project({ web: pod("shop:latest") }),
      packDir: pack(PINS),
    });
    expect(result.remediations).toEqual([
      {
        urn: "urn:pulumi:dev::harness::kubernetes:core/v1:Pod::web",
        policyName: "pins",
        policyPackName: "trivial",
        before: containers("shop:latest"),
        after: containers("shop@sha256:0"),
      },
    ]);
    expect(result.exitCode).toBe(0);
  });
});
