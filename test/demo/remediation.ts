import { openStack, type EngineResult, type Stack, type StandInProvider } from "../engine/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { exampleProgram, packFolder, type Shop } from "../shop/shop.ts";
import { heading, out, policiesOf } from "./print.ts";

/** The resources of the example stack whose images somebody trusted signed: for the others no digest can be written. */
const TRUSTED = ["web", "api"];

/** The example stack with its tags replaced by verified digests, and what happens when a tag moves after the preview. */
export async function showRemediation(shop: Shop, provider: StandInProvider): Promise<void> {
  const program = onlyTrusted(exampleProgram());
  const open = () => openStack({ program, debugProviders: provider.debugProviders });
  const [remediated, raced] = [await open(), await open()];
  try {
    await remediate(remediated, shop, provider);
    await race(raced, shop);
  } finally {
    remediated.close();
    raced.close();
  }
}

async function remediate(stack: Stack, shop: Shop, provider: StandInProvider): Promise<void> {
  heading("The same stack without the images that nobody trusted signed, and image-pinned at level remediate");
  out('$ pulumi up --policy-pack policies --policy-pack-config config.json        ({ "image-pinned": "remediate" })');
  const before = provider.created.length;
  const result = await stack.run({ command: "up", args: ["--show-policy-remediations"], ...gated(shop) });
  out(policiesOf(result));
  const written = `${shop.registry.host}/shop/api:2.1@${shop.images.api.digest}`;
  demand(result.exitCode === 0 && provider.created.length > before, "the update did not pass", result);
  demand((await stack.exportState()).includes(written), "the digest was not written", result);
  out(`  ✓ api      deployed as ${written}`);
}

async function race(stack: Stack, shop: Shop): Promise<void> {
  heading("A preview of that stack; then somebody moves the tag api:2.1 to another image, which is signed, too");
  const preview = await stack.run({ command: "preview", ...gated(shop) });
  demand(preview.exitCode === 0, "the preview did not pass", preview);
  const moved = pushImage(shop.registry, "shop/api", "2.1", { text: "another build", platforms: ["linux/amd64"] });
  await shop.cosign.sign("release", `${shop.registry.host}/shop/api@${moved.digest}`, "bundle");
  out("$ pulumi up --skip-preview --policy-pack policies --policy-pack-config config.json");
  const update = await stack.run({ command: "up", args: ["--skip-preview"], ...gated(shop) });
  out(policiesOf(update));
  const told = update.policyEvents.map(({ message }) => message).join("\n");
  const both = told.includes(shop.images.api.digest) && told.includes(moved.digest);
  demand(update.exitCode !== 0 && both, "the moved tag was not caught", update);
  out("  ✗ api      rejected: the update runs what the preview showed, or nothing");
}

const gated = ({ document, registry }: Shop) => ({
  packDir: packFolder(),
  packConfig: { digestbound: { document }, "image-pinned": "remediate" },
  config: { registry: registry.host },
});

/** The program without the resources that cannot be remediated; each begins with its comment at two blanks. */
function onlyTrusted(program: string): string {
  const [head = "", ...resources] = program.split(/^(?=  # )/m);
  const kept = resources.filter((text) => TRUSTED.some((name) => new RegExp(`^  ${name}:$`, "m").test(text)));
  return head + kept.join("");
}

function demand(holds: boolean, problem: string, { output }: EngineResult): void {
  if (!holds) throw new Error(`${problem}, which the demo expects; the engine printed:\n${output}`);
}
