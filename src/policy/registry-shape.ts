import { z } from "zod";
import type { Shape } from "./shape.ts";

const MAX_MIRRORS = 8;
const MAX_ALIASES = 16;

/** How one host is spoken to. Nothing here lets a host be contacted that no image rule's match names, but its mirrors. */
export const registryShape = {
  what: "a registry's settings",
  schema: z.strictObject({
    host: z.string().min(1).meta({ pattern: "^[^/@*]+$" }),
    aliases: z
      .array(z.string().min(1).meta({ pattern: "^[^/@*]+$" }))
      .min(1)
      .max(MAX_ALIASES)
      .optional(),
    plainHttp: z.boolean().optional(),
    privateNetwork: z.boolean().optional(),
    ca: z.string().min(1).optional(),
    credentials: z.record(z.string(), z.unknown()).optional(),
    mirrors: z.array(z.string().min(1)).min(1).max(MAX_MIRRORS).optional(),
    signatureRepository: z.string().min(1).optional(),
  }),
  wordings: {
    host: {
      expected: "host or host:port",
      remedy: "Write host: localhost:5000, as it stands in image references.",
      examples: ["localhost:5000"],
    },
    aliases: {
      expected: `a list of hosts, 1 to ${MAX_ALIASES}`,
      remedy: "Write aliases: [ghcr.mirror.internal], host or host:port as in image references, without wildcards.",
    },
    plainHttp: {
      expected: "true or false",
      remedy: "Write plainHttp: true or plainHttp: false, without quotes.",
      byDefault: false,
    },
    privateNetwork: {
      expected: "true or false",
      remedy: "Write privateNetwork: true where the host has a private address, without quotes.",
    },
    ca: {
      expected: "the path of a file with certificates, or certificates in PEM",
      remedy: "Write ca: certs/registry-ca.pem; the path is seen from the document's folder.",
    },
    credentials: {
      expected: "a mapping with username and passwordEnv",
      remedy: "Write credentials: { username: robot, passwordEnv: REGISTRY_PASSWORD }.",
    },
    mirrors: {
      expected: `a list of hosts or host/path, 1 to ${MAX_MIRRORS}`,
      remedy: "Write mirrors: [mirror.example/ghcr]; a repository's name is put behind each.",
    },
    signatureRepository: {
      expected: "registry/repository",
      remedy: "Write signatureRepository: registry.example/signatures, without tag or digest.",
    },
  },
  planned: [],
  called: { registry: "host", insecure: "plainHttp" },
} satisfies Shape<z.ZodRawShape>;

export const credentialsShape = {
  what: "a registry's credentials",
  schema: z.strictObject({
    username: z.string().min(1).max(256),
    // A password itself can never look like this: no environment variable is named by one.
    passwordEnv: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/),
  }),
  wordings: {
    username: {
      expected: "a user name",
      remedy: "Write username: robot; a token's user name is in its registry's documentation.",
    },
    passwordEnv: {
      expected: "the name of an environment variable",
      remedy: "Write passwordEnv: REGISTRY_PASSWORD and put the password into that variable, never into the document.",
    },
  },
  planned: [],
  called: { user: "username", login: "username" },
} satisfies Shape<z.ZodRawShape>;
