import { decided } from "../documents/decided.ts";
import { field, type Field, type Step } from "../field.ts";
import { REFERENCE, type Format } from "../format.ts";
import type { Usage } from "../image-use.ts";
import { memberOf } from "../look-in.ts";
import { platformIn } from "../platform-name.ts";
import type { Platform, Scope } from "../platform.ts";
import { findLocatedUses } from "../walk.ts";
import { placeInFile, type FileUse } from "./place-in-file.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

const USAGE: Usage = { role: "run", pinForm: "name:tag@digest" };
/** No reference is as long; a longer text would cost more than it is worth. */
const LONGEST = 4096;

/** Any name of a map, but that which merges another map into it: its members are there by themselves. */
export const ANY = /^(?!<<$)/;

type Row = Partial<Omit<Field, "steps">>;

/** A place where an image of such files stands; null and an empty text are as good as absent there. */
export function place(path: string | readonly Step[], row: Row = {}): Field {
  return field(path, { ...USAGE, optional: true, ...row });
}

/** A reference, or an object that names it: `image`, and `image.name`. */
export function placeOrMember(path: readonly Step[], member: string, row: Row = {}): readonly Field[] {
  return [place(path, row), place([...path, member], row)];
}

/**
 * A reference of which a part may be put in later.
 * @param holes what stands for such a part, a global expression
 * @param when words that follow "is decided": "when the pipeline runs"
 */
export function open(holes: RegExp, when: string, inner: Format = REFERENCE): Format {
  const format = decided(holes, when, inner);
  return {
    ...inner,
    read: (text, ...given) =>
      text.length > LONGEST
        ? [{ kind: "unreadable", why: "is longer than any image reference" }]
        : format.read(text, ...given),
  };
}

/** `docker://reference`; without that it is a reference itself. */
export const WITH_SCHEME: Format = {
  read: (text) => [{ kind: "image", image: text.replace(/^docker:\/\//i, "") }],
};

/** `docker://reference`; anything else names no image. */
export const ONLY_WITH_SCHEME: Format = {
  read: (text) => (/^docker:\/\//i.test(text) ? [{ kind: "image", image: text.replace(/^docker:\/\//i, "") }] : []),
};

/**
 * The images in a document of a file, at the places that a scope lists.
 * @param resource how people call what the document is
 * @param value the document's own, or what its references among its own values make of it
 */
export function usesByFields(
  file: SourceFile,
  document: SourceDocument,
  scope: Scope,
  resource: string,
  value: unknown = document.value,
): FileUse[] {
  if (value === null) return [];
  const platform: Platform = {
    deploys: () => true,
    rootScope: () => scope,
    innerScope: () => undefined,
    runsOn: (members) => platformIn(memberOf(members, "platform")),
    usage: USAGE,
  };
  return placeInFile(
    file,
    document,
    findLocatedUses(platform, { type: "", name: file.path, urn: resource, props: value }),
  );
}
