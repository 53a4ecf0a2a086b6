import type { Authorizations } from "./authorization.ts";
import { loginWords } from "./credentials/refusal.ts";
import { asRegistryError, RegistryError } from "./errors.ts";
import { essence } from "./media-types.ts";
import type { Session } from "./session.ts";
import { statusError } from "./status.ts";

/** What became of asking a registry for nothing in particular. */
export interface Probe {
  readonly isLoggedIn: boolean;
  /** Whether the registry wanted to know who asks; a login that it did not ask for was not tried. */
  readonly isAsked: boolean;
  /** Which login was sent, or where one was looked for: words, never a secret. */
  readonly login: string;
  /** Why the registry is not there, or does not take the login. */
  readonly error?: RegistryError;
}

/** GET /v2/ (distribution-spec 1.1, "Determining Support"), with the login that images of this host are asked with. */
export async function probe(session: Session, authorizations: Authorizations): Promise<Probe> {
  const { endpoint, budget } = session;
  try {
    const credentials = await authorizations.credentials(endpoint, budget);
    const isLoggedIn = credentials !== undefined && credentials.kind !== "none";
    const error = await failureOf(session);
    const found = {
      isLoggedIn,
      isAsked: authorizations.isAsked(endpoint),
      login: loginWords(credentials, endpoint.registry),
    };
    return error === undefined ? found : { ...found, error };
  } catch (error) {
    return { isLoggedIn: false, isAsked: false, login: "no login", error: asRegistryError(error) };
  }
}

async function failureOf(session: Session): Promise<RegistryError | undefined> {
  const { endpoint, limits } = session;
  try {
    const answer = await session.get(new URL("/v2/", endpoint.origin), "application/json", limits.errorBytes);
    if (answer.status !== 200) return statusError(answer, `${endpoint.name} does not answer like a registry`);
    if (essence(answer.header("content-type")) !== "text/html") return undefined;
    return new RegistryError("bad-content-type", `${endpoint.name} answered with a web page.`);
  } catch (error) {
    return asRegistryError(error);
  }
}
