import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidImageReference, parseRegistryHost, printable, type Digest } from "../reference/index.ts";
import { InvalidPublicKey, parsePublicKey } from "../signature/index.ts";
import type { ImageRule, PolicyDocument, Requirement, Signer } from "./document.ts";
import { InvalidMatch, parseMatch } from "./match-pattern.ts";
import { InvalidPolicy, pathText, type PolicyProblem } from "./problems.ts";
import type { RawDocument } from "./schema.ts";
import { nearestTo, type LineOf } from "./shape.ts";

/** Resolves a document of the right form: keys are read, names looked up, patterns parsed; all problems are told at once. */
export function resolveDocument(
  raw: RawDocument,
  folder: string,
  source: string,
  digest: Digest,
  lineOf: LineOf,
): PolicyDocument {
  const problems: PolicyProblem[] = [];
  const attempt = <T>(path: readonly PropertyKey[], work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      problems.push({ source, path: printable(pathText(path)), line: lineOf(path), ...wording(error) });
      return undefined;
    }
  };
  const signers = new Map<string, Signer>();
  for (const [name, { cosign }] of Object.entries(raw.signers)) {
    attempt(["signers", name, "cosign", "transparencyLog"], () => {
      refuseLog(cosign.transparencyLog);
    });
    const key = attempt(["signers", name, "cosign", "key"], () => parsePublicKey(keyText(cosign.key, folder)));
    signers.set(name, { name, keys: key === undefined ? [] : [key] });
  }
  const images = raw.images.map((image, index) => attempt(["images", index], () => ruleOf(image, signers)));
  attempt(["images"], () => {
    refuseTwins(images);
  });
  const registries = raw.registries.map(({ host, plainHttp }, index) =>
    attempt(["registries", index, "host"], () => [parseRegistryHost(host), { plainHttp }] as const),
  );
  if (problems.length > 0) throw new InvalidPolicy(problems);
  return { source, digest, signers, images: defined(images), registries: new Map(defined(registries)) };
}

/** Something a person has to mend in the document; the remedy is the second sentence. */
class Wrong extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

function wording(error: unknown): Pick<PolicyProblem, "message" | "remedy"> {
  if (error instanceof Wrong) return { message: error.message, remedy: error.remedy };
  if (error instanceof InvalidPublicKey)
    return { message: error.message, remedy: "Give the path of a PEM file with one public key, or its text." };
  if (error instanceof InvalidMatch || error instanceof InvalidImageReference) {
    return { message: error.message.replace(/\.$/, ""), remedy: "See docs/policy.md." };
  }
  throw error;
}

function refuseLog(transparencyLog: "required" | "not-required"): void {
  if (transparencyLog === "not-required") return;
  throw new Wrong(
    "a transparency log entry is required by default, and verifying one is not built yet",
    "Write transparencyLog: not-required to accept the key's signature without a log.",
  );
}

function keyText(key: string, folder: string): string {
  if (key.includes("-----BEGIN") || /^[a-z0-9]+:\/\//.test(key)) return key;
  try {
    return readFileSync(resolve(folder, key), "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new Wrong(
      `the key file "${printable(key)}" could not be read (${code})`,
      "Paths are seen from the document's folder.",
    );
  }
}

function ruleOf(image: RawDocument["images"][number], signers: ReadonlyMap<string, Signer>): ImageRule {
  return { match: parseMatch(image.match), requirement: requirementOf(image, signers) };
}

function requirementOf(image: RawDocument["images"][number], signers: ReadonlyMap<string, Signer>): Requirement {
  const { signedBy, signature, because } = image;
  if (signedBy !== undefined && signature !== undefined) {
    throw new Wrong("signedBy and signature: not-required contradict each other", "Keep one of them.");
  }
  if (signedBy !== undefined) return { kind: "signed", anyOf: signedBy.map((name) => named(name, signers)) };
  if (signature === undefined)
    throw new Wrong("nobody is named who may sign", "Write signedBy: [name], or signature: not-required with because.");
  if (because === undefined)
    throw new Wrong("signature: not-required gives no reason", "Write because: and why, for whoever reads this later.");
  return { kind: "signature-not-required", because };
}

function named(name: string, signers: ReadonlyMap<string, Signer>): Signer {
  const signer = signers.get(name);
  if (signer !== undefined) return signer;
  const nearest = nearestTo(name, [...signers.keys()]);
  throw new Wrong(
    `"${name}" is not among the signers`,
    nearest === undefined ? "Add it under signers." : `Did you mean "${nearest}"?`,
  );
}

/** Two rules of the same shape tie on everything they cover. */
function refuseTwins(rules: readonly (ImageRule | undefined)[]): void {
  const seen = new Map<string, string>();
  for (const { match } of defined(rules)) {
    const shape = JSON.stringify([
      match.host,
      match.port,
      match.path.map((part) => part.replace(/\{[^}]*\}/, "*")),
      match.open,
    ]);
    const twin = seen.get(shape);
    if (twin !== undefined) throw new Wrong(`"${twin}" and "${match.text}" cover the same images`, "Keep one of them.");
    seen.set(shape, match.text);
  }
}

function defined<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}
