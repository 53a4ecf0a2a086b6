import { probeRegistries } from "../../gate/index.ts";
import { contactedHosts, type PolicyDocument } from "../../policy/index.ts";
import type { Check } from "./check.ts";

type Probed = Awaited<ReturnType<typeof probeRegistries>>[number];

/** Each registry that the document names: whether it is there, and whether it takes the login that its images are asked with. */
export async function checkRegistries(
  policy: PolicyDocument,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Check[]> {
  const { hosts, patterns } = contactedHosts(policy);
  const probed = await probeRegistries(policy, hosts, { environment, signal });
  return [...probed.map(registryCheck), ...patterns.map(patternCheck)];
}

function registryCheck({ host, isLoggedIn, isAsked, login, error }: Probed): Check {
  if (error === undefined) {
    const untried = isLoggedIn && !isAsked;
    const detail = untried ? `reached; it asked for no login, so ${login} was not tried` : `reached; ${login}`;
    return { name: host, status: "ok", detail };
  }
  const { message, remedy } = error;
  if (error.reason === "unauthorized" && !isLoggedIn) {
    return { name: host, status: "warning", detail: "reached, but it answers nobody without a login", remedy };
  }
  return { name: host, status: "problem", detail: `${message} (${error.reason}; ${login})`, remedy };
}

function patternCheck(pattern: string): Check {
  const detail = "not asked: its host has a wildcard, so that only an image tells which one is meant";
  return { name: pattern, status: "ok", detail };
}
