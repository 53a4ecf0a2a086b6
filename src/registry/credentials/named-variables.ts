import type { Hosts } from "../hosts.ts";
import { NOTHING, type Place } from "./place.ts";

/**
 * The logins that the policy document names: it holds the name of a variable, the environment holds the password. Such a
 * login stands instead of every other one for its host, so one that is not there leaves the host without.
 */
export function namedVariables(environment: NodeJS.ProcessEnv, hosts: Hosts): Place {
  const name = "the policy document";
  return {
    name,
    find: (host) => {
      const named = hosts.get(host)?.credentials;
      if (named === undefined) return Promise.resolve(NOTHING);
      const { username, passwordEnv } = named;
      const password = environment[passwordEnv] ?? "";
      if (password !== "") {
        return Promise.resolve({
          kind: "login",
          login: { kind: "basic", username, password },
          source: `${name} (password from ${passwordEnv})`,
        });
      }
      const problem = `${name} names the environment variable ${passwordEnv}, which is not set`;
      return Promise.resolve({ kind: "nothing", problem, final: true });
    },
  };
}
