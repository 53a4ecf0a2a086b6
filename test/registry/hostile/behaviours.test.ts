import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createGate, type Verdict } from "../../../src/gate/index.ts";
import { parseImageReference, type Repository } from "../../../src/reference/index.ts";
import {
  credentialsFrom,
  type Candidate,
  type Problem,
  type Registry,
  type RegistryError,
} from "../../../src/registry/index.ts";
import { asRegistryError } from "../../../src/registry/errors.ts";
import { policyFor, reasons, useOf } from "../../gate/setting.ts";
import { closingAfterEach } from "../closing.ts";
import { budget, failureOf, plainHosts, quick, registryFor } from "../contents.ts";
import { names, parts } from "./names.ts";
import type { Row } from "./row.ts";
import { bytes } from "./rows/bytes.ts";
import { documents } from "./rows/documents.ts";
import { referrers } from "./rows/referrers.ts";
import { tokenRows } from "./rows/tokens.ts";
import { identity, ways } from "./rows/ways.ts";
import { echoes } from "./rows/words.ts";
import { PASSWORD, REPOSITORY, stage, trusted, type Scene } from "./scene.ts";

const table: readonly Row[] = [...bytes, ...ways, ...tokenRows, ...documents, ...referrers, ...echoes];
/** Those that are no behaviour of a server; see the end of this file. */
const ELSEWHERE = [39, 41, 42, 44];

const closeLater = closingAfterEach();
const systemCertificates = getCACertificates("default");
beforeAll(() => {
  setDefaultCACertificates([...systemCertificates, identity.cert]);
});
afterAll(() => {
  setDefaultCACertificates(systemCertificates);
});

it("all 44 behaviours are in the table", () => {
  const rows = new Set([...table.map(({ row }) => row), ...ELSEWHERE]);
  expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 44 }, (_, index) => index + 1));
});

describe.each(table.map((row) => [`${row.row}: a registry that ${row.does}`, row] as const))("D%s", (_, row) => {
  it(`is ${row.outcome} to the client`, async () => {
    const scene = await staged(row);
    const host = row.name?.(scene.server.host) ?? scene.server.host;
    const registry = registryFor([], {
      hosts: row.tls === undefined ? plainHosts([host]) : new Map([[host, { privateNetwork: true }]]),
      credentials: credentialsFrom({ DOCKER_CONFIG: scene.dockerConfig }),
      limits: { ...quick, ...row.limits },
      ...(row.lookup === undefined ? {} : { lookup: row.lookup }),
    });
    closeLater(() => registry.close());
    const { outcome, said } = await ask(registry, parseImageReference(`${host}/${REPOSITORY}:1`), scene, row);
    expect(outcome).toBe(row.outcome);
    row.check?.(scene);
    expectNothingLeaked(scene, said);
  });

  if (row.lookup !== undefined) return;
  it(`is ${verdictOf(row)} to the gate`, async () => {
    const scene = await staged(row);
    const verdict = await judge(scene, row);
    expect([verdict.status, ...reasons(verdict)].join(" ")).toBe(verdictOf(row));
    expect(verdict.signers.map(({ signer }) => signer)).toEqual(row.outcome === "accepted" ? ["release-key"] : []);
    row.check?.(scene);
    expectNothingLeaked(scene, JSON.stringify(verdict));
  });
});

async function staged(row: Row): Promise<Scene> {
  const scene = await stage(row);
  closeLater(scene.close);
  return scene;
}

/** Does what the gate does without judging: the image, then every signature until the first one. */
async function ask(registry: Registry, repository: Repository, { digest }: Scene, row: Row) {
  const errors: RegistryError[] = [];
  let isFound = false;
  try {
    const one = budget(row.limits);
    await registry.manifestByDigest(repository, digest, one);
    const searches = [registry.bundles(repository, digest, one), registry.legacySignatures(repository, digest, one)];
    for (const items of searches) isFound ||= await findsCandidate(items, errors);
  } catch (error) {
    errors.push(asRegistryError(error));
  }
  const said = errors.map((error) => `${error.message} ${error.remedy} ${String(error.cause)}`).join("\n");
  return { outcome: isFound ? "accepted" : (errors[0]?.reason ?? "no-signature"), said };
}

async function findsCandidate(items: AsyncIterable<Candidate | Problem>, errors: RegistryError[]): Promise<boolean> {
  for await (const item of items) {
    if (item.kind !== "problem") return true;
    errors.push(item.error);
  }
  return false;
}

async function judge(scene: Scene, row: Row): Promise<Verdict> {
  const policy = policyFor(scene.server.host, trusted);
  const registries =
    row.tls === undefined
      ? policy.registries
      : new Map([...policy.registries].map(([host, settings]) => [host, { ...settings, plainHttp: false }]));
  const gate = createGate(
    { ...policy, registries },
    { environment: { DOCKER_CONFIG: scene.dockerConfig }, limits: { ...quick, ...row.limits } },
  );
  closeLater(() => gate.close());
  const [verdict] = await gate.check([useOf(`${scene.server.host}/${REPOSITORY}@${scene.digest}`)]);
  if (verdict === undefined) throw new Error("there is no verdict");
  return verdict;
}

/** Bytes that are not what they are named are known to be bad; what else fails could not be found out (law 3). */
function verdictOf({ outcome, verdict }: Row): string {
  if (verdict !== undefined) return verdict;
  if (outcome === "accepted") return "accepted";
  if (outcome === "no-signature") return "rejected image-signed/no-signature";
  return `${outcome === "digest-mismatch" ? "rejected" : "undetermined"} image-checked/${outcome}`;
}

/** Whatever a registry does: no secret leaves, nothing but GET is asked, no message acts on a terminal (D16, D18, D40). */
function expectNothingLeaked({ server, elsewhere }: Scene, said: string): void {
  const sent = elsewhere.requests.flatMap(({ headers }) => [headers.authorization, headers.cookie]);
  expect(sent.filter((header) => header !== undefined)).toEqual([]);
  expect(
    new Set([...server.requests, ...elsewhere.requests].map(({ method }) => method).filter((one) => one !== "GET")),
  ).toEqual(new Set());
  expect(said).not.toMatch(/canary|[\u202e\u001b]|\\u001b/);
  const login = Buffer.from(`ci:${PASSWORD}`).toString("base64");
  expect(said.toLowerCase()).not.toContain(login.toLowerCase());
  expect(said.length).toBeLessThan(3000);
  expect("polluted" in {}).toBe(false);
}

describe("D39: a name that is none", () => {
  it.each(names)("%j is refused before anything is asked: %s", async (reference, reason) => {
    const scene = await staged({ row: 39, does: "nothing", outcome: "accepted" });
    const gate = createGate(policyFor(scene.server.host, trusted), { environment: {} });
    closeLater(() => gate.close());
    const [verdict] = await gate.check([useOf(reference.replace("HOST", scene.server.host))]);
    expect([verdict?.status, verdict && reasons(verdict)]).toEqual(["rejected", [`image-reference/${reason}`]]);
    expect(scene.server.connections()).toBe(0);
    expect(JSON.stringify(verdict?.findings)).not.toContain("canary");
  });

  it.each(parts)("%j with the tag %j makes no other URL, even where no parser saw it", async (repository, tag) => {
    const scene = await staged({ row: 39, does: "nothing", outcome: "accepted" });
    const registry = registryFor([scene.server.host]);
    closeLater(() => registry.close());
    const name = { registry: scene.server.host, repository } as unknown as Repository;
    expect(await failureOf(registry.manifestByTag(name, tag, budget()))).toMatchObject({ reason: "malformed" });
    expect(scene.server.connections()).toBe(0);
  });
});
