import { beforeAll, describe, expect, it } from "@jest/globals";
import { closingAfterAll, temporaryFolder } from "../../registry/differential/running.ts";
import { describeWithServers } from "../../registry/differential/with-servers.ts";
import { runCase } from "./case.ts";
import { TABLES } from "./tables.ts";
import { openWorld, type World } from "./world.ts";

// The real cosign, in both versions that are in use, is the oracle both ways. Where its verdict is another one than ours the
// case names a point of docs/stricter-than-cosign.md: stricter-list.test.ts holds the tables and that list together.

const TIMEOUT_MS = 120_000;

describeWithServers("the real cosign, beside the gate", () => {
  const closeLater = closingAfterAll();
  let world: World;

  beforeAll(async () => {
    world = await openWorld(temporaryFolder(closeLater));
    closeLater(() => world.close());
  }, TIMEOUT_MS);

  describe.each(TABLES)("%s", (_, cases) => {
    it.each(cases.map((one) => [one.what, one] as const))(
      "%s",
      async (_what, one) => {
        const { verdicts, said } = await runCase(world, one);
        expect({ ...verdicts, said }).toEqual({ ...one.verdicts, said });
      },
      TIMEOUT_MS,
    );
  });
});
