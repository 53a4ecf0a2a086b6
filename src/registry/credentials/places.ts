import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Hosts } from "../hosts.ts";
import { configPlace } from "./config-place.ts";
import { readConfigFile, readConfigText } from "./config-file.ts";
import type { AskHelper } from "./helper.ts";
import { namedVariables } from "./named-variables.ts";
import type { Place } from "./place.ts";

/** The longest path that a message shows whole. */
const MAX_SHOWN = 60;

/** Every place where a login may be, in the order in which they count. Only those that the environment names. */
export function placesOf(environment: NodeJS.ProcessEnv, hosts: Hosts, ask: AskHelper): readonly Place[] {
  const home = textOf(environment["HOME"]) ?? textOf(environment["USERPROFILE"]) ?? homedir();
  const file = (path: string, namespaces: boolean) =>
    configPlace({ name: shown(path, home), read: () => readConfigFile(path), namespaces, ask });
  const inEnvironment = textOf(environment["DOCKER_AUTH_CONFIG"]);
  const docker = textOf(environment["DOCKER_CONFIG"]) ?? join(home, ".docker");
  return [
    namedVariables(environment, hosts),
    // GitLab's runner lets it win over every file, and reads namespaces in it.
    ...(inEnvironment === undefined ? [] : [fromEnvironment(inEnvironment, ask)]),
    ...podmanFirst(environment).map((path) => file(path, true)),
    file(join(docker, "config.json"), false),
    ...podmanLast(environment, home).map((path) => file(path, true)),
  ];
}

function fromEnvironment(text: string, ask: AskHelper): Place {
  const name = "DOCKER_AUTH_CONFIG";
  return configPlace({ name, read: () => Promise.resolve(readConfigText(text)), namespaces: true, ask });
}

/** The file that somebody names for Podman is meant for this very run; where it is set, Podman reads no other of its own. */
function podmanFirst(environment: NodeJS.ProcessEnv): string[] {
  const named = textOf(environment["REGISTRY_AUTH_FILE"]);
  return named === undefined ? [] : [named];
}

/** Podman's own files (containers-auth.json(5)). */
function podmanLast(environment: NodeJS.ProcessEnv, home: string): string[] {
  if (podmanFirst(environment).length > 0) return [];
  const config = absolute(environment["XDG_CONFIG_HOME"]) ?? join(home, ".config");
  return [runtimeFolder(environment), join(config, "containers")].flatMap((folder) =>
    folder === undefined ? [] : [join(folder, "auth.json")],
  );
}

/** Without a session, as in a CI container, Podman keeps logins in its own folder for the user. */
function runtimeFolder(environment: NodeJS.ProcessEnv): string | undefined {
  const session = absolute(environment["XDG_RUNTIME_DIR"]);
  if (session !== undefined) return join(session, "containers");
  const user = process.platform === "linux" ? process.getuid?.() : undefined;
  return user === undefined ? undefined : `/run/containers/${user}`;
}

/** The base directory specification: a relative path is to be ignored. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function shown(path: string, home: string): string {
  const short = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  return short.length > MAX_SHOWN ? `…${short.slice(1 - MAX_SHOWN)}` : short;
}

function textOf(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
