import { membersOf } from "../shape.ts";
import { BEARER_TOKEN, type BasicLogin, type Login } from "./credentials.ts";

export type EntryContent =
  | { readonly kind: "login"; readonly login: Login }
  /** As the end of a sentence. */
  | { readonly kind: "problem"; readonly problem: string }
  /** An empty entry only says that a helper keeps the login. */
  | { readonly kind: "empty" };

/** The login that an entry of `auths` holds. */
export function readEntry(value: unknown): EntryContent {
  const { identitytoken, registrytoken, auth, username, password } = membersOf(value) ?? {};
  const basic = isText(auth) ? decodeLogin(auth) : writtenOut(username, password);
  if (isText(registrytoken)) return registryToken(registrytoken);
  if (isText(identitytoken)) return loginOf(identityToken(identitytoken, basic));
  if (basic !== undefined) return loginOf({ kind: "basic", ...basic });
  return isText(auth)
    ? { kind: "problem", problem: "holds a login that is not base64 of user:password" }
    : { kind: "empty" };
}

/** `az acr login` writes a user name without a password beside it, which is no login of its own. */
function identityToken(token: string, basic: BasicLogin | undefined): Login {
  const isUsable = basic !== undefined && basic.password !== "";
  return { kind: "identity-token", token, ...(isUsable ? { basic } : {}) };
}

function registryToken(token: string): EntryContent {
  return BEARER_TOKEN.test(token)
    ? loginOf({ kind: "registry-token", token })
    : { kind: "problem", problem: "holds a registry token that no header can carry" };
}

function writtenOut(username: unknown, password: unknown): BasicLogin | undefined {
  return isText(username) && isText(password) ? { username, password } : undefined;
}

/** The user name ends at the first colon; a password may hold more of them (RFC 7617, section 2). */
function decodeLogin(auth: string): BasicLogin | undefined {
  const bytes = Buffer.from(auth, "base64");
  const isBase64 = bytes.toString("base64").replace(/=+$/, "") === auth.replace(/=+$/, "");
  const text = bytes.toString("utf8");
  const colon = text.indexOf(":");
  if (!isBase64 || colon === -1) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function loginOf(login: Login): EntryContent {
  return { kind: "login", login };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
