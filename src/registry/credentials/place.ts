import type { Login } from "./credentials.ts";

/** What one place holds for a host and a repository. `problem`: what of it could not be read or asked. */
export type Found = { readonly problem?: string } & (
  | { readonly kind: "login"; readonly login: Login; readonly source: string }
  /** `final`: the place claims the host all the same, and no other place is looked at. */
  | { readonly kind: "nothing"; readonly final?: true }
);

/** A place where logins are kept. */
export interface Place {
  readonly name: string;
  find(host: string, repository: string, signal: AbortSignal): Promise<Found>;
}

export const NOTHING: Found = { kind: "nothing" };
