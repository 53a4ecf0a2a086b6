import { locateImageUses } from "../discover.ts";
import type { LocatedUse } from "../image-use.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { isKubernetesObject } from "./may-hold.ts";
import { placeInFile } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

const NAMES = /\.nomad(?:\.hcl|\.json)?$/i;

/** Jobs of Nomad: HCL by their names, and JSON as its API takes them. */
export const nomadFile: FileFormat = {
  name: "Nomad job",
  names: /\.(?:nomad|nomad\.hcl|json)$/i,
  read: (file, around) => (NAMES.test(file.name) || isJob(file) ? read(file, around) : undefined),
};

function isJob(file: SourceFile): boolean {
  const { members } = file;
  const isBare = members.has("TaskGroups") && members.has("ID");
  return (isBare || members.has("Job")) && /"TaskGroups"/i.test(file.text) && !isKubernetesObject(file);
}

/** As the provider takes a job: one text, in which a reference is found where it stands once. */
function read(file: SourceFile, { corrections }: Around): FileReading {
  const props = { jobspec: file.text.replace(/^\uFEFF/, "") };
  const job = { type: "nomad:index/job:Job", name: "", urn: "Nomad job", props };
  const all = { start: 0, end: file.text.length };
  const located = locateImageUses(job, corrections).map(inFile);
  return { uses: placeInFile(file, { spans: (paths) => paths.map(() => all) }, located) };
}

function inFile({ use, spot }: LocatedUse): LocatedUse {
  const path = use.place.path.replace(/^jobspec\.?/, "");
  return { use: { ...use, place: { ...use.place, path: path === "" ? "(the whole file)" : path } }, spot };
}
