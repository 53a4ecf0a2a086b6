import { afterEach, describe, expect, it, jest } from "@jest/globals";
import os from "node:os";
import { cacheFolder } from "../../src/storage/index.ts";

afterEach(() => {
  jest.restoreAllMocks();
});

describe("the cache folder", () => {
  const cases: [string, NodeJS.ProcessEnv, string][] = [
    ["DIGESTBOUND_CACHE itself", { DIGESTBOUND_CACHE: "/own", XDG_CACHE_HOME: "/xdg", HOME: "/home/me" }, "/own"],
    ["below XDG_CACHE_HOME", { XDG_CACHE_HOME: "/xdg", HOME: "/home/me" }, "/xdg/digestbound"],
    ["below HOME", { HOME: "/home/me" }, "/home/me/.cache/digestbound"],
    ["not a relative XDG_CACHE_HOME", { XDG_CACHE_HOME: "./xdg", HOME: "/home/me" }, "/home/me/.cache/digestbound"],
    [
      "not an empty variable",
      { DIGESTBOUND_CACHE: "", XDG_CACHE_HOME: "", HOME: "/home/me" },
      "/home/me/.cache/digestbound",
    ],
  ];
  it.each(cases)("is %s", (_, environment, folder) => {
    expect(cacheFolder(environment)).toBe(folder);
  });

  it.each(["own", "./own", "off"])("is nowhere with DIGESTBOUND_CACHE=%s, which is no absolute path (law 7)", (own) => {
    expect(cacheFolder({ DIGESTBOUND_CACHE: own, XDG_CACHE_HOME: "/xdg", HOME: "/home/me" })).toBeUndefined();
  });

  it.each([{}, { HOME: "" }, { HOME: "me" }])("with %j lies in the home that the account has", (environment) => {
    jest.spyOn(os, "homedir").mockReturnValue("/home/account");
    expect(cacheFolder(environment)).toBe("/home/account/.cache/digestbound");
  });

  it("cannot be named where the account has no home", () => {
    jest.spyOn(os, "homedir").mockReturnValue("");
    expect(cacheFolder({})).toBeUndefined();
  });

  it("cannot be named where the system does not know the account, which throws in Node", () => {
    jest.spyOn(os, "homedir").mockImplementation(() => {
      throw new Error("uv_os_homedir returned ENOENT");
    });
    expect(cacheFolder({})).toBeUndefined();
  });
});
