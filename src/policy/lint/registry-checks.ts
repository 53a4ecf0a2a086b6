import type { RegistryHost } from "../../reference/index.ts";
import { aliasesOf } from "../aliases.ts";
import type { RegistrySettings } from "../document.ts";
import type { LintCheck, LintInput, Remark } from "./check.ts";

export const plainPassword: LintCheck = {
  id: "plain-password",
  severity: "error",
  finds: "`plainHttp: true` beside `credentials`, for a host that is not loopback",
  why: "The password goes through the network where everybody on the way can read it.",
  find: (input) =>
    plainHosts(input, isPasswordSent).map((path) => ({
      path,
      message: "sends the password of credentials where everybody on the way can read it.",
      remedy: "Give the registry a certificate and remove plainHttp; ca names an authority of your own.",
    })),
};

export const plainHttp: LintCheck = {
  id: "plain-http",
  severity: "warning",
  finds: "`plainHttp: true` for a host, or an alias of it, that is not loopback",
  why: "Whoever is on the way answers in the registry's place: which digest a tag has, and which signatures there are.",
  find: (input) =>
    plainHosts(input, (one) => one.names.some((name) => !isLoopback(name)) && !isPasswordSent(one)).map((path) => ({
      path,
      message: "speaks without TLS to a host that is not this machine: anybody on the way answers in its place.",
      remedy: "Give the registry a certificate and remove plainHttp; ca names an authority of your own.",
    })),
};

interface Plain {
  readonly settings: RegistrySettings;
  /** The host, and its aliases, to which the password of `credentials` is not sent. */
  readonly names: readonly [RegistryHost, ...RegistryHost[]];
}

function plainHosts({ document }: LintInput, isMeant: (plain: Plain) => boolean): readonly Remark["path"][] {
  return [...document.registries].flatMap(([host, settings], index) =>
    settings.plainHttp && isMeant({ settings, names: [host, ...aliasesOf(host, document)] })
      ? [["registries", index, "plainHttp"]]
      : [],
  );
}

function isPasswordSent({ settings, names: [host] }: Plain): boolean {
  return settings.credentials !== undefined && !isLoopback(host);
}

function isLoopback(host: RegistryHost): boolean {
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}
