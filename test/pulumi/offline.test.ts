import { expect, it } from "@jest/globals";
import { readOffline } from "../../src/pulumi/offline.ts";

it.each<[object, boolean | undefined, string | undefined, unknown]>([
  [{}, undefined, undefined, false],
  [{}, undefined, "", false],
  [{}, undefined, "true", true],
  [{}, undefined, "false", false],
  [{}, false, "true", false],
  [{}, true, undefined, true],
  [{ offline: false }, true, "true", false],
  [{ offline: true }, false, "false", true],
  [{}, undefined, "1", { message: "DIGESTBOUND_OFFLINE is neither true nor false." }],
  [{ offline: "true" }, true, "true", { message: 'The policy config "offline" is neither true nor false.' }],
])(
  "policy config %j, option %s, environment %s: %j, the first that says anything",
  (config, option, text, expected) => {
    const environment = text === undefined ? {} : { DIGESTBOUND_OFFLINE: text };
    expect(readOffline({ config: config as Record<string, unknown>, option, environment })).toEqual(expected);
  },
);
