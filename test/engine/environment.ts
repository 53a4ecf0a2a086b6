import { join } from "node:path";

/** What the secrets of the stacks are encrypted with. */
export const STACK_PASSPHRASE = "of a stack whose secrets are none";

/** This process's environment without its PULUMI_ variables, so that a run depends on nothing but its options. */
export function cleanEnvironment(path: string, home: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_") && name !== "NODE_OPTIONS");
  return {
    ...Object.fromEntries(own),
    PATH: path,
    // Registry credentials of whoever runs the tests have no business in them.
    DOCKER_CONFIG: home,
    // Nor has what their own previews approved.
    DIGESTBOUND_CACHE: join(home, "digestbound"),
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Without it, --event-log does not exist.
    PULUMI_DEBUG_COMMANDS: "true",
  };
}

/** What a stack needs beside it: a backend in a folder, and the key of its secrets. */
export function stackEnvironment(folder: string, debugProviders: string | undefined): NodeJS.ProcessEnv {
  return {
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: STACK_PASSPHRASE,
    ...(debugProviders === undefined ? {} : { PULUMI_DEBUG_PROVIDERS: debugProviders }),
  };
}
