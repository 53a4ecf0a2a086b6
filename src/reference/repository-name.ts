import type { ReferenceReason, Refuse } from "./errors.ts";
import { quotePart } from "./printable.ts";
import { DOCKER_HUB } from "./registry-host.ts";
import type { RegistryHost } from "./registry-host.ts";

/** The path of a repository inside its registry, 1 to 255 characters; Docker Hub's official images begin with `library/`. */
export type RepositoryName = string & { readonly __brand: "RepositoryName" };

const MAX_REPOSITORY = 255;
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

export function readRepositoryName(
  path: string,
  registry: RegistryHost,
  refuse: Refuse<ReferenceReason>,
): RepositoryName {
  if (path === "") refuse("repository-empty", "it names no repository; write registry/repository");
  const name = registry === DOCKER_HUB && !path.includes("/") ? `library/${path}` : path;
  if (name.length > MAX_REPOSITORY) {
    refuse(
      "repository-too-long",
      `the repository has ${name.length} characters; at most ${MAX_REPOSITORY} are allowed`,
    );
  }
  for (const component of name.split("/")) checkComponent(component, refuse);
  return name as RepositoryName;
}

function checkComponent(component: string, refuse: Refuse<ReferenceReason>): void {
  if (COMPONENT.test(component)) return;
  if (component === "")
    refuse("repository-component", "a component of the repository is empty; remove the extra slash");
  const shown = `the repository's component ${quotePart(component)}`;
  if (/[A-Z]/.test(component)) refuse("repository-uppercase", `${shown} must be written in lower case`);
  refuse("repository-component", `${shown} is not letters and digits joined by one ".", one or two "_", or any "-"`);
}
