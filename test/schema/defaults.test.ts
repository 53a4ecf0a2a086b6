import { inspect } from "node:util";
import { expect, it } from "@jest/globals";
import { GITHUB_ISSUERS, parseIssuer } from "../../src/policy/issuer.ts";
import { readTaken, shipped } from "./schema.ts";
import { publicPem } from "../policy/workspace.ts";

const KEY = publicPem();
const key = { key: KEY, transparencyLog: "not-required" };
const document = (more: object) => ({
  version: 1,
  signers: { ci: { cosign: key } },
  images: [{ match: "ghcr.io/acme/*", signedBy: ["ci"] }],
  ...more,
});
const signer = (more: object) => document({ signers: { ci: { cosign: { key: KEY, ...more } } } });
const rule = (more: object) => document({ images: [{ match: "ghcr.io/acme/*", signedBy: ["ci"], ...more }] });
const registry = (more: object) => document({ registries: [{ host: "a.example", privateNetwork: false, ...more }] });
const field = (more: object) => document({ fields: [{ type: "acme.io/Widget", path: "spec.image", ...more }] });

const PLACES: Readonly<Record<string, (more: object) => object>> = {
  ...{ resolveAtUpdate: document, builtInStack: document, cdkAssets: document, freshness: document },
  ...{ transparencyLog: signer, trustedRoot: signer },
  ...{ childOfSignedIndex: rule, allChildren: rule },
  ...{ plainHttp: registry, format: field, role: field },
};

/** Every default that the schema tells editors, by its key. */
function defaultsIn(schema: unknown): readonly (readonly [key: string, value: unknown])[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    const own = typeof value === "object" && value !== null && "default" in value ? [[key, value.default] as const] : [];
    return [...own, ...defaultsIn(value)];
  });
}

const defaults = new Map(defaultsIn(shipped("policy-1.json")));

it("the schema tells the defaults that are tried here", () => {
  expect([...defaults.keys()].sort()).toEqual(Object.keys(PLACES).sort());
});

it.each([...defaults])("%s: what is left out means %j (law 7)", (key, value) => {
  const read = (more: object) => inspect({ ...readTaken(PLACES[key]?.(more), "/", "test"), digest: "" }, { depth: 20 });
  expect(read({ [key]: value })).toBe(read({}));
});

it.each([
  "https://token.actions.githubusercontent.com",
  "https://token.actions.githubusercontent.com/acme",
  "https://token.actions.acme.ghe.com",
  "https://github.acme.example/_services/token",
  "https://github.acme.example:8443/_services/token/acme",
  "https://accounts.google.com",
  "https://gitlab.com",
  "https://token.actions.githubusercontent.com.evil.example",
  "https://evil.example/token.actions.githubusercontent.com",
])("the schema takes %s for GitHub Actions' issuer where the reader does", (issuer) => {
  expect(new RegExp(GITHUB_ISSUERS).test(issuer)).toBe(parseIssuer(issuer).github !== undefined);
});
