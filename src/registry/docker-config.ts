import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { MalformedJson, parseStrictJson } from "../json/index.ts";
import type { CredentialSource, Credentials } from "./credentials.ts";
import { isDockerHub } from "./docker-hub.ts";
import { membersOf, type Members } from "./shape.ts";
import { codeOf } from "./wire-errors.ts";

/** Logins of hundreds of registries fit. */
const MAX_CONFIG_BYTES = 1024 * 1024;
/** Keys that mean the whole host; any other path is a namespace of it, and its login is not the host's. */
const HOST_PATHS = new Set(["", "/", "/v1", "/v1/", "/v2", "/v2/"]);

/**
 * Reads logins from Docker's `config.json`, in `$DOCKER_CONFIG` or else in `~/.docker`, once and only when one is needed.
 *
 * A login belongs to one exact `host[:port]` (Docker Hub's names count as one); a prefix or a part of a name never
 * matches. Credential helpers and identity tokens are recognised but not used. The lookup never throws.
 */
export function dockerCredentials(environment: NodeJS.ProcessEnv): CredentialSource {
  const { DOCKER_CONFIG: folder, HOME: home } = environment;
  const source = join(isText(folder) ? folder : join(isText(home) ? home : homedir(), ".docker"), "config.json");
  let config: Promise<Members | string> | undefined;
  return async (host) => {
    const read = await (config ??= readConfig(source));
    return typeof read === "string" ? { kind: "unreadable", problem: read, source } : findLogin(read, host, source);
  };
}

/** The configuration, or what is wrong with it; a file that is not there is an empty one. */
async function readConfig(path: string): Promise<Members | string> {
  try {
    const config = membersOf(parseStrictJson(await readFile(path), { bytes: MAX_CONFIG_BYTES }));
    return config ?? "is no JSON object";
  } catch (error) {
    if (error instanceof MalformedJson) return `is not readable as JSON (${error.reason})`;
    const code = codeOf(error);
    return code === "ENOENT" ? {} : `cannot be read (${code})`;
  }
}

function findLogin(config: Members, host: string, source: string): Credentials {
  // Docker's own order: a helper for the host wins over everything that the file itself holds.
  if (findEntry(config["credHelpers"], host) !== undefined) return { kind: "unsupported", form: "credHelpers", source };
  const entry = membersOf(findEntry(config["auths"], host));
  const login = entry === undefined ? undefined : readEntry(entry, source);
  if (login !== undefined) return login;
  const store = config["credsStore"];
  const hasStore = typeof store === "string" && store !== "";
  return hasStore ? { kind: "unsupported", form: "credsStore", source } : { kind: "none", source };
}

/** The entry whose key names the host; a key that is the bare host wins over one that spells it as a URL. */
function findEntry(entries: unknown, host: string): unknown {
  const members = membersOf(entries) ?? {};
  const wanted = canonicalHost(host);
  const matches = Object.keys(members).filter((key) => hostOfKey(key) === wanted);
  const [key] = matches.sort((a, b) => Number(b === host) - Number(a === host));
  return key === undefined ? undefined : members[key];
}

function hostOfKey(key: string): string | undefined {
  const [, host = "", path = ""] = /^(?:https?:\/\/)?([^/]*)(.*)$/s.exec(key) ?? [];
  return HOST_PATHS.has(path) ? canonicalHost(host) : undefined;
}

function canonicalHost(text: string): string {
  const host = text.toLowerCase().replace(/:443$/, "");
  return isDockerHub(host) ? "docker.io" : host;
}

/** The login that an entry holds; an empty entry only says that a helper keeps it. */
function readEntry(entry: Members, source: string): Credentials | undefined {
  if (isText(entry["identitytoken"])) return { kind: "unsupported", form: "an identity token", source };
  if (isText(entry["registrytoken"])) return { kind: "unsupported", form: "a registry token", source };
  const { auth, username, password } = entry;
  if (isText(auth)) {
    const login = decodeLogin(auth);
    return login === undefined
      ? { kind: "unreadable", problem: "holds a login that is not base64 of user:password", source }
      : { kind: "basic", ...login, source };
  }
  return isText(username) && isText(password) ? { kind: "basic", username, password, source } : undefined;
}

/** The user name ends at the first colon; a password may hold more of them (RFC 7617, section 2). */
function decodeLogin(auth: string): { username: string; password: string } | undefined {
  const bytes = Buffer.from(auth, "base64");
  const isBase64 = bytes.toString("base64").replace(/=+$/, "") === auth.replace(/=+$/, "");
  const text = bytes.toString("utf8");
  const colon = text.indexOf(":");
  if (!isBase64 || colon === -1) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
