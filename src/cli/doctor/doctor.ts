import { relative, resolve } from "node:path";
import { existsSync } from "node:fs";
import { InvalidPolicy, type PolicyDocument } from "../../policy/index.ts";
import { policyFor } from "../judge.ts";
import { isOffline } from "../offline.ts";
import { nowOf, UsageError, wantsColour, type Terminal } from "../terminal.ts";
import { checkCache } from "./cache.ts";
import { checkText, type Check } from "./check.ts";
import { checkLock } from "./lock.ts";
import { checkRegistries } from "./registries.ts";
import { checkNode, checkTypeScript } from "./toolchain.ts";
import { checkTrustedRoot } from "./trusted-root.ts";

export interface DoctorFlags {
  readonly policy?: string;
  readonly pack?: string;
  readonly lock?: string;
  readonly offline?: boolean;
  readonly format: "pretty" | "json";
  readonly color: boolean;
}

/**
 * `digestbound doctor`: looks at what a run depends on and judges no image. Exit code 0 where nothing keeps images from
 * being judged, 2 where the policy document does, else 3.
 */
export async function examine(flags: DoctorFlags, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const pack = resolve(terminal.cwd(), flags.pack ?? ".");
  if (!existsSync(pack)) throw new UsageError(`there is no folder ${flags.pack ?? "."}; name a pack's folder.`);
  const policy = readPolicy(flags.policy, terminal);
  const checks: Check[] = [
    checkNode(process.versions.node),
    checkTypeScript(pack),
    checkCache(terminal.env),
    policyCheck(policy),
    ...(isDocument(policy) ? [checkTrustedRoot(policy, nowOf(terminal))] : []),
    ...(await checkLock(flags.lock, isDocument(policy) ? policy : undefined, terminal)),
    ...(isDocument(policy) ? await registryChecks(policy, flags, terminal, signal) : []),
  ];
  terminal.stdout.write(flags.format === "json" ? json(checks) : text(checks, wantsColour(terminal, flags.color)));
  if (policy instanceof InvalidPolicy) return 2;
  return checks.some(({ status }) => status === "problem") ? 3 : 0;
}

function registryChecks(policy: PolicyDocument, flags: DoctorFlags, terminal: Terminal, signal: AbortSignal) {
  if (!isOffline(flags, terminal)) return checkRegistries(policy, terminal.env, signal);
  return [{ name: "Registries", status: "ok", detail: "not asked: this run is offline" } as const];
}

type Read = PolicyDocument | InvalidPolicy | undefined;

function isDocument(policy: Read): policy is PolicyDocument {
  return policy !== undefined && !(policy instanceof InvalidPolicy);
}

/** A document that cannot be read is one of the findings: it must not hide the others. */
function readPolicy(file: string | undefined, terminal: Terminal): Read {
  try {
    return policyFor(file, terminal);
  } catch (error) {
    if (error instanceof InvalidPolicy) return error;
    throw error;
  }
}

function policyCheck(policy: Read): Check {
  const name = "Policy document";
  if (policy === undefined) {
    const remedy = "Write digestbound.yaml, or name a document: --policy FILE. docs/policy.md shows one.";
    return {
      name,
      status: "warning",
      detail: "none from here up to the repository root, so no registry is asked",
      remedy,
    };
  }
  if (policy instanceof InvalidPolicy) {
    const [first, ...others] = policy.problems;
    const place = first?.line === undefined ? "" : `${relative(process.cwd(), first.source)}:${first.line}: `;
    return {
      name,
      status: "problem",
      detail: `not valid${others.length === 0 ? ": " : `, ${others.length + 1} problems; the first: `}${place}${first?.path ?? ""} ${first?.message ?? ""}`,
      ...(first !== undefined && { remedy: first.remedy }),
    };
  }
  return { name, status: "ok", detail: `${policy.source}, ${policy.digest}` };
}

function text(checks: readonly Check[], colour: boolean): string {
  return checks.map((check) => checkText(check, colour)).join("");
}

function json(checks: readonly Check[]): string {
  return `${JSON.stringify({ version: 1, checks }, undefined, 2)}\n`;
}
