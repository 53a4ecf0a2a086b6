import type { Members } from "../shape.ts";
import { entriesFor, entryForHost } from "./config-keys.ts";
import type { Config } from "./config-file.ts";
import { isHelperName, type AskHelper } from "./helper.ts";
import { readEntry } from "./login-entry.ts";
import { NOTHING, type Found, type Place } from "./place.ts";
import { badHelperName } from "./bad-helper-name.ts";

export interface ConfigOptions {
  readonly name: string;
  readonly read: () => Promise<Config>;
  /** Whether `host/namespace` is a key, as in Podman's files; Docker's know whole hosts only. */
  readonly namespaces: boolean;
  readonly ask: AskHelper;
}

/** Docker's `config.json` or Podman's `auth.json`: what is in it for a host, read once. */
export function configPlace(options: ConfigOptions): Place {
  let config: Promise<Config> | undefined;
  return {
    name: options.name,
    find: async (host, repository, signal) => {
      const read = await (config ??= options.read());
      if (typeof read === "string") return { kind: "nothing", problem: `${options.name} ${read}` };
      return findIn(read, options, { host, repository, signal });
    },
  };
}

interface Wanted {
  readonly host: string;
  readonly repository: string;
  readonly signal: AbortSignal;
}

/** Docker's order: the helper for the host; else the one for all hosts; else what the file itself holds. */
async function findIn(config: Members, options: ConfigOptions, wanted: Wanted): Promise<Found> {
  const helper = entryForHost(config["credHelpers"], wanted.host);
  const kept =
    helper === undefined
      ? await fromHelper(config["credsStore"], "credsStore", options, wanted)
      : await fromHelper(helper.value, `credHelpers["${helper.key}"]`, options, wanted);
  // Who names a helper for one host wants no other login for it; a store for all hosts may just not run here.
  if (kept.kind === "login") return kept;
  if (kept.problem !== undefined && helper !== undefined) return { ...kept, final: true };
  return withProblem(fromEntries(config["auths"], options, wanted), kept.problem);
}

async function fromHelper(
  value: unknown,
  key: string,
  { name, ask }: ConfigOptions,
  { host, signal }: Wanted,
): Promise<Found> {
  // An empty name is Docker's word for none.
  if (value === undefined || value === null || value === "") return NOTHING;
  if (!isHelperName(value)) throw badHelperName(name, key);
  const answer = await ask(value, host, signal);
  if (answer.kind === "none") return NOTHING;
  const program = `docker-credential-${value}`;
  if (answer.kind === "problem")
    return { kind: "nothing", problem: `${program} (${key} in ${name}) ${answer.problem}` };
  return { kind: "login", login: answer.login, source: `${program} (${key} in ${name})` };
}

function fromEntries(auths: unknown, { name, namespaces }: ConfigOptions, { host, repository }: Wanted): Found {
  let problem: string | undefined;
  for (const { key, value } of entriesFor(auths, host, namespaces ? repository : undefined)) {
    const entry = readEntry(value);
    if (entry.kind === "login") return { kind: "login", login: entry.login, source: `${name} (${key})` };
    if (entry.kind === "problem") problem ??= `${name} ${entry.problem}`;
  }
  return problem === undefined ? NOTHING : { kind: "nothing", problem };
}

function withProblem(found: Found, problem: string | undefined): Found {
  if (problem === undefined) return found;
  return { ...found, problem: found.problem === undefined ? problem : `${problem}, ${found.problem}` };
}
