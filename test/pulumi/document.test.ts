import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { gateFor, readDocument } from "../../src/pulumi/document.ts";
import { startRun } from "../../src/pulumi/run.ts";
import { generateKeyPair } from "../fixtures/index.ts";
import { useOf } from "../gate/setting.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "digestbound-document-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const valid = {
  version: 1,
  signers: {
    "release-key": { cosign: { key: generateKeyPair("p256").publicKeyPem, transparencyLog: "not-required" } },
  },
  images: [{ match: "r.example/**", signedBy: ["release-key"] }],
};
const pinned = `nginx@sha256:${"1".repeat(64)}`;

function messageOf(config: Readonly<Record<string, unknown>>): string {
  const state = readDocument(config, folder);
  return state.kind === "invalid" ? state.message : state.kind;
}

describe("the policy document of a pack", () => {
  it("is the policy config's, before the file in the pack's folder", () => {
    writeFileSync(join(folder, "digestbound.yaml"), "version: 2\n");
    expect(readDocument({ document: valid }, folder)).toMatchObject({
      kind: "read",
      document: { source: "policy config (document)" },
    });
    expect(messageOf({})).toContain("digestbound.yaml");
  });

  it.each([undefined, null, "", 0, false, []])("that is %p is wrong, not absent (laws 3 and 7)", (document) => {
    expect(readDocument({ document }, folder).kind).toBe("invalid");
  });

  it("is never looked for in the program's folder (law 8)", () => {
    writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify(valid));
    const pack = mkdtempSync(join(tmpdir(), "digestbound-pack-"));
    jest.spyOn(process, "cwd").mockReturnValue(folder);
    expect(readDocument({}, pack)).toEqual({ kind: "absent" });
    rmSync(pack, { recursive: true });
  });

  it("that has a problem tells it", () => {
    expect(messageOf({ document: { ...valid, imagess: [] } })).toContain("imagess");
  });

  it("beside an unknown key tells the key, escaped (laws 7 and 10)", () => {
    const message = messageOf({ document: valid, "x\n::error::y\u202e\u001b[2K": 1 });
    expect(message).toMatch(/^Policy config has an unknown key ".*"; known are document, lock, frozen, offline\.$/);
    expect(message).not.toMatch(/[\n\u202e\u001b]/u);
  });

  it("that cannot be read for a reason nobody expected tells only the kind of the error (laws 3 and 10)", () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new TypeError("canary-hunter2");
        },
      },
    );
    expect(messageOf(hostile)).toBe("The policy document could not be read (TypeError).");
  });
});

describe("the gate of a document", () => {
  it.each([
    ["read", () => readDocument({ document: valid }, folder), "rejected"],
    ["absent", () => readDocument({}, folder), "accepted"],
    ["invalid", () => readDocument({ document: 42 }, folder), "undetermined"],
  ])("that is %s judges a pinned image that it does not name as %s", async (_, state, status) => {
    const gate = gateFor(state(), { environment: {} });
    expect((await gate.check([useOf(pinned)])).map((verdict) => verdict.status)).toEqual([status]);
    await gate.close();
  });

  it.each([
    ["neither the document nor the lock file", true, "policy-invalid"],
    ["the lock file alone", false, "lock-invalid"],
  ])("for the reason of the document where %s can be used", async (_, isInvalid, reason) => {
    const state = readDocument({ document: isInvalid ? 42 : valid }, folder);
    const gate = gateFor(state, { environment: {} }, { kind: "invalid", message: "lock-invalid: gone." });
    const [verdict] = await gate.check([useOf(pinned)]);
    expect(verdict?.findings.map((one) => `${one.rule}/${one.reason}: ${one.message}`)).toEqual([
      `image-checked/${reason}: the ${isInvalid ? "policy document is invalid, so nothing can be judged by it." : "lock file cannot be used, so nothing can be judged with it."}`,
    ]);
  });

  it("that nobody has read yet judges nothing (law 3)", async () => {
    const [verdict] = await startRun({}, folder, "update")
      .gate()
      .check([useOf(pinned)]);
    expect(verdict?.status).toBe("undetermined");
  });

  it("is one for the whole run, and the document is read once", () => {
    const run = startRun({}, folder, "update");
    const first = run.state({});
    writeFileSync(join(folder, "digestbound.yaml"), JSON.stringify(valid));
    expect(run.state({})).toBe(first);
    expect(run.state({ document: valid })).toBe(first);
    expect(run.gate()).toBe(run.gate());
  });
});
