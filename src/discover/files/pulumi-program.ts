import { underName } from "../arm/source.ts";
import { under } from "../cloudformation/source.ts";
import { isProgram, programImageUses } from "../pulumi-yaml/program-uses.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { kubernetesFile } from "./kubernetes.ts";
import { placeInFile } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

/** What the engine looks for in a project's folder; of a component's folder it reads every YAML file. */
const NAMES = /^(?:pulumi\.ya?ml|pulumi\.json|main\.ya?ml|main\.json|pulumiplugin\.ya?ml)$/;

/** Programs of Pulumi YAML. A project of another language has nothing to read: its preview is what can be checked. */
export const pulumiProgramFile: FileFormat = {
  name: "Pulumi program",
  names: /\.(?:ya?ml|json)$/i,
  read: (file, around) => (NAMES.test(file.name) ? read(file, around) : undefined),
};

/** What a member says counts for less than what a name does: whoever reads another file passes over that member. */
export const pulumiProgramByShape: FileFormat = {
  ...pulumiProgramFile,
  read: (file, around) => (/\bruntime\b/.test(file.text) ? read(file, around) : undefined),
};

function read(file: SourceFile, around: Around): FileReading | undefined {
  const parsed = file.documents();
  if ("why" in parsed) return isNamedSo(file, around) ? parsed : undefined;
  const [document] = parsed.documents;
  if (document === undefined || !isProgram(document.value) || !isOurs(file, document.value)) return undefined;
  const uses = placeInFile(file, document, programImageUses(document.value, around.corrections));
  // The engine passes over what else stands there, and so may whoever applies it as an object.
  const object = kubernetesFile.read(file, around);
  return { uses: [...uses, ...(object !== undefined && "uses" in object ? object.uses : [])] };
}

/** `Main.yaml` is anybody's name, but beside a project. */
function isNamedSo({ name }: SourceFile, { read: readBeside }: Around): boolean {
  return NAMES.test(name) && (name.startsWith("pulumi") || readBeside("Pulumi.yaml") !== undefined);
}

/** Only a project file says in which language its program is written; what the names of the others say counts. */
function isOurs({ name }: SourceFile, project: unknown): boolean {
  if (NAMES.test(name) && !name.startsWith("pulumi.")) return true;
  const runtimes = under(project, "runtime").flatMap((one) => (typeof one === "string" ? one : underName(one, "name")));
  return runtimes.includes("yaml");
}
