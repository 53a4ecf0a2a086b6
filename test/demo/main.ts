import {
  openStack,
  startProvider,
  type EngineResult,
  type PolicyEvent,
  type StandInProvider,
} from "../engine/index.ts";
import { exampleProgram, openShop, packFolder, type Shop } from "../shop/shop.ts";
import { pulumiCli, ToolMissing } from "../tools/index.ts";
import { heading, out, policiesOf } from "./print.ts";
import { showRemediation } from "./remediation.ts";
import { resultText, SCENES } from "./scenes.ts";

/** Shows a stack being gated, remediated, and guarded between preview and update: a registry, real signatures, the real engine. */
async function demo(): Promise<void> {
  heading("digestbound: a Pulumi preview that lets only pinned and signed images through");
  out("Looking for the Pulumi CLI and cosign; what is not here is built once, from its Go module …");
  const cli = await pulumiCli();
  const shop = await openShop();
  const provider = await startProvider();
  try {
    setScene(shop);
    await showGate(shop, provider, cli.version);
    await showRemediation(shop, provider);
    heading("What to do next");
    out("  1. Preview a stack of yours:   pulumi preview --policy-pack policies");
    out("  2. Say whom you trust:         docs/getting-started.md, ten commands and one decision");
    out("  3. Have digests written:       docs/remediation.md");
    out("  4. Try an image by hand:       npx digestbound verify IMAGE --policy policies/digestbound.yaml");
    out();
  } finally {
    provider.close();
    await shop.close();
  }
}

async function showGate(shop: Shop, provider: StandInProvider, version: string): Promise<void> {
  const stack = await openStack({ program: exampleProgram(), debugProviders: provider.debugProviders });
  try {
    heading(`$ pulumi preview --policy-pack policies        (Pulumi ${version})`);
    const result = await stack.run({
      command: "preview",
      packDir: packFolder(),
      packConfig: { digestbound: { document: shop.document } },
      config: { registry: shop.registry.host },
    });
    out(policiesOf(result));
    explain(result, shop);
  } finally {
    stack.close();
  }
}

function setScene({ registry }: Shop): void {
  heading(`A registry runs on ${registry.host}; the real cosign has signed images in it`);
  for (const { name, story } of SCENES) out(`  ${name.padEnd(8)} ${story}`);
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
}

demo().catch((error: unknown) => {
  process.stderr.write(
    `\n${error instanceof ToolMissing ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
});
