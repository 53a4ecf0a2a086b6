import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { createGate, type Gate } from "../../src/gate/index.ts";
import { loadPolicyFile } from "../../src/policy/index.ts";
import { generateKeyPair, pushImage, signWithBundle } from "../fixtures/index.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { createWorkspace } from "../policy/workspace.ts";
import { reasons, useOf } from "./setting.ts";

const workspace = createWorkspace();
let registry: EmbeddedRegistry;
beforeAll(async () => {
  registry = await startEmbeddedRegistry();
});
afterAll(async () => {
  workspace.remove();
  await registry.close();
});

const gates: Gate[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.close();
});

const ADDED =
  "{ image: HOST/team/web, rule: image-signed, because: it is to be mended, owner: team, until: 2027-01-31 }";

// Law 7: what a base says counts, and only where the document names it.
it.each([
  ["a signature that a base asks for", "bases/signed.yaml", "rejected", ["image-signed/no-signature"]],
  ["an exemption that a base lifts", "[bases/signed.yaml, bases/exempt.yaml]", "exempt", []],
  ["a base with no rule for the image", "bases/other.yaml", "rejected", ["image-registry/no-match"]],
])("extends decides: %s", async (_, bases, status, found) => {
  const key = generateKeyPair("p256");
  const image = pushImage(registry, "team/web", "1", { text: "web" });
  const other = pushImage(registry, "team/signed", "1", { text: "signed" });
  signWithBundle(registry, "team/signed", other, { keyPair: key });
  const write = (name: string, ...lines: readonly string[]) =>
    workspace.write(name, ["version: 1", ...lines, ""].join("\n").replaceAll("HOST", registry.host));
  workspace.write("bases/key.pub", key.publicKeyPem);
  write(
    "bases/signed.yaml",
    "signers: { base: { cosign: { key: key.pub, transparencyLog: not-required } } }",
    "images: [{ match: HOST/team/*, signedBy: [base] }]",
  );
  write("bases/exempt.yaml", `exemptions: [${ADDED}]`);
  write("bases/other.yaml", "images: [{ match: ghcr.io/a/*, signature: not-required, because: nobody signs these }]");
  const first = write("digestbound.yaml", `extends: ${bases}`, "registries: [{ host: HOST, plainHttp: true }]");
  const now = () => Date.parse("2026-11-27T12:00:00Z");
  const gate = createGate(loadPolicyFile(first), { environment: {}, now });
  gates.push(gate);
  const [verdict, signed] = await gate.check(
    [`${registry.host}/team/web@${image.digest}`, `${registry.host}/team/signed@${other.digest}`].map(useOf),
  );
  expect([verdict?.status, verdict && reasons(verdict)]).toEqual([status, found]);
  expect(signed?.status).toBe(bases === "bases/other.yaml" ? "rejected" : "accepted");
});
