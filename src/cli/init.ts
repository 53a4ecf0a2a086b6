import { relative, resolve } from "node:path";
import { printable } from "../reference/index.ts";
import { writeFirstDocument, type FirstDocumentFlags } from "./first-document/write-document.ts";
import { occupied, writeNewFolder } from "./new-folder.ts";
import { requireNetwork } from "./offline.ts";
import { packFiles } from "./pack-files.ts";
import { reachableTypeScript } from "./reachable-typescript.ts";
import { UsageError, type Terminal } from "./terminal.ts";

export interface InitFlags extends FirstDocumentFlags {
  readonly pack?: string;
}

/** `digestbound init`: a policy pack in a new folder, or a first document for the images in use. */
export async function init(
  names: readonly string[],
  flags: InitFlags,
  terminal: Terminal,
  { version, signal }: { readonly version: string; readonly signal: AbortSignal },
): Promise<number> {
  if (flags.pack === undefined && names.length > 0) {
    requireNetwork("init", terminal);
    return writeFirstDocument(names, flags, terminal, signal);
  }
  const others = [flags.output, flags.plainHttp, flags.privateNetwork, flags.trustedRoot];
  if (names.length > 0 || others.some((flag) => flag !== undefined)) {
    throw new UsageError(
      "too many arguments: --pack makes a policy pack and takes nothing else; " +
        "for a first document name images or files: digestbound init IMAGE or PATH…",
    );
  }
  return initPack(flags, terminal, version);
}

/** `digestbound init --pack DIR`: makes a policy pack in a folder that is missing or empty, and says what comes next. */
function initPack(flags: Pick<InitFlags, "pack">, terminal: Terminal, version: string): number {
  if (flags.pack === undefined || flags.pack === "") {
    throw new UsageError(
      "init writes a first document for the images in use: digestbound init IMAGE or PATH…; " +
        "or it makes a policy pack in a new folder; say which: digestbound init --pack DIR",
    );
  }
  const folder = resolve(terminal.cwd(), flags.pack);
  make(folder, flags.pack);
  const shown = relative(terminal.cwd(), folder) || ".";
  terminal.stdout.write(nextSteps(shown, version));
  const typescript = reachableTypeScript(folder);
  if (typescript?.isUsable === false) terminal.stderr.write(warning(typescript));
  return 0;
}

function make(folder: string, named: string): void {
  try {
    const problem = occupied(folder);
    if (problem !== undefined)
      throw new UsageError(`${printable(named)} ${problem}. Name a folder that is missing or empty.`);
    writeNewFolder(folder, packFiles(folder));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { message } = error as NodeJS.ErrnoException;
    throw new UsageError(`the pack cannot be made in ${printable(named)}: ${printable(message)}`, { cause: error });
  }
}

function nextSteps(folder: string, version: string): string {
  return `A policy pack is in ${folder}. In that folder:

  npm install --save-exact digestbound@${version}
      once: this also writes the hash of digestbound's own package into npm-shrinkwrap.json; later, npm ci is enough
  digestbound.yaml
      say whom you trust; the public keys go into keys/
  pulumi policy publish ORGANISATION
      for all stacks of an organisation

For one stack, in its own folder:

  pulumi preview --policy-pack ${quoted(folder)}
`;
}

function warning({ version, folder }: { readonly version: string; readonly folder: string }): string {
  return (
    `digestbound: TypeScript ${version} in ${folder} would keep Pulumi from starting this pack: install the pack before the ` +
    "first preview, since it brings TypeScript 6 of its own, or alias that one (typescript7: npm:typescript@7).\n"
  );
}

/** For a shell: folders whose names need no quotes are left as they are. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
