import type { RegistryHost } from "../../reference/index.ts";
import type { RegistrySettings } from "../document.ts";
import type { LintCheck, LintInput, Remark } from "./check.ts";

export const plainPassword: LintCheck = {
  id: "plain-password",
  severity: "error",
  finds: "`plainHttp: true` beside `credentials`, for a host that is not loopback",
  why: "The password goes through the network where everybody on the way can read it.",
  find: (input) =>
    plainHosts(input, ({ credentials }) => credentials !== undefined).map((path) => ({
      path,
      message: "sends the password of credentials where everybody on the way can read it.",
      remedy: "Give the registry a certificate and remove plainHttp; ca names an authority of your own.",
    })),
};

export const plainHttp: LintCheck = {
  id: "plain-http",
  severity: "warning",
  finds: "`plainHttp: true` for a host that is not loopback",
  why: "Whoever is on the way answers in the registry's place: which digest a tag has, and which signatures there are.",
  find: (input) =>
    plainHosts(input, ({ credentials }) => credentials === undefined).map((path) => ({
      path,
      message: "speaks without TLS to a host that is not this machine: anybody on the way answers in its place.",
      remedy: "Give the registry a certificate and remove plainHttp; ca names an authority of your own.",
    })),
};

function plainHosts(
  { document: { registries } }: LintInput,
  isMeant: (settings: RegistrySettings) => boolean,
): readonly Remark["path"][] {
  return [...registries].flatMap(([host, settings], index) =>
    settings.plainHttp && !isLoopback(host) && isMeant(settings) ? [["registries", index, "plainHttp"]] : [],
  );
}

function isLoopback(host: RegistryHost): boolean {
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}
