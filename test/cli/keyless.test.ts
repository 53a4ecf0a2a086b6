import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "@jest/globals";
import { pushImage } from "../fixtures/index.ts";
import { openInstance, trustedRootJson } from "../fixtures/sigstore/instance.ts";
import { ISSUER, plus } from "../fixtures/sigstore/keyless.ts";
import { run, signImage } from "../fixtures/sigstore/push-keyless.ts";
import { startConsole, type Console } from "./console.ts";

let open: Console | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

it("verify tells the identity whole, of a signer who is trusted and of one who is not", async () => {
  const terminal = (open = await startConsole());
  const { registry } = terminal.setting;
  const instance = openInstance("cli");
  writeFileSync(join(terminal.folder, "root.json"), JSON.stringify(trustedRootJson(instance)));
  const image = pushImage(registry, "team/web", "1.0", { text: "web" });
  const certificate = run("acme/web", "release.yml", "refs/heads/main");
  const at = plus(new Date(), -60);
  signImage({ registry, repository: "team/web", image }, "bundle", { instance, certificate, at });
  const document = (source: string) => ({
    version: 1,
    signers: {
      ci: { cosign: { issuer: ISSUER, sourceRepository: `https://github.com/${source}`, trustedRoot: "root.json" } },
    },
    images: [{ match: `${registry.host}/team/*`, signedBy: ["ci"] }],
    registries: [{ host: registry.host, plainHttp: true }],
  });
  const verify = async (source: string) => {
    const policy = join(terminal.folder, "keyless.json");
    writeFileSync(policy, JSON.stringify(document(source)));
    return terminal.called(["verify", `${registry.host}/team/web@${image.digest}`, "--policy", policy]);
  };
  const who = `https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main (issuer ${ISSUER})`;
  const accepted = await verify("acme/web");
  expect(accepted.code).toBe(0);
  expect(accepted.stdout).toContain(`signed by ci (${who})`);
  const rejected = await verify("acme/api");
  expect(rejected.code).toBe(1);
  expect(rejected.stdout).toContain(`signed by ${who}, but its sourceRepository is "https://github.com/acme/web"`);
});
