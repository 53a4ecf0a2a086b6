import { beforeEach, describe, expect, it } from "@jest/globals";
import type { GateOptions } from "../../src/gate/index.ts";
import { legacyTag, type PushedImage } from "../fixtures/index.ts";
import { coverSetting, entryOf, type CoverSetting, type Rule } from "./cover-setting.ts";

const ON: Rule = { allChildren: "accepted" };
let setting: CoverSetting;
let index: PushedImage;
beforeEach(async () => {
  setting = await coverSetting();
  index = setting.push("web");
});

const signChildren = () => {
  setting.sign(setting.release, ...index.children);
};
const judged = (digest = index.digest, more?: GateOptions) => setting.judge(setting.at(digest, "1"), ON, more);

describe("what an index costs that is accepted for its children", () => {
  const many = (length: number) => {
    const children = setting.pushSingles(Array.from({ length }, (_, at) => `${at}`));
    setting.sign(setting.release, ...children);
    return setting.pushIndex(children).digest;
  };

  it("is as much for each child as for an image, up to 32 children, and nothing twice", async () => {
    expect((await judged(many(32))).status).toBe("accepted");
    const asked = setting.asked();
    // The index: manifest, referrers, fallback tag, .sig. A child: manifest, .sig, payload, and before the first was found
    // in .sig, the other two.
    expect(asked).toHaveLength(4 + 32 * 3 + 2);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("is counted for each child, and not for the index", async () => {
    expect((await judged(many(4), { limits: { requests: 4 } })).status).toBe("accepted");
  });

  it("is one judgement for a child that is listed twice or deployed beside its index (law 1)", async () => {
    signChildren();
    const [first = index] = index.children;
    const twice = setting.pushIndex([entryOf(first), entryOf(first)]);
    const images = [setting.at(twice.digest), setting.at(index.digest), setting.at(first.digest)];
    const verdicts = await setting.check(images, ON);
    expect(verdicts.map(({ status }) => status)).toEqual(["accepted", "accepted", "accepted"]);
    expect(setting.asked().filter((path) => path === `manifests/${legacyTag(first.digest)}`)).toHaveLength(1);
  });

  it("is at most the time of one image, and what is left then could not be found out (law 3)", async () => {
    const digest = many(8);
    setting.intercept(({ url = "" }) => url.includes(legacyTag(setting.pushSingles(["7"])[0]?.digest ?? "")));
    const begin = performance.now();
    expect(await judged(digest, { limits: { deadline: 1_500 } })).toMatchObject({
      status: "undetermined",
      reasons: ["image-checked/timeout"],
    });
    expect(performance.now() - begin).toBeLessThan(2_800);
  });

  it("is that time also where no child alone takes it", async () => {
    setting = await coverSetting({ delayMs: 60 });
    // Some 200 ms for each of them.
    const digest = many(16);
    expect((await judged(digest, { limits: { deadline: 1_500 } })).reasons).toEqual(["image-checked/timeout"]);
  });

  it("ends with the run: what was not finished is ended, and could not be found out", async () => {
    signChildren();
    const caller = new AbortController();
    const [, second = index] = index.children;
    const { promise: ended, resolve: end } = Promise.withResolvers<string>();
    setting.intercept(({ url = "" }, response) => {
      const isLast = url.endsWith(legacyTag(second.digest));
      if (isLast) {
        response.on("close", () => {
          end("ended");
        });
        caller.abort();
      }
      return isLast;
    });
    expect(await judged(index.digest, { signal: caller.signal })).toMatchObject({
      status: "undetermined",
      reasons: ["image-checked/aborted"],
    });
    const waited = setTimeout(end, 3_000, "still under way");
    expect(await ended).toBe("ended");
    clearTimeout(waited);
  });
});
