import { RegistryError } from "../errors.ts";

/** A file asks for a program by what is no helper's name. It may be a path of somebody's choice, so it is not repeated. */
export function badHelperName(file: string, key: string): RegistryError {
  return new RegistryError("credential-config", `${file}: ${key} is not the name of a credential helper.`, {
    remedy: `Write what stands behind "docker-credential-" in the program's name, such as ecr-login; a path is never run.`,
  });
}
