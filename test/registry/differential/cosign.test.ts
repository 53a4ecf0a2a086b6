import { beforeAll, describe, expect, it } from "@jest/globals";
import { openCosign, type Cosign } from "../../shop/cosign.ts";
import { registryFor } from "../contents.ts";
import { digestOf, pushContent, type ImageName } from "./content.ts";
import { signaturesOn, type Asked } from "./questions.ts";
import { closingAfterAll, temporaryFolder } from "./running.ts";
import { SERVERS } from "./servers.ts";
import { describeWithServers } from "./with-servers.ts";

/** Images that nothing else has signed, of one format and kind each. */
const SIGNED: readonly ImageName[] = ["acme/docker", "acme/index"];

describeWithServers("what the real cosign signs by digest", () => {
  const closeLater = closingAfterAll();
  let cosign: Cosign;
  let trusted: string;
  let other: string;

  beforeAll(async () => {
    cosign = await openCosign(temporaryFolder(closeLater));
    trusted = await cosign.keyPair("release");
    other = await cosign.keyPair("other");
  });

  describe.each(SERVERS)("in $name", ({ start }) => {
    const closeServerLater = closingAfterAll();
    let asked: Asked;

    beforeAll(async () => {
      const { host, close } = await start(temporaryFolder(closeServerLater));
      closeServerLater(close);
      const registry = registryFor([host]);
      closeServerLater(() => registry.close());
      asked = { registry, host };
      await pushContent(host);
    });

    it.each(SIGNED)("is found and verified: %s", async (name) => {
      const image = `${asked.host}/${name}@${digestOf(name)}`;
      await cosign.sign("release", image, "legacy");
      await cosign.sign("release", image, "bundle");
      const found = await signaturesOn(asked, name, digestOf(name), trusted);
      expect(found.map((line) => line.replace(/ sha256:[0-9a-f]{64}$/, ""))).toEqual([
        "legacy verified",
        "bundle verified",
      ]);
      const foreign = await signaturesOn(asked, name, digestOf(name), other);
      expect(foreign.map((line) => line.split(" ")[1])).toEqual(["untrusted-key", "untrusted-key"]);
    });
  });
});
