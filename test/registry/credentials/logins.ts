import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Hosts } from "../../../src/registry/index.ts";
import { credentialsFrom } from "../../../src/registry/index.ts";

export const login = (text: string) => ({ auth: Buffer.from(text).toString("base64") });

/** A home folder with logins and helpers, and an environment that knows no other. */
export interface Home {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Writes a file, as JSON where it is no text; the path is seen from the home folder. */
  write(path: string, content: unknown): string;
  /** Puts a program on PATH, as a shell script of these lines. */
  helper(name: string, ...lines: readonly string[]): string;
  look(
    host: string,
    options?: {
      readonly repository?: string;
      readonly environment?: NodeJS.ProcessEnv;
      readonly hosts?: Hosts;
      readonly helperDeadline?: number;
      readonly signal?: AbortSignal;
    },
  ): ReturnType<ReturnType<typeof credentialsFrom>>;
  remove(): void;
}

export function createHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-home-"));
  const environment = {
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, "run"),
    XDG_CONFIG_HOME: join(folder, "config"),
    // The programs that the scripts below call.
    PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
  };
  const write = (path: string, content: unknown) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  return {
    folder,
    environment,
    write,
    helper: (name, ...lines) => {
      const file = write(`bin/docker-credential-${name}`, ["#!/bin/sh", ...lines, ""].join("\n"));
      chmodSync(file, 0o755);
      return file;
    },
    look: (host, { repository = "acme/app", hosts, signal = AbortSignal.timeout(30_000), ...options } = {}) => {
      const { environment: more = {}, helperDeadline } = options;
      const limits = helperDeadline === undefined ? {} : { helperDeadline };
      return credentialsFrom({ ...environment, ...more }, hosts, limits)(host, repository, signal);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
