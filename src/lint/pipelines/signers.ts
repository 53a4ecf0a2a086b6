import type { Argument } from "./shell/argument.ts";
import { operandsOf, optionOf, programOf, startOf } from "./shell/argument.ts";
import type { Signing } from "./shell/script.ts";

/** What signs or attests an image that is named on its command line. */
interface Signer {
  readonly tool: string;
  readonly program: RegExp;
  /** What stands behind the program, options between them. */
  readonly commands: readonly (readonly string[])[];
  readonly subjects: (words: readonly Argument[]) => readonly Argument[];
}

const FLAGS = new Set(
  (
    "-y --yes -r --recursive -f --force -d --verbose --sk --upload --tlog-upload --k8s-keychain --allow-http-registry --allow-insecure-registry " +
    "--issue-certificate --insecure-skip-verify --use-signing-config --new-bundle-format --replace --record-creation-timestamp --no-upload " +
    "--rfc3161-timestamp --local-image --plain-http --insecure --insecure-registry --allow-referrers-api --force-referrers-tag --debug -v --no-tty " +
    "--attach --sign --oidc-disable-ambient-providers --fulcio-auth-flow-disable --insecure-ignore-tlog --experimental-oci11 -h --help --quiet -q --push --no-default-files --disable-path-validation"
  ).split(" "),
);

const SIGNERS: readonly Signer[] = [
  { tool: "cosign sign", program: /cosign/i, commands: [["sign"]], subjects: operands },
  { tool: "cosign attest", program: /cosign/i, commands: [["attest"]], subjects: operands },
  // The payload that is signed elsewhere names what the tag pointed at.
  { tool: "cosign generate", program: /cosign/i, commands: [["generate"]], subjects: operands },
  { tool: "notation sign", program: /^notation$/, commands: [["sign"]], subjects: inRegistry },
  { tool: "oras attach", program: /^oras$/, commands: [["attach"]], subjects: attached },
  { tool: "syft attest", program: /^syft$/, commands: [["attest"]], subjects: (words) => operands(words).slice(0, 1) },
  {
    tool: "docker scout attestation add",
    program: /^(?:docker|docker-scout)$/,
    commands: [
      ["scout", "attestation", "add"],
      ["attestation", "add"],
    ],
    subjects: operands,
  },
  {
    tool: "gcloud binauthz sign-and-create",
    program: /^gcloud$/,
    commands: [["container", "binauthz", "attestations", "sign-and-create"]],
    subjects: artifact,
  },
];

/** Programs that only speak of others. */
const TELLERS = new Set(
  "echo printf grep egrep rg sed awk cat which type whereis command test [ [[ apt apt-get apk yum dnf brew pip npm curl wget chmod chown cp mv rm ln install tar git alias pull Write-Host Write-Output write-host info log warn error debug".split(
    " ",
  ),
);
const MOST_WORDS = 200;

/** The signing command that some words are, wherever in them it begins: behind `sudo`, `retry 3`, `docker run`. */
export function signingIn(all: readonly Argument[]): Signing | undefined {
  const words = all.slice(0, MOST_WORDS);
  for (const [index, word] of words.entries()) {
    const text = word.text ?? unknownProgram(word);
    if (TELLERS.has(programOf(text) ?? "")) return undefined;
    const found = SIGNERS.map((signer) => matched(signer, programOf(text) ?? "", all, index)).find(
      (one) => one !== undefined,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A variable that nothing sets and that is named after a tool: `$COSIGN sign`. */
function unknownProgram(word: Argument): string | undefined {
  const [text, ...others] = word.value;
  const [piece, ...more] = text ?? [];
  if (typeof piece !== "object" || others.length > 0 || more.length > 0) return undefined;
  const name = piece.name ?? "";
  return /^(?:.*_)?(cosign|notation|oras|syft)(?:_.*)?$/i.exec(name)?.[1]?.toLowerCase();
}

function matched(signer: Signer, program: string, all: readonly Argument[], index: number): Signing | undefined {
  if (program.length > 60 || !signer.program.test(program) || !isNameOf(program)) return undefined;
  const rest = signer.commands.map((command) => after(command, all, index)).find((found) => found !== undefined);
  if (rest === undefined || rest.some(({ text }) => text === "--help" || text === "-h")) return undefined;
  const first = all[index];
  return { tool: signer.tool, subjects: signer.subjects(rest), start: first?.start ?? -1, end: all.at(-1)?.end ?? -1 };
}

/** Programs are named in many ways, and installers and policies of a tool are not it. */
function isNameOf(program: string): boolean {
  return !/installer|gatekeeper|policy|webhook|provider/i.test(program);
}

/** The words behind a command's name, options left out that stand before it. */
function after(command: readonly string[], all: readonly Argument[], from: number): readonly Argument[] | undefined {
  let index = from;
  for (const name of command) {
    index = nextName(all, index + 1, name);
    if (index < 0) return undefined;
  }
  return all.slice(index + 1);
}

function nextName(all: readonly Argument[], from: number, name: string): number {
  for (let index = from; index < Math.min(all.length, from + 8); index += 1) {
    const text = all[index]?.text;
    if (text === name) return index;
    const isOption = startOf(all[index]).startsWith("-") || startOf(all[index - 1]).startsWith("-");
    if (!isOption) return -1;
  }
  return -1;
}

/** Read again with every unknown option alone, where one seems to have swallowed the subject. */
function operands(words: readonly Argument[]): readonly Argument[] {
  const found = operandsOf(words, FLAGS);
  if (found.length > 0) return found;
  const last = words.at(-1);
  return last === undefined || startOf(last).startsWith("-") ? [] : [last];
}

function inRegistry(words: readonly Argument[]): readonly Argument[] {
  return words.some(({ text }) => text === "--oci-layout") ? [] : operands(words);
}

const EVIDENCE = /sign|attest|in-toto|provenance|slsa|sbom|spdx|cyclonedx|dsse|notary/i;

/** What else is attached to an image vouches for nothing. */
function attached(words: readonly Argument[]): readonly Argument[] {
  const type = optionOf(words, "--artifact-type");
  const isEvidence = type?.text === undefined || EVIDENCE.test(type.text);
  return isEvidence && !words.some(({ text }) => text === "--oci-layout") ? operands(words).slice(0, 1) : [];
}

function artifact(words: readonly Argument[]): readonly Argument[] {
  const found = optionOf(words, "--artifact-url");
  return found === undefined ? [] : [found];
}
