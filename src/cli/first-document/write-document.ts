import { dirname, relative, resolve } from "node:path";
import { loadPolicyFile } from "../../policy/index.ts";
import { formatImageReference, formatRepository } from "../../reference/index.ts";
import { makerText, whatText, type StrangerWords } from "../explain/evidence-text.ts";
import { schemaLineIn } from "../schema-line.ts";
import { UsageError, type Terminal } from "../terminal.ts";
import { documentText } from "./document-text.ts";
import { byRepository, imagesOf } from "./images.ts";
import { usesNamed } from "./inputs.ts";
import { refuseExisting, writeNewFile } from "./new-file.ts";
import { digestOf, failuresOf, observe, type Observed } from "./observe.ts";
import { proposalsFor } from "./proposals.ts";
import { registryEntries, rootFile, undecidedPolicy, type RegistryFlags } from "./undecided.ts";

export interface FirstDocumentFlags extends RegistryFlags {
  readonly output?: string;
  readonly trustedRoot?: readonly string[];
  readonly cache: boolean;
}

const DEFAULT = "digestbound.yaml";
const MAX_NOTES = 20;
/** The largest document that is read. */
const MAX_BYTES = 256 * 1024;

/** What depends on where the document will lie. */
export interface DocumentPlace {
  /** The path under which it names a trusted root that the user named. */
  readonly rootNamed: (root: string) => string;
  /** By which editors find its schema; may be empty. */
  readonly schemaLine: string;
}

/** A first document, and what it was made from. */
export interface FirstDocument {
  readonly text: string;
  /** What the registries hold about each image, for people. */
  readonly evidence: string;
  /** In canonical spelling. */
  readonly images: readonly string[];
  /** Whether everything could be looked at. */
  readonly isWhole: boolean;
}

/**
 * `digestbound init IMAGE or PATH…`: looks at what the registries hold about the images in use, and writes a document in which
 * whoever was observed stands commented out. Exit code 0; 3 where not everything could be looked at, though the document is written.
 */
export async function writeFirstDocument(
  names: readonly string[],
  flags: FirstDocumentFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { output = DEFAULT } = flags;
  const file = resolve(terminal.cwd(), output);
  refuseExisting(file, output);
  const place: DocumentPlace = {
    rootNamed: (root) => relative(dirname(file), resolve(terminal.cwd(), root)),
    schemaLine: schemaLineIn(dirname(file)),
  };
  const first = await firstDocument(names, flags, place, terminal, signal);
  if (first === undefined) return 3;
  writeNewFile(file, output, first.text, loadPolicyFile);
  terminal.stdout.write(`${first.evidence}\n${nextSteps(output, first.images)}`);
  return first.isWhole ? 0 : 3;
}

/**
 * @throws UsageError where nothing is recognised
 * @returns undefined after an interrupt
 */
export async function firstDocument(
  names: readonly string[],
  flags: FirstDocumentFlags,
  { rootNamed, schemaLine }: DocumentPlace,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FirstDocument | undefined> {
  const { images, notes } = imagesOf(await usesNamed(names, terminal, signal));
  const groups = byRepository(images);
  const hosts = new Set(images.map(({ registry }) => registry));
  const registries = registryEntries(flags, hosts);
  const { trustedRoot = [] } = flags;
  const roots = trustedRoot.map(rootNamed);
  const policy = undecidedPolicy([...groups.keys()], registries, trustedRoot, terminal.cwd());
  terminal.stderr.write(asking(images.length, [...hosts].sort(), notes));
  const observed = await observe(images, policy, flags.cache, terminal, signal);
  if (signal.aborted) return undefined;
  const repositories = Map.groupBy(observed, ({ reference }) => formatRepository(reference));
  const proposals = proposalsFor(repositories, { files: roots, policy });
  const text = documentText(repositories, proposals, registries, schemaLine);
  if (Buffer.byteLength(text) > MAX_BYTES) throw new UsageError("the document would be too large; name fewer images.");
  return {
    text,
    evidence: observed.map((one) => evidenceText(one, roots)).join("\n"),
    images: images.map(formatImageReference),
    isWhole: observed.every((one) => failuresOf(one).length === 0),
  };
}

/** Which hosts are asked is said before they are: no document has named them yet, only the command line has. */
function asking(count: number, hosts: readonly string[], notes: readonly string[]): string {
  const more = notes.length - MAX_NOTES;
  const shown = [...notes.slice(0, MAX_NOTES), ...(more > 0 ? [`and ${more} more`] : [])];
  const skipped = shown.map((note) => `Passed over: ${note}\n`).join("");
  return `${skipped}Asking ${hosts.join(", ")} about ${count} ${count === 1 ? "image" : "images"}.\n`;
}

function evidenceText(observed: Observed, roots: readonly string[]): string {
  const words: StrangerWords = {
    verified: (signer) => `verified against ${rootFile(signer, roots) ?? "the public-good root"}`,
    unknownKey: "made with a key; nothing beside it says whose it is",
  };
  const { reference, examination } = observed;
  const digest = digestOf(observed);
  return [
    formatImageReference(reference),
    ...(reference.digest === undefined && digest !== undefined ? [`  now ${digest}`] : []),
    ...examination.evidence.flatMap((one) => [
      `  ${whatText(one)}`,
      ...makerText(one.maker, words).map((line) => `    ${line}`),
    ]),
    ...failuresOf(observed).map(({ message, remedy }) => `  ! not everything could be read: ${message} ${remedy}`),
    ...(examination.evidence.length === 0 && failuresOf(observed).length === 0
      ? ["  no signature, no attestation"]
      : []),
    "",
  ].join("\n");
}

function nextSteps(output: string, [image = ""]: readonly string[]): string {
  const policy = output === DEFAULT ? "" : ` --policy ${quoted(output)}`;
  return `${output} is written. It is valid and accepts nothing yet.

  ${output}
      decide whom you trust: for each image one line is to take the place of signedBy: [undecided]
  digestbound verify ${image}${policy}
      tries it
  digestbound init --pack DIR
      makes a policy pack; put the document into its folder
`;
}

/** For a shell: names that need no quotes are left as they are. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
