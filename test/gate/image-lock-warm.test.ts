import { expect, it } from "@jest/globals";
import { createGate } from "../../src/gate/index.ts";
import { pushImage } from "../fixtures/index.ts";
import { reasons, useOf } from "./setting.ts";
import { warmSetting } from "./warm-setting.ts";

// What was kept may spare a request, and must never spare a user what a run before was told.

it("a tag that agreed is not asked for within the freshness; one that does not is asked for by each run, and told", async () => {
  const { run, push, sign, registry } = await warmSetting();
  const image = push();
  sign("team/web", image);
  const tagged = `${registry.host}/team/web:1@${image.digest}`;
  expect((await run([tagged])).verdicts.map(reasons)).toEqual([[]]);
  const warm = await run([tagged]);
  expect([warm.requests, ...warm.statuses]).toEqual([0, "accepted"]);

  const other = await warmSetting();
  const old = other.push("old");
  other.sign("team/web", old);
  other.push("new");
  const moved = `${other.registry.host}/team/web:1@${old.digest}`;
  for (let round = 0; round < 3; round += 1) {
    const { verdicts, statuses } = await other.run([moved]);
    expect([...statuses, ...verdicts.flatMap(reasons)]).toEqual(["accepted", "image-lock/tag-disagrees"]);
  }
});

it("the same where another tag of the same digest agrees in the same run", async () => {
  const { run, push, sign, registry } = await warmSetting();
  const old = push("old");
  sign("team/web", old);
  registry.tag("team/web", "stable", old.digest);
  push("new");
  const images = [`:stable@${old.digest}`, `:1@${old.digest}`].map((name) => `${registry.host}/team/web${name}`);
  for (let round = 0; round < 2; round += 1) {
    const { verdicts } = await run(images);
    expect(verdicts.map(reasons)).toEqual([[], ["image-lock/tag-disagrees"]]);
  }
});

it("a platform that is missing is told without a request, too", async () => {
  const { registry, policy, folder, sign } = await warmSetting();
  const index = pushImage(registry, "team/web", "1", { text: "web", platforms: ["linux/amd64"] });
  sign("team/web", index);
  const image = `${registry.host}/team/web:1@${index.digest}`;
  for (let round = 0; round < 2; round += 1) {
    const before = registry.requests.length;
    const gate = createGate(policy(), { environment: {}, cacheFolder: folder });
    const verdicts = await gate.check([{ ...useOf(image), platform: "linux/arm64" }]);
    await gate.close();
    expect(verdicts.map(reasons)).toEqual([["image-lock/platform-missing"]]);
    if (round > 0) expect(registry.requests).toHaveLength(before);
  }
});
