import { X509Certificate } from "node:crypto";
import { isPath, readNamedFile, shownPath } from "./named-file.ts";
import type { Path, Report } from "./problems.ts";
import { UnreadableFile } from "../storage/index.ts";
import { registryShape } from "./registry-shape.ts";

/** All public authorities together fill some 220 KiB. */
const MAX_BYTES = 512 * 1024;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Certificates in PEM, from a file or as they stand; every block is read, so that no half of a file is trusted by accident. */
export function readCertificates(text: string, path: Path, folder: string, report: Report): string | undefined {
  const { remedy } = registryShape.wordings.ca;
  const what = isPath(text) ? `the file ${shownPath(text)}` : "the text";
  try {
    const pem = isPath(text) ? readNamedFile(text, folder, MAX_BYTES) : text;
    const blocks = [...pem.matchAll(BLOCK)];
    const problem = problemWith(blocks) ?? remainderProblem(pem.replace(BLOCK, ""));
    if (problem === undefined) return blocks.map(([block]) => block).join("\n");
    report(path, `${what} ${problem}.`, remedy);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    report(path, `${what} ${error.message}.`, remedy);
  }
  return undefined;
}

function problemWith(blocks: readonly RegExpExecArray[]): string | undefined {
  if (blocks.length === 0) return "holds no certificate in PEM";
  if (blocks.some(([, label = ""]) => label.includes("PRIVATE KEY"))) {
    return "holds a private key; a registry's certificate authority is named by its certificate alone";
  }
  return blocks.every(([block, label]) => label === "CERTIFICATE" && isCertificate(block))
    ? undefined
    : "holds something that is no certificate";
}

/** What follows a block that does not end would be left out without a word. */
function remainderProblem(text: string): string | undefined {
  return text.includes("-----BEGIN") ? "holds a block that does not end" : undefined;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.byteLength > 0;
  } catch {
    return false;
  }
}
