import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach } from "@jest/globals";
import { legacySignature, pushImage } from "../../fixtures/index.ts";
import type { EmbeddedRegistryOptions } from "../../registry/embedded/index.ts";
import { type Called, type CallOptions, type Console, startConsole } from "../console.ts";

/** A console with a folder of files to fix, and images in its registry. */
export interface Repository {
  readonly console: Console;
  readonly folder: string;
  readonly host: string;
  readonly fix: (args?: readonly string[], options?: CallOptions) => Promise<Called>;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly read: (name: string) => string;
  /** Pushes an image that the policy trusts. */
  readonly signed: (name: string, tag?: string, text?: string) => Image;
  /** Pushes one that nobody signed: to `team/…` it is rejected, to `vendor/…` let through. */
  readonly unsigned: (path: string, tag?: string, text?: string) => Image;
}

export interface Image {
  readonly tag: string;
  readonly digest: string;
  readonly pinned: string;
}

/** Call it at the top of a test file: what it opens is closed after each test. */
export function repositories(): (options?: EmbeddedRegistryOptions) => Promise<Repository> {
  let open: Console | undefined;
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });
  return async (options = {}) => {
    open = await startConsole(options);
    return repositoryOf(open);
  };
}

function repositoryOf(console: Console): Repository {
  const { registry, trusted } = console.setting;
  const folder = join(console.folder, "repository");
  mkdirSync(folder);
  const unsigned = (path: string, tag = "1.0", text = `${path} ${tag}`) => {
    const { digest } = pushImage(registry, path, tag, { text });
    const image = `${registry.host}/${path}:${tag}`;
    return { tag: image, digest, pinned: `${image}@${digest}` };
  };
  return {
    console,
    folder,
    host: registry.host,
    unsigned,
    signed: (name, tag, text) => {
      const image = unsigned(`team/${name}`, tag, text);
      legacySignature(registry, `team/${name}`, image.digest, { keyPair: trusted });
      return image;
    },
    fix: (args = [], options = {}) =>
      console.called(["fix", "--policy", console.policy, ...args], { cwd: folder, ...options }),
    write: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    read: (name) => readFileSync(join(folder, name), "utf8"),
  };
}

/** A pod of these images, with comments. */
export function pod(...images: readonly string[]): string {
  const containers = images.map((image, index) => `    - name: c${index} # the ${index}th\n      image: ${image}\n`);
  return `# written by hand\napiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n${containers.join("")}`;
}
