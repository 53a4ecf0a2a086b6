import { RegistryError } from "../errors.ts";
import { classOfAddress, isLocalhost, literalAddress } from "./addresses.ts";
import { isExcepted } from "./no-proxy.ts";

/** A proxy that the environment names. */
export interface Proxy {
  /** Without the login that stood in it. */
  readonly url: URL;
  /** The environment variable that names it. */
  readonly variable: string;
  /** The value of Proxy-Authorization; a secret. */
  readonly authorization?: string;
}

type Setting = Proxy | BadSetting;
/** Its value is never shown: it may hold a password. */
interface BadSetting {
  readonly variable: string;
  readonly problem: string;
}

/** The proxies of an environment, by its usual variables. */
export class Proxies {
  readonly #settings: Readonly<Record<string, Setting | undefined>>;
  readonly #noProxy: string;
  /** What must never be printed. */
  readonly secrets: readonly string[];

  constructor(environment: NodeJS.ProcessEnv) {
    const secrets: string[] = [];
    const read = (...names: readonly string[]) => readSetting(environment, names, secrets);
    // A web server hands a request's `Proxy` header to its programs as HTTP_PROXY (httpoxy, CVE-2016-5385).
    const isWebProgram = environment["REQUEST_METHOD"] !== undefined;
    const all = read("all_proxy", "ALL_PROXY");
    this.#settings = {
      "https:": read("https_proxy", "HTTPS_PROXY") ?? all,
      "http:": read("http_proxy", ...(isWebProgram ? [] : ["HTTP_PROXY"])) ?? all,
    };
    this.#noProxy = environment[firstSet(environment, ["no_proxy", "NO_PROXY"]) ?? ""] ?? "";
    this.secrets = secrets;
  }

  /**
   * The proxy by which a URL is asked for; undefined where it is asked directly. This machine is never asked by a proxy.
   *
   * @throws RegistryError unreachable where the variable holds no proxy: never silently without it
   */
  for(url: URL): Proxy | undefined {
    const setting = this.#settings[url.protocol];
    if (setting === undefined || isThisMachine(url.hostname) || isExcepted(this.#noProxy, url)) return undefined;
    if ("url" in setting) return setting;
    throw new RegistryError("unreachable", `${url.host} was not asked: ${setting.variable} ${setting.problem}.`, {
      remedy: `Write ${setting.variable}=http://proxy.example:3128, or except the host with NO_PROXY.`,
    });
  }
}

function isThisMachine(hostname: string): boolean {
  const address = literalAddress(hostname);
  return address === undefined ? isLocalhost(hostname) : classOfAddress(address) === "loopback";
}

/** As Go's programs do it: a variable that is empty is not set. */
function firstSet(environment: NodeJS.ProcessEnv, names: readonly string[]): string | undefined {
  return names.find((name) => (environment[name] ?? "").trim() !== "");
}

function readSetting(environment: NodeJS.ProcessEnv, names: readonly string[], secrets: string[]): Setting | undefined {
  const variable = firstSet(environment, names);
  if (variable === undefined) return undefined;
  const text = (environment[variable] ?? "").trim();
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || url.hostname === "") return { variable, problem: "holds no URL" };
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return { variable, problem: `names a proxy that is spoken to by ${url.protocol}//, which is not supported` };
  }
  return withLogin(url, variable, secrets);
}

function withLogin(url: URL, variable: string, secrets: string[]): Setting {
  const place = { url: new URL(url.origin), variable };
  if (url.username === "" && url.password === "") return place;
  try {
    const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    const login = Buffer.from(`${username}:${password}`).toString("base64");
    secrets.push(password === "" ? username : password, login);
    return { ...place, authorization: `Basic ${login}` };
  } catch {
    return { variable, problem: "holds a login that is not percent-encoded" };
  }
}
