// What one package asks somebody to decide, and what its reading writes.
import { isListed, noImagesOf, noImagesText } from "./decided.mjs";
import { noImagesFile, today } from "./files.mjs";
import { compareListed } from "./gone.mjs";
import { groupTypes } from "./type-names.mjs";

/**
 * @param {{ root: string, wanted: { name: string, version: string }, reading: object, catalogs: object,
 *   isAccepted: (field: { type: string, path: string }) => boolean }} asked
 */
export function checkPackage({ root, wanted, reading, catalogs, listed, isAccepted }) {
  const { name, version } = wanted;
  if (reading.types.length === 0) throw new Error(`${name}@${version} has no type that its reader would know`);
  if (reading.cut?.length > 0)
    throw new Error(`${name}@${version} has more fields than are read: ${reading.cut.join(", ")}`);
  const before = noImagesOf(root, name);
  const open = reading.candidates.filter((field) => !isListed(listed, field));
  const isKnown = ({ type, path }) => before.fields.get(type)?.has(path) === true;
  const undecided = open.filter((field) => !isKnown(field) && !isAccepted(field));
  const compared = compareListed(name, reading.leaves, catalogs);
  const text = (date) => noImagesText({ name, version, date, fields: open });
  const same =
    before.date !== undefined && text(before.date) === noImagesText({ name, ...before, fields: flat(before) });
  return {
    name,
    version,
    counts: { types: reading.types.length, candidates: reading.candidates.length, open: open.length },
    undecided,
    compared,
    gone: compared.gone,
    noImages: { file: noImagesFile(root, name), text: text(same ? before.date : today()) },
    read: reading.types,
    types: groupTypes(reading.types),
  };
}

function flat({ fields }) {
  return [...fields].flatMap(([type, paths]) => [...paths].map((path) => ({ type, path })));
}
