import { underName } from "../arm/source.ts";
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

/** As its readers do, in any case. */
function isJob(file: SourceFile): boolean {
  const isLikely = [...file.members].some((name) => /^(?:job|taskgroups)$/i.test(name));
  const parsed = isLikely && !isKubernetesObject(file) ? file.documents() : undefined;
  if (parsed === undefined || "why" in parsed) return false;
  return parsed.documents.some(({ value }) =>
    [value, ...underName(value, "Job")].some((job) => underName(job, "TaskGroups").length > 0),
  );
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
