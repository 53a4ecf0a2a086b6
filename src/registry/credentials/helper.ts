import { MalformedJson, parseStrictJson } from "../../json/index.ts";
import { isDockerHub } from "../docker-hub.ts";
import { membersOf } from "../shape.ts";
import type { Login } from "./credentials.ts";
import { helperEnvironment, helperPath } from "./helper-environment.ts";
import { findHelper } from "./helper-program.ts";
import { runHelper, type Ended } from "./helper-process.ts";

export interface HelperOptions {
  /** How long a helper may take, in milliseconds. */
  readonly helperDeadline?: number;
}

export type HelperAnswer =
  | { readonly kind: "login"; readonly login: Login }
  | { readonly kind: "none" }
  /** As the end of a sentence; never the helper's own words. */
  | { readonly kind: "problem"; readonly problem: string };

/** What the helper of this name has for a host. */
export type AskHelper = (name: string, host: string, signal: AbortSignal) => Promise<HelperAnswer>;

/** Amazon's, Google's and Azure's helpers ask their cloud; a second is usual. */
const DEADLINE = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** The key under which `docker login` keeps Docker Hub's login, whatever the hub is called elsewhere. */
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

const NOT_FOUND = "credentials not found in native keychain";
/** The user name by which a helper says that its secret is an identity token. */
const IDENTITY_TOKEN = "<token>";

/** Whether a value may become a part of a program's name: never a path. */
export function isHelperName(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9._-]{1,128}$/.test(value);
}

/** Helpers by Docker's protocol (docker/docker-credential-helpers), each asked once for a host, however many images wait. */
export function createHelpers(environment: NodeJS.ProcessEnv, options: HelperOptions = {}): AskHelper {
  const { helperDeadline: deadline = DEADLINE } = options;
  const answers = new Map<string, Promise<HelperAnswer>>();
  return (name, host, signal) => {
    const server = isDockerHub(host) ? DOCKER_HUB_KEY : host;
    const key = `${name} ${server}`;
    const answer = answers.get(key) ?? ask(name, server, { environment, deadline, signal });
    answers.set(key, answer);
    return answer;
  };
}

interface Circumstances {
  readonly environment: NodeJS.ProcessEnv;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

async function ask(name: string, server: string, circumstances: Circumstances): Promise<HelperAnswer> {
  const { environment, deadline, signal } = circumstances;
  const program = await findHelper(name, helperPath(environment));
  if (program === undefined) return problem("was not found in PATH");
  const ended = await runHelper(program, server, {
    environment: helperEnvironment(environment),
    maxBytes: MAX_ANSWER_BYTES,
    deadline,
    signal,
  });
  return ended.kind === "failed" ? problem(`could not be asked (${ended.why})`) : read(ended);
}

function read({ code, stdout }: Ended): HelperAnswer {
  if (code !== 0) {
    return stdout.toString("utf8").trim() === NOT_FOUND
      ? { kind: "none" }
      : problem(`could not be asked (exit ${code ?? "by a signal"})`);
  }
  const { Username: username, Secret: secret } = membersOf(parse(stdout)) ?? {};
  if (typeof username !== "string" || typeof secret !== "string") return problem("answered with what is no login");
  if (secret === "") return { kind: "none" };
  return {
    kind: "login",
    login:
      username === IDENTITY_TOKEN
        ? { kind: "identity-token", token: secret }
        : { kind: "basic", username, password: secret },
  };
}

function parse(stdout: Uint8Array): unknown {
  try {
    return parseStrictJson(stdout, { bytes: MAX_ANSWER_BYTES });
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}

function problem(text: string): HelperAnswer {
  return { kind: "problem", problem: text };
}
