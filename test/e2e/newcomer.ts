import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { engineCli } from "../engine/cli.ts";
import { cleanEnvironment, stackEnvironment } from "../engine/environment.ts";
import { startPolicyService } from "../engine/policy-service.ts";
import { startProvider } from "../engine/index.ts";
import { generateKeyPair, pushImage, signWithBundle, type PushedImage } from "../fixtures/index.ts";
import { packFolderTo, unpack } from "../npm/index.ts";
import { startEmbeddedRegistry } from "../registry/embedded/index.ts";
import { repositoryRoot, runCommand, type CommandResult } from "../tools/index.ts";

const TIMEOUT_MS = 180_000;

/** A shell in which somebody types the commands of docs/getting-started.md, with a stack that is deployed. */
export interface Newcomer {
  /** The folder of the stack. */
  readonly project: string;
  readonly host: string;
  /** PEM of the key that signs team/web. */
  readonly releaseKey: string;
  readonly web: PushedImage;
  /** Pushes an image that nobody signs. */
  readonly push: (repository: string, tag: string) => PushedImage;
  /** Runs a command where the one before it ended. */
  readonly types: (command: string) => Promise<CommandResult>;
  /** Puts the program of the stack: Deployments by name, and their images. */
  readonly writeProgram: (images: Readonly<Record<string, string>>) => void;
  /** What stands in for the document's names: the packed tarball, and the same unpacked with what it depends on. */
  readonly packages: { readonly tarball: string; readonly folder: string };
  /** What `pulumi policy publish` sent. */
  readonly published: () => Buffer | undefined;
  readonly close: () => Promise<void>;
}

export async function startNewcomer(): Promise<Newcomer> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-newcomer-"));
  const [project, home] = ["project", "home", "state"].map((name) => made(folder, name)) as [string, string];
  const [registry, provider, service] = await Promise.all([
    startEmbeddedRegistry(),
    startProvider(),
    startPolicyService(),
  ]);
  const packages = await packed(folder);
  const { path } = await engineCli("language-host", folder, home);
  const env = {
    ...withoutNpm(cleanEnvironment([join(folder, "npm/bin"), path].join(delimiter), home)),
    ...stackEnvironment(folder, provider.debugProviders),
    ...npmEnvironment(folder),
    // Nobody is there to say yes.
    PULUMI_SKIP_CONFIRMATIONS: "true",
  };
  const push = (repository: string, tag: string) =>
    pushImage(registry, repository, tag, { text: `${repository} ${tag}`, platforms: ["linux/amd64", "linux/arm64"] });
  const keyPair = generateKeyPair("p256");
  const web = push("team/web", "1.4");
  signWithBundle(registry, "team/web", web, { keyPair });
  const types = shellIn(folder, project, (command) => ({
    ...env,
    ...(command.startsWith("pulumi policy ") && { PULUMI_BACKEND_URL: service.url, PULUMI_ACCESS_TOKEN: "stand-in" }),
  }));
  return {
    ...{ project, host: registry.host, releaseKey: keyPair.publicKeyPem, web, push, types, packages },
    writeProgram: (images) => {
      writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify(programOf(images)));
    },
    published: service.uploaded,
    close: async () => {
      provider.close();
      service.close();
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function made(folder: string, name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

/** No registry has what lies here, and npm's cache has packages, but not what a registry says of them: the folder is installed as it is. */
async function packed(folder: string): Promise<Newcomer["packages"]> {
  const tarball = await packFolderTo(join(folder, "package"), repositoryRoot());
  const unpacked = join(folder, "unpacked");
  await unpack(tarball, unpacked);
  symlinkSync(join(repositoryRoot(), "node_modules"), join(unpacked, "node_modules"));
  return { tarball, folder: unpacked };
}

function npmEnvironment(folder: string): NodeJS.ProcessEnv {
  const own = { prefix: join(folder, "npm"), offline: "true", audit: "false", fund: "false", ignore_scripts: "true" };
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [`npm_config_${name}`, value]));
}

/** Without what `npm test` tells its children about this repository. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== "npm_config_local_prefix"));
}

/** Each command gets a shell of its own, which begins in the folder in which the last one ended. */
function shellIn(folder: string, start: string, envOf: (command: string) => NodeJS.ProcessEnv): Newcomer["types"] {
  const ended = join(folder, "ended-in");
  let cwd = start;
  return async (command) => {
    const script = `${command}\ncode=$?; pwd > '${ended}'; exit $code`;
    const result = await runCommand("/bin/sh", ["-c", script], { cwd, env: envOf(command), timeoutMs: TIMEOUT_MS });
    cwd = readFileSync(ended, "utf8").trimEnd();
    return result;
  };
}

function programOf(images: Readonly<Record<string, string>>): object {
  const resources = Object.entries(images).map(([name, image]) => {
    const properties = { spec: { template: { spec: { containers: [{ name, image }] } } } };
    return [name, { type: "kubernetes:apps/v1:Deployment", properties }];
  });
  return { name: "shop", runtime: "yaml", resources: Object.fromEntries(resources) as object };
}
