import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { assertEditorTakes } from "../schema/schema.ts";
import { InvalidPolicy, loadPolicyFile, type PolicyDocument, type PolicyProblem } from "../../src/policy/index.ts";

export interface Workspace {
  readonly folder: string;
  /** Writes a file below the folder and returns its path. */
  write(name: string, content: string | Uint8Array): string;
  /** Loads a document that lies in the folder. */
  load(text: string | Uint8Array): PolicyDocument;
  /** The problems of a document that lies in the folder; empty where it loads. */
  problems(text: string | Uint8Array): readonly PolicyProblem[];
  remove(): void;
}

/** A temporary folder with `keys/release.pub`, `keys/other.pub` and `keys/private.pem`. */
export function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-policy-"));
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const load = (text: string | Uint8Array) => {
    const policy = loadPolicyFile(write("digestbound.yaml", text));
    assertEditorTakes(
      parse(typeof text === "string" ? text : new TextDecoder().decode(text), { logLevel: "error", maxAliasCount: -1 }),
    );
    return policy;
  };
  write("keys/release.pub", publicPem());
  write("keys/other.pub", publicPem());
  write("keys/private.pem", privatePem());
  return {
    folder,
    write,
    load,
    problems: (text) => problemsOf(() => load(text)),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a reader objects to; anything thrown that is no InvalidPolicy is thrown on. */
export function problemsOf(read: () => unknown): readonly PolicyProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof InvalidPolicy) return error.problems;
    throw error;
  }
}

export function publicPem(): string {
  return pair().publicKey.export({ type: "spki", format: "pem" }).toString();
}

export function privatePem(): string {
  return pair().privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function pair() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** The text of a document from its parts, each left out by giving the empty text. */
export function documentText(parts: { head?: string; signers?: string; images?: string; rest?: string } = {}): string {
  const head = parts.head ?? "version: 1";
  const signers =
    parts.signers ?? "signers:\n  release-key:\n    cosign: { key: keys/release.pub, transparencyLog: not-required }";
  const images = parts.images ?? "images:\n  - match: ghcr.io/acme/*\n    signedBy: [release-key]";
  return [head, signers, images, parts.rest ?? "", ""].filter((part, index) => part !== "" || index === 4).join("\n");
}
