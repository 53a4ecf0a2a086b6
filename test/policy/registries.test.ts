import { afterAll, describe, expect, it } from "@jest/globals";
import { selfSigned } from "../registry/certificate.ts";
import { createWorkspace, documentText, publicPem } from "./workspace.ts";

const workspace = createWorkspace();
const authority = selfSigned({ dnsNames: ["registry.example"] });
workspace.write("certs/ca.pem", `made for a test\n${authority.cert}`);
workspace.write("certs/with-key.pem", authority.cert + authority.key);
workspace.write("certs/key-only.pem", authority.key);
workspace.write("certs/broken.pem", authority.cert.replace(/[A-Za-z]{8}/, "AAAAAAAA"));
workspace.write("certs/public.pem", publicPem());
workspace.write("certs/empty.pem", "");
workspace.write("certs/cut.pem", authority.cert + authority.cert.slice(0, -40));
afterAll(() => {
  workspace.remove();
});

const withEntries = (...entries: readonly string[]) => documentText({ rest: `registries: [${entries.join(", ")}]` });
const settings = (entry: string) => [...workspace.load(withEntries(entry)).registries];
const problems = (...entries: readonly string[]) => workspace.problems(withEntries(...entries));
const host = "host: registry.example";
const strict = { plainHttp: false, privateNetwork: false, mirrors: [] };

describe("each setting of a registry does something (law 7)", () => {
  it.each([
    ["host: localhost:5000, plainHttp: true", "localhost:5000", { plainHttp: true, privateNetwork: true }],
    ["host: localhost:5000, plainHttp: false", "localhost:5000", {}],
    ["host: Registry.Example:443, plainHttp: false", "registry.example", {}],
    [`${host}, privateNetwork: true`, "registry.example", { privateNetwork: true }],
    [`${host}, privateNetwork: false`, "registry.example", {}],
    [`${host}, plainHttp: true, privateNetwork: false`, "registry.example", { plainHttp: true }],
    [`${host}, ca: certs/ca.pem`, "registry.example", { ca: authority.cert.trim() }],
    [
      `${host}, credentials: { username: robot, passwordEnv: REGISTRY_PASSWORD }`,
      "registry.example",
      { credentials: { username: "robot", passwordEnv: "REGISTRY_PASSWORD" } },
    ],
    [
      `${host}, mirrors: [mirror.example, "mirror.example:444/proxy/hub"]`,
      "registry.example",
      {
        mirrors: [
          { registry: "mirror.example", prefix: "" },
          { registry: "mirror.example:444", prefix: "proxy/hub" },
        ],
      },
    ],
    [
      `${host}, signatureRepository: signatures.example/acme/all`,
      "registry.example",
      { signatureRepository: { registry: "signatures.example", repository: "acme/all" } },
    ],
  ])("{ %s }", (entry, name, expected) => {
    expect(settings(`{ ${entry} }`)).toEqual([[name, { ...strict, ...expected }]]);
  });

  it("certificates may stand in the document itself", () => {
    const text = JSON.stringify(authority.cert);
    expect(settings(`{ ${host}, ca: ${text} }`)).toEqual([
      ["registry.example", { ...strict, ca: authority.cert.trim() }],
    ]);
  });
});

describe("a mistake in a registry's settings is named", () => {
  it.each([
    ["nothing but a host", `{ ${host} }`, "registries[0]", /says nothing/],
    ["a CA for plain HTTP", `{ ${host}, plainHttp: true, ca: certs/ca.pem }`, "registries[0].ca", /no effect/],
    ["no such file", `{ ${host}, ca: certs/none.pem }`, "registries[0].ca", /"certs\/none.pem" does not exist/],
    ["a second certificate, cut off", `{ ${host}, ca: certs/cut.pem }`, "registries[0].ca", /does not end/],
    ["an empty file", `{ ${host}, ca: certs/empty.pem }`, "registries[0].ca", /no certificate/],
    ["a key beside it", `{ ${host}, ca: certs/with-key.pem }`, "registries[0].ca", /private key/],
    ["a key", `{ ${host}, ca: certs/key-only.pem }`, "registries[0].ca", /private key/],
    ["a public key", `{ ${host}, ca: certs/public.pem }`, "registries[0].ca", /no certificate/],
    ["a broken certificate", `{ ${host}, ca: certs/broken.pem }`, "registries[0].ca", /no certificate/],
    ["a mirror with a tag", `{ ${host}, mirrors: ["mirror.example/a:1"] }`, "registries[0].mirrors[0]", /has a tag/],
    ["a mirror without a host", `{ ${host}, mirrors: [acme] }`, "registries[0].mirrors[0]", /Docker Hub namespace/],
    ["a mirror with a scheme", `{ ${host}, mirrors: ["https://m.example"] }`, "registries[0].mirrors[0]", /./],
    ["a mirror twice", `{ ${host}, mirrors: [m.example, "M.example:443"] }`, "registries[0].mirrors[1]", /same mirror/],
    ["no mirrors", `{ ${host}, mirrors: [] }`, "registries[0].mirrors", /empty list/],
    [
      "signatures without a host",
      `{ ${host}, signatureRepository: acme/signatures }`,
      "registries[0].signatureRepository",
      /Docker Hub namespace/,
    ],
    [
      "signatures at a digest",
      `{ ${host}, signatureRepository: "s.example/a@sha256:${"0".repeat(64)}" }`,
      "registries[0].signatureRepository",
      /has a tag or a digest/,
    ],
    [
      "no password's name",
      `{ ${host}, credentials: { username: robot } }`,
      "registries[0].credentials.passwordEnv",
      /is missing/,
    ],
    [
      "a misspelt key",
      `{ ${host}, credentials: { username: robot, passwordEnvironment: A } }`,
      "registries[0].credentials.passwordEnvironment",
      /is not a key/,
    ],
  ])("%s", (_name, entry, path, message) => {
    const found = problems(entry);
    expect(found.map((problem) => problem.path)).toContain(path);
    expect(found.map((problem) => problem.message).join("\n")).toMatch(message);
  });

  it("a password in the document is refused, and never repeated (law 10)", () => {
    for (const wrong of ["password: hunter2-canary", "passwordEnv: hunter2-canary"]) {
      const found = problems(`{ ${host}, credentials: { username: robot, ${wrong} } }`);
      expect(found).toHaveLength(1);
      expect(JSON.stringify(found)).not.toContain("canary");
    }
  });

  it("one host twice is told once, by its place", () => {
    expect(problems(`{ ${host}, plainHttp: true }`, `{ host: "Registry.Example:443", plainHttp: true }`)).toMatchObject(
      [{ path: "registries[1].host", message: expect.stringContaining("registries[0]") }],
    );
  });
});
