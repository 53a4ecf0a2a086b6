import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { MalformedJson, parseStrictJson } from "../json/index.ts";

/** A user name and password for exactly one host. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export type CredentialSource = (host: string) => Promise<Credentials | undefined>;

const MAX_CONFIG = 1024 * 1024;
const DOCKER_HUB_KEYS = ["https://index.docker.io/v1/", "index.docker.io", "docker.io"];
const schema = z.looseObject({
  auths: z.record(z.string(), z.looseObject({ auth: z.string().optional() })).optional(),
});

/**
 * Credentials from Docker's config.json ($DOCKER_CONFIG, else ~/.docker), read once. A host matches exactly, port
 * included: a substring match hands one registry's password to another (@sigstore/oci before 0.7.2).
 */
export function dockerCredentials(environment: NodeJS.ProcessEnv): CredentialSource {
  const folder = environment["DOCKER_CONFIG"] ?? join(environment["HOME"] ?? homedir(), ".docker");
  let config: Promise<ReadonlyMap<string, Credentials>> | undefined;
  return async (host) => (await (config ??= readConfig(join(folder, "config.json")))).get(host);
}

async function readConfig(file: string): Promise<ReadonlyMap<string, Credentials>> {
  const parsed = schema.safeParse(await readJson(file));
  if (!parsed.success) return new Map();
  const entries = Object.entries(parsed.data.auths ?? {}).flatMap(([key, { auth }]) => {
    const credentials = decode(auth ?? "");
    return credentials === undefined ? [] : [[hostOf(key), credentials] as const];
  });
  return new Map(entries);
}

/** A file that is missing or broken means no credentials: what is public can still be checked, and a 401 says what was missing. */
async function readJson(file: string): Promise<unknown> {
  try {
    return parseStrictJson(await readFile(file), { bytes: MAX_CONFIG });
  } catch (error) {
    if (error instanceof MalformedJson || (error as NodeJS.ErrnoException).code !== undefined) return {};
    throw error;
  }
}

function hostOf(key: string): string {
  if (DOCKER_HUB_KEYS.includes(key)) return "docker.io";
  return key
    .replace(/^https?:\/\//, "")
    .replace(/\/(v[12]\/?)?$/, "")
    .toLowerCase()
    .replace(/:443$/, "");
}

function decode(auth: string): Credentials | undefined {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
