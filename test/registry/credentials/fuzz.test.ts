import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readConfigText } from "../../../src/registry/credentials/config-file.ts";
import { entriesFor } from "../../../src/registry/credentials/config-keys.ts";
import { configPlace } from "../../../src/registry/credentials/config-place.ts";
import { RegistryError } from "../../../src/registry/index.ts";
import { login } from "./logins.ts";

const signal = new AbortController().signal;
const find = (text: string, host = "r.example", repository = "acme/app") =>
  configPlace({
    name: "file",
    read: () => Promise.resolve(readConfigText(text)),
    namespaces: true,
    ask: (name) => Promise.resolve({ kind: "login", login: { kind: "basic", username: name, password: "helper" } }),
  }).find(host, repository, signal);

/** Found, nothing, or the one refusal that there is. */
async function outcome(text: string): Promise<string> {
  try {
    return (await find(text)).kind;
  } catch (error) {
    if (error instanceof RegistryError) return error.reason;
    throw error;
  }
}

const OUTCOMES = ["login", "nothing", "credential-config"];

describe("a configuration", () => {
  it("of any text is read without a surprise", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: "binary" }), fc.json()), async (text) => {
        expect(OUTCOMES).toContain(await outcome(text));
      }),
    ));

  const value = fc.oneof(
    fc.anything({ maxDepth: 2, withNullPrototype: false }),
    fc.record({ auth: fc.oneof(fc.base64String(), fc.string()) }),
    fc.record({ username: fc.string(), password: fc.string(), identitytoken: fc.anything() }, { requiredKeys: [] }),
    fc.constant("ecr-login"),
  );
  const key = fc.constantFrom("r.example", "https://r.example/v1/", "r.example/acme", "__proto__", "constructor", "");

  it("of any shape is read without a surprise", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record(
          { auths: fc.dictionary(key, value), credHelpers: fc.dictionary(key, value), credsStore: value },
          { requiredKeys: [] },
        ),
        async (config) => {
          expect(OUTCOMES).toContain(await outcome(JSON.stringify(config)));
        },
      ),
    ));

  it("has a login read back, whatever it is", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }).filter((name) => !name.includes(":")),
        fc.string({ unit: "grapheme" }),
        async (username, password) => {
          const found = await find(JSON.stringify({ auths: { "r.example": login(`${username}:${password}`) } }));
          expect(found).toMatchObject({ kind: "login", login: { username, password } });
        },
      ),
    ));
});

describe("a key", () => {
  const part = fc.constantFrom(
    "a",
    "b",
    "r",
    "example",
    "r.example",
    "acme",
    "app",
    "v1",
    "v2",
    "docker.io",
    "443",
    "R.EXAMPLE",
  );
  const glue = fc.constantFrom("/", ".", ":", "//", "@", "", "https://", "http://", "?", "#", "*", "/v1/");
  const key = fc.array(fc.tuple(part, glue), { maxLength: 4 }).map((parts) => parts.flat().join(""));
  const host = fc.constantFrom("r.example", "r.example:5000", "example", "docker.io", "a", "r.example.b");
  const repository = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/").toLowerCase());

  /** By component: what stands before the first slash is the host, and the rest the beginning of the repository's name. */
  function belongs(name: string, wanted: string, repositoryName: string): boolean {
    const url = /^https?:\/\//.test(name);
    const [first = "", ...rest] = name.replace(/^https?:\/\//, "").split("/");
    const hub = ["docker.io", "index.docker.io", "registry-1.docker.io"];
    const bare = first.toLowerCase().replace(/:443$/, "");
    if (bare !== wanted && !(hub.includes(bare) && hub.includes(wanted))) return false;
    const path = rest.join("/");
    if (url) return ["", "v1", "v1/", "v2", "v2/"].includes(path);
    const components = repositoryName.split("/");
    return path === "" || rest.every((component, index) => component === components[index]);
  }

  it("belongs to a repository or not as its components say, and never by a part of one", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 6 }), host, repository, (keys, wanted, name) => {
        const entries = Object.fromEntries(keys.map((one) => [one, {}]));
        const found = entriesFor(entries, wanted, name).map((entry) => entry.key);
        expect([...found].sort()).toEqual(keys.filter((one) => belongs(one, wanted, name)).sort());
        const lengths = found.map((one) => (/^https?:/.test(one) ? 0 : one.split("/").slice(1).join("/").length));
        expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
      }),
      { numRuns: 5_000 },
    );
  });
});
