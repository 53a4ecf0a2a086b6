import { isTold, parseRow, readCatalog, type Row } from "../catalog.ts";
import { NO_CORRECTIONS, type Corrections } from "../corrections.ts";
import { isEscaped } from "./may-hold.ts";

/** What every image of a pod, and of all that is read by its name and its shape, has above it. */
const WORDS = /image|repository/i;
/** Filled in later, it may become whatever. */
const FILLED_IN = /\$|\{\{/;
/** Formats whose images have those words in the text again. */
const SPELT_OUT = /^(?:podspec|pod-template|k8s-object|k8s-yaml|kustomize$|values:(?!map|set))/;
/** Rows of any kind: what they name is only of use with a word that is looked for. */
const ANY_KIND = /^[*]/;

/**
 * Whether objects of Kubernetes in a text may deploy images, seen from the words in it: most that stand in a repository deploy none,
 * and to parse YAML takes a second a megabyte. Never wrong where it says no.
 */
export function mayDeploy(text: string, corrections: Corrections): boolean {
  if (corrections !== NO_CORRECTIONS && corrections.types.size > 0) return true;
  return WORDS.test(text) || FILLED_IN.test(text) || isEscaped(text) || otherKinds().test(text);
}

let kinds: RegExp | undefined;

/** The kinds of which a field that names images, or what deploys them, has another name. */
function otherKinds(): RegExp {
  if (kinds !== undefined) return kinds;
  const { sources } = readCatalog("kubernetes-crd");
  const names = new Set<string>();
  for (const types of Object.values(sources))
    for (const [type, paths] of Object.entries(types))
      if (!ANY_KIND.test(type) && Object.entries(paths).some(([path, row]) => isUnspelt(parseRow(path, row))))
        names.add(type.slice(type.lastIndexOf("/") + 1));
  kinds = new RegExp(`\\b(?:${[...names].map((name) => name.replace(/\W/g, "\\$&")).join("|")})(?:List)?\\b`, "i");
  return kinds;
}

function isUnspelt(row: Row): boolean {
  const isNamed = WORDS.test(row.path) || SPELT_OUT.test(row.format);
  return isTold(row) && !isNamed && row.role !== "push" && row.role !== "record";
}
