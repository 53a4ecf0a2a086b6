import { basename, relative, resolve } from "node:path";
import { printable } from "../../reference/index.ts";
import { readBoundedFile, UnreadableFile } from "../../storage/index.ts";
import { firstDocument, writeFirstDocument, type FirstDocumentFlags } from "../first-document/write-document.ts";
import { occupied, writeNewFolder } from "../new-folder.ts";
import { requireNetwork } from "../offline.ts";
import { packFiles, type PackFiles } from "../pack-files.ts";
import { reachableTypeScript } from "../reachable-typescript.ts";
import { schemaLine } from "../schema-line.ts";
import { UsageError, type Terminal } from "../terminal.ts";

export interface InitFlags extends FirstDocumentFlags {
  readonly pack?: string;
}

interface Run {
  readonly version: string;
  readonly signal: AbortSignal;
}

/** `digestbound init`: a policy pack in a new folder, a first document for the images in use, or both in one. */
export async function init(names: readonly string[], flags: InitFlags, terminal: Terminal, run: Run): Promise<number> {
  if (names.length > 0) requireNetwork("init", terminal);
  if (flags.pack === undefined && names.length > 0) return writeFirstDocument(names, flags, terminal, run.signal);
  if (flags.pack === undefined || flags.pack === "") {
    throw new UsageError(
      "init writes a first document for the images in use: digestbound init IMAGE or PATH…; " +
        "or it makes a policy pack in a new folder; say which: digestbound init --pack DIR",
    );
  }
  if (flags.output !== undefined) {
    throw new UsageError("--output names a document by itself; with --pack the document is digestbound.yaml in it.");
  }
  const others = [flags.plainHttp, flags.privateNetwork, flags.trustedRoot];
  if (names.length === 0 && others.some((flag) => flag !== undefined)) {
    throw new UsageError(
      "those options are about the images in use: name images or files, too: digestbound init --pack DIR IMAGE or PATH…",
    );
  }
  return initPack(flags.pack, names, flags, terminal, run);
}

/** Makes a policy pack in a folder that is missing or empty, and says what comes next. */
async function initPack(
  pack: string,
  names: readonly string[],
  flags: InitFlags,
  terminal: Terminal,
  { version, signal }: Run,
): Promise<number> {
  const folder = resolve(terminal.cwd(), pack);
  refuseOccupied(folder, pack);
  const files = new Map(packFiles(folder));
  const roots = rootsOf(flags, terminal);
  const place = { rootNamed: (root: string) => roots.get(root)?.path ?? root, schemaLine: schemaLine() };
  const first = names.length === 0 ? undefined : await firstDocument(names, flags, place, terminal, signal);
  if (names.length > 0 && first === undefined) return 3;
  if (first !== undefined) {
    files.set("digestbound.yaml", first.text);
    for (const { path, text } of roots.values()) files.set(path, text);
  }
  make(folder, pack, files);
  const shown = relative(terminal.cwd(), folder) || ".";
  terminal.stdout.write(
    `${first === undefined ? "" : `${first.evidence}\n`}${nextSteps(shown, version, first?.images)}`,
  );
  if (first?.isWhole === false) terminal.stderr.write(notWhole(shown));
  const typescript = reachableTypeScript(folder);
  if (typescript?.isUsable === false) terminal.stderr.write(warning(typescript));
  return first === undefined || first.isWhole ? 0 : 3;
}

/** Trusted roots go into the pack, which is published without what lies around it. */
function rootsOf({ trustedRoot = [] }: InitFlags, terminal: Terminal) {
  const names = trustedRoot.map((root) => basename(root));
  if (new Set(names).size < names.length)
    throw new UsageError("two trusted roots have the same file name; in the pack they lie in one folder.");
  return new Map(
    trustedRoot.map((root) => {
      const file = resolve(terminal.cwd(), root);
      return [root, { path: `roots/${basename(root)}`, text: readRoot(file, root) }] as const;
    }),
  );
}

/** Larger than any trusted root that can be read. */
const MAX_ROOT_BYTES = 4 * 1024 * 1024;

function readRoot(file: string, named: string): string {
  try {
    return Buffer.from(readBoundedFile(file, MAX_ROOT_BYTES)).toString("utf8");
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UsageError(`the trusted root ${printable(named)} ${error.message}.`, { cause: error });
  }
}

function refuseOccupied(folder: string, named: string): void {
  attemptIn(named, () => {
    const problem = occupied(folder);
    if (problem !== undefined)
      throw new UsageError(`${printable(named)} ${problem}. Name a folder that is missing or empty.`);
  });
}

function make(folder: string, named: string, files: PackFiles): void {
  attemptIn(named, () => {
    writeNewFolder(folder, files);
  });
}

function attemptIn(named: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { message } = error as NodeJS.ErrnoException;
    throw new UsageError(`the pack cannot be made in ${printable(named)}: ${printable(message)}`, { cause: error });
  }
}

function nextSteps(folder: string, version: string, [image]: readonly string[] = []): string {
  const decide =
    image === undefined
      ? "say whom you trust; the public keys go into keys/"
      : "it accepts nothing yet: for each image one line is to take the place of signedBy: [undecided]; public keys go into keys/";
  return `A policy pack is in ${folder}. In that folder:

  npm install --save-exact digestbound@${version}
      once: this also writes the hash of digestbound's own package into npm-shrinkwrap.json; later, npm ci is enough
  digestbound.yaml
      ${decide}
  digestbound policy lint
      what the document says and you hardly mean
  digestbound verify ${image ?? "IMAGE"}
      what it says of an image
  pulumi policy publish ORGANISATION
      for all stacks of an organisation

For one stack, in its own folder:

  pulumi preview --policy-pack ${quoted(folder)}

Step by step: docs/getting-started.md of digestbound.
`;
}

/** The messages above name keys of a document, and the folder that has one now is in the way of a second try. */
function notWhole(folder: string): string {
  return (
    "Not everything could be looked at: see the lines with ! above. Write what they name into " +
    `${printable(folder)}/digestbound.yaml; or remove ${printable(folder)} and run init again, with --private-network HOST or --plain-http HOST ` +
    "for a registry of your own.\n"
  );
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
