import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A git repository of its own, without anybody's settings. */
export interface Repository {
  readonly folder: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly link: (path: string, target: string) => void;
  readonly remove: (path: string) => void;
  readonly git: (...args: readonly string[]) => string;
  /** Commits all that is there. */
  readonly commit: () => void;
  readonly close: () => void;
}

export function startRepository(files: Readonly<Record<string, string>> = {}): Repository {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-repository-"));
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("git", [...args], { cwd: folder, encoding: "utf8", env: ENV });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const write: Repository["write"] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  git("init", "--quiet", "--initial-branch=main");
  write(files);
  const commit = () => {
    git("add", "--all", "--force");
    git("commit", "--quiet", "--allow-empty", "--message=change");
  };
  commit();
  return {
    folder,
    write,
    git,
    commit,
    link: (path, target) => {
      symlinkSync(target, join(folder, path));
    },
    remove: (path) => {
      rmSync(join(folder, path), { recursive: true });
    },
    close: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

const ENV = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "test",
  GIT_COMMITTER_EMAIL: "test@example.com",
};

/** A pod that runs these images. */
export function pod(...images: readonly string[]): string {
  const containers = images.map((image, index) => `    - name: c${index}\n      image: ${image}\n`).join("");
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n${containers}`;
}
