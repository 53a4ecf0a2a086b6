import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, resolve } from "node:path";
import { parseAllDocuments, visit } from "yaml";
import { findPolicyFile, InvalidPolicy, loadPolicyFile, type PolicyDocument } from "../../policy/index.ts";
import type { GeneralFinding } from "../../report/index.ts";
import { printable } from "../../reference/index.ts";
import { policyFor } from "../judge.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { type Base, inRepository, touched, writtenInRepository } from "./base.ts";
import { BaseTree } from "./base-tree.ts";

const FILE_NAME = "digestbound.yaml";
/** A document, what it extends, keys and roots. */
const MAX_FILES = 200;

/** By what a change is judged: the base's policy, and what the change would make of it. */
export interface BasePolicy {
  readonly policy: PolicyDocument | undefined;
  /** Where it would lie in this checkout. */
  readonly path: string | undefined;
  readonly findings: readonly GeneralFinding[];
}

/** The policy of the base where there is one, else the one at hand. @throws InvalidPolicy, UsageError */
export function judgingPolicy(named: string | undefined, base: Base | undefined, terminal: Terminal): BasePolicy {
  if (base !== undefined) return basePolicy(named, base, terminal);
  const policy = policyFor(named, terminal);
  return { policy, path: policy?.source, findings: [] };
}

/**
 * The policy document of the base with all that it names, read from the commit: who is judged does not write the law (law 8). A
 * document that lies outside of the repository cannot be part of the change.
 * @param named by the user, as it lies in this checkout
 * @throws UsageError where the base's document is not valid, or there is none of that name
 */
function basePolicy(named: string | undefined, base: Base, terminal: Terminal): BasePolicy {
  const cwd = terminal.cwd();
  const tree = new BaseTree(base);
  const found = named === undefined ? findPolicyFile(cwd) : resolve(cwd, named);
  const here = found === undefined ? undefined : (writtenInRepository(base, found) ?? inRepository(base, found));
  if (named !== undefined && here === undefined) return { policy: loadPolicyFile(named), path: found, findings: [] };
  const path = named === undefined ? tree.nearest(inRepository(base, cwd) ?? ".", FILE_NAME) : here;
  if (path !== undefined && !tree.has(path))
    throw new UsageError(
      `${printable(path)} is ${tree.isLink(path) ? "a link" : "no file"} in ${base.ref}, and a change is judged by the policy of its base.`,
    );
  const files = path === undefined ? [] : namedBy(path, tree);
  const changes = touched(base, [...files, ...(here === undefined ? [] : [here])]);
  const policy = path === undefined ? undefined : loaded(path, files, tree, base);
  return {
    policy,
    path: path && join(base.root, path),
    findings: changes.map((file) => changed(file, policy, base, cwd)),
  };
}

/** The document, what it extends and the files that any of its texts is the path of. */
function namedBy(document: string, tree: BaseTree): readonly string[] {
  const files = new Set([document]);
  for (const file of files) {
    if (!/\.(?:ya?ml|json)$/.test(file) || files.size > MAX_FILES) continue;
    const paths = textsIn(tree.read(file)?.toString("utf8") ?? "").map((text) => posix.join(posix.dirname(file), text));
    for (const one of paths.filter((path) => !/^\.{0,2}$/.test(path)).flatMap((path) => tree.under(path)))
      if (files.size <= MAX_FILES) files.add(one);
  }
  return [...files];
}

/** Texts that may be paths: of a file, or of a folder with a slash at its end or in it. */
function textsIn(text: string): readonly string[] {
  const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false });
  const found: string[] = [];
  const note = (value: unknown): void => {
    if (typeof value === "string" && /[./]/.test(value)) found.push(value);
  };
  for (const document of Array.isArray(documents) ? documents : [])
    visit(document, {
      Scalar: (_, { value }) => {
        note(value);
      },
    });
  return found.filter((path) => !path.startsWith("/") && !path.includes("\n") && path.length < 1000);
}

function loaded(path: string, files: readonly string[], tree: BaseTree, { ref }: Base): PolicyDocument {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-"));
  try {
    for (const file of files) {
      const bytes = tree.read(file);
      if (bytes === undefined) continue;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), bytes);
    }
    const policy = loadPolicyFile(join(folder, path), path);
    return { ...policy, source: `${path} of ${ref}` };
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    throw new UsageError(`the policy of ${ref} cannot be used: ${error.message}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changed(file: string, policy: PolicyDocument | undefined, { ref, root }: Base, cwd: string): GeneralFinding {
  const shown = relative(cwd, join(root, file)).split("\\").join("/");
  const judged =
    policy === undefined ? `${ref} has no policy document, so none counts here` : `this is judged by what ${ref} has`;
  return {
    rule: "policy-changed",
    reason: "policy-changed",
    severity: "medium",
    message: `${printable(shown)} is part of the policy, and is changed here; ${judged}. Let those who own the policy approve the change.`,
    place: { file: shown, line: 1, column: 1, resource: "policy document", path: "(the whole file)" },
  };
}
