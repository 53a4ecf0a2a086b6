export { createBudget, type Budget } from "./budget.ts";
export type { Candidate, Problem } from "./candidates.ts";
export { createRegistry, type Registry, type RegistryOptions } from "./client.ts";
export { dockerCredentials, type Credentials, type CredentialSource } from "./docker-config.ts";
export { RegistryError, type RegistryReason } from "./errors.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export type { Descriptor, Manifest } from "./manifest.ts";
