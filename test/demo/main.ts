import { styleText } from "node:util";
import { openStack, startProvider, type EngineResult, type PolicyEvent } from "../engine/index.ts";
import { exampleProgram, openShop, packFolder, type Shop } from "../shop/shop.ts";
import { pulumiCli, ToolMissing } from "../tools/index.ts";
import { resultText, SCENES } from "./scenes.ts";

const out = (text = "") => process.stdout.write(`${text}\n`);
const heading = (text: string) => {
  out();
  out(styleText("bold", text, { stream: process.stdout }));
};

/** Shows a preview being gated: a registry, real signatures, the example stack, the real engine. */
async function demo(): Promise<void> {
  heading("digestbound: a Pulumi preview that lets only pinned and signed images through");
  out("Looking for the Pulumi CLI and cosign; what is not here is built once, from its Go module …");
  const cli = await pulumiCli();
  const shop = await openShop();
  const provider = await startProvider();
  const stack = await openStack({ program: exampleProgram(), debugProviders: provider.debugProviders });
  try {
    setScene(shop);
    heading(`$ pulumi preview --policy-pack policies        (Pulumi ${cli.version})`);
    const packConfig = { digestbound: { document: shop.document } };
    const result = await stack.run({
      command: "preview",
      packDir: packFolder(),
      packConfig,
      config: { registry: shop.registry.host },
    });
    out(policiesOf(result));
    explain(result, shop);
  } finally {
    stack.close();
    provider.close();
    await shop.close();
  }
}

function setScene({ registry }: Shop): void {
  heading(`A registry runs on ${registry.host}; the real cosign has signed images in it`);
  for (const { name, story } of SCENES) out(`  ${name.padEnd(8)} ${story}`);
}

/** The part of the engine's output that the pack wrote, as it stands there. */
function policiesOf({ output }: EngineResult): string {
  const from = output.indexOf("Policies:");
  return from === -1 ? output : output.slice(from).trimEnd();
}

function explain({ policyEvents, exitCode }: EngineResult, shop: Shop): void {
  heading("What happened");
  const of = (name: string): PolicyEvent[] => policyEvents.filter(({ urn }) => urn?.endsWith(`::${name}`) === true);
  const wrong = SCENES.filter(
    ({ name, expected }) =>
      of(name)
        .map(({ policyName }) => policyName)
        .sort()
        .join() !== [...expected].sort().join(),
  );
  for (const { name, expected } of SCENES) out(`  ${resultText(name, expected)}`);
  if (wrong.length > 0 || exitCode === 0) {
    throw new Error(`the preview did not do what the demo expects of it: ${wrong.map(({ name }) => name).join(", ")}`);
  }
  out();
  out(
    `  The digest for api was offered because ${shop.registry.host} holds a signature on exactly that digest, made with the`,
  );
  out("  release key. For cart nothing was offered: its tag points at an image that nobody trusted signed.");
  heading("What to do next");
  out("  1. Preview a stack of yours:   pulumi preview --policy-pack policies");
  out("  2. Say whom you trust:         docs/getting-started.md, step 3 (policies/digestbound.yaml and a public key)");
  out("  3. Try an image by hand:       npx digestbound verify IMAGE --policy policies/digestbound.yaml");
  out();
}

demo().catch((error: unknown) => {
  process.stderr.write(
    `\n${error instanceof ToolMissing ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
});
