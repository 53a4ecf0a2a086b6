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
  read: (file, around) => (NAMES.test(file.name) || /\bruntime\b/.test(file.text) ? read(file, around) : undefined),
};

function read(file: SourceFile, around: Around): FileReading | undefined {
  const parsed = file.documents();
  if ("why" in parsed) return file.name.startsWith("pulumi.") ? parsed : undefined;
  const [document] = parsed.documents;
  if (document === undefined || !isProgram(document.value) || !isOurs(file, document.value)) return undefined;
  const uses = placeInFile(file, document, programImageUses(document.value, around.corrections));
  // The engine passes over what else stands there, and so may whoever applies it as an object.
  const object = kubernetesFile.read(file, around);
  return { uses: [...uses, ...(object !== undefined && "uses" in object ? object.uses : [])] };
}

/** Elsewhere than in a project file nothing says in which language a program is written. */
function isOurs({ name }: SourceFile, project: unknown): boolean {
  const runtimes = under(project, "runtime").flatMap((one) => (typeof one === "string" ? one : underName(one, "name")));
  return runtimes.length === 0 ? NAMES.test(name) : runtimes.includes("yaml");
}
