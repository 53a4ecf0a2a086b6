import { field, type Field, type Step } from "../field.ts";
import type { Format } from "../format.ts";
import { sparkArguments } from "./spark-arguments.ts";

const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false, guess: true } as const;

/** What the services that start containers call them: in capitals here, and in small letters in Kubernetes objects. */
const PLACES: readonly (readonly Step[])[] = [
  [/^(?:(?:init|ephemeral)?containers|containerDefinitions)$/i, "[]"],
  [/^containers$/i, "{}"],
  [/^(?:primaryContainer|containerProperties|container)$/i],
];
const NAMES = "trainingImage|imageUri|imageIdentifier|containerUri|spark\\.kubernetes\\.(?:\\w+\\.)?container\\.image";

/** What a call of a service of AWS starts, by the names of its parameters, which are written in either case. */
export interface CallFormats {
  readonly image: Format;
  /** Of `"Image.$"`, a name for a value that is decided later; undefined where there are none such. */
  readonly later?: Format;
  /** Of a container that is a text. */
  readonly container?: Format;
}

/** Where the parameters of such a call name images. */
export function callFields(formats: CallFormats): readonly Field[] {
  const { image, container } = formats;
  const curated: Format = {
    read: (text, ...given) => (text.startsWith("aws/codebuild/") ? [] : image.read(text, ...given)),
  };
  return [
    ...PLACES.flatMap((before) => named(before, "image", image, formats)),
    ...named([], NAMES, image, formats),
    ...named([], "imageOverride", curated, formats),
    ...named([/^environment$/i], "image", curated, formats),
    ...named([], "sparkSubmitParameters", sparkArguments, formats),
    ...(container === undefined ? [] : [field(PLACES[0] ?? [], { ...OPTIONS, format: container })]),
  ];
}

/** A field by its name in any case, and the same as a path into what is known later. */
function named(before: readonly Step[], name: string, format: Format, { later }: CallFormats): readonly Field[] {
  const now = field([...before, new RegExp(`^(?:${name})$`, "i")], { ...OPTIONS, format });
  if (later === undefined) return [now];
  return [now, field([...before, new RegExp(`^(?:${name})\\.\\$$`, "i")], { ...OPTIONS, format: later })];
}
