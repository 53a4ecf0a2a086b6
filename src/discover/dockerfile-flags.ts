import type { Word } from "./dockerfile-words.ts";

/** An image that a flag names, and where it stands in the line: the whole flag where quotes leave that open. */
export interface FlagImage {
  readonly image: string;
  readonly start: number;
  readonly end: number;
}

/** The images that an instruction copies from or mounts. */
export function copiedFrom(keyword: string, flags: readonly Word[]): readonly FlagImage[] {
  if (keyword === "COPY" || keyword === "ADD") return flags.flatMap((flag) => valueIn(flag, "--from="));
  return keyword === "RUN" ? flags.flatMap(mountedIn) : [];
}

function valueIn(flag: Word, prefix: string): readonly FlagImage[] {
  if (!flag.text.startsWith(prefix)) return [];
  return [placed(flag, flag.text.slice(prefix.length), flag.raw === flag.text ? prefix.length : undefined)];
}

/** A list of comma separated values, whose names are read in any case. */
function mountedIn(flag: Word): readonly FlagImage[] {
  const prefix = "--mount=";
  if (!flag.text.startsWith(prefix)) return [];
  const mount = flag.text.slice(prefix.length).replaceAll('"', "");
  const isPlain = flag.raw === prefix + mount;
  let start = prefix.length;
  return mount.split(",").flatMap((option) => {
    const name = /^\s*from=/i.exec(option)?.[0];
    const at = start;
    start += option.length + 1;
    if (name === undefined) return [];
    return [placed(flag, option.slice(name.length).trim(), isPlain ? at + name.length : undefined)];
  });
}

function placed({ raw, start }: Word, image: string, at: number | undefined): FlagImage {
  if (at === undefined) return { image, start, end: start + raw.length };
  return { image, start: start + at, end: start + at + image.length };
}

/** The platform that a FROM asks for. */
export function platformOf(flags: readonly Word[]): string | undefined {
  const prefix = "--platform=";
  return flags.findLast(({ text }) => text.startsWith(prefix))?.text.slice(prefix.length);
}
