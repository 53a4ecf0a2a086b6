import { members, under } from "../cloudformation/source.ts";
import { unknownTill } from "../documents/decided.ts";
import type { Format } from "../format.ts";
import type { ImageUse } from "../image-use.ts";
import { formatPath } from "../path.ts";
import { place, usesByFields } from "./by-fields.ts";
import { isDockerfileName } from "./dockerfile.ts";
import type { FileFormat, FileReading } from "./file-format.ts";
import { withoutComments } from "./json-comments.ts";
import { placeAt, whereOnce, type FileUse } from "./place-in-file.ts";
import { isObject, shown, textUnder, valuesOf } from "./recognised.ts";
import { type SourceDocument, SourceFile } from "./source-file.ts";

const NAME = /^\.?devcontainer\.json$/;
const VARIABLE = /\$\{[^{}]*\}/g;
const NO_IMAGE = /^(?:\.{0,2}\/|https?:\/\/)/i;
const MOST_NOTES = 20;
const NOTHING = { start: 0, end: 0 };

/** A variable of the one who opens it, with a default that counts here: `${localEnv:TAG:1.4}`. */
const image: Format = {
  read: (text) => {
    const known = text.replace(VARIABLE, (variable) => /^\$\{\w+:\w+:([^{}]*)\}$/.exec(variable)?.[1] ?? "…");
    return known.includes("…") ? [unknownTill("when the container is made", known)] : [{ kind: "image", image: known }];
  },
};

/** The image of a development container, and its features, which are artifacts of a registry whose scripts run in its build. */
export const devcontainerFile: FileFormat = {
  name: "Dev Container",
  names: NAME,
  read: (file) => (NAME.test(file.name) ? read(file) : undefined),
};

function read(file: SourceFile): FileReading {
  const parsed = new SourceFile(file.path, withoutComments(file.text)).documents();
  if ("why" in parsed || !isObject(parsed.documents[0]?.value)) return { why: "is no JSON object with comments" };
  const scope = { here: [place("image", { format: image })], below: [] };
  const uses = parsed.documents.flatMap((document) => [
    ...usesByFields(file, document, scope, "Dev Container"),
    ...featuresIn(file, document),
  ]);
  return { uses, notes: parsed.documents.flatMap(({ value }) => notesOf(value)).slice(0, MOST_NOTES) };
}

/** A feature's name is its reference; a folder beside and an archive elsewhere are no artifacts. */
function featuresIn(file: SourceFile, document: SourceDocument): readonly FileUse[] {
  const [within] = document.spans([["features"]]);
  const names = under(document.value, "features")
    .flatMap(members)
    .map(({ key }) => String(key));
  return names.filter(isReference).map((name) => {
    const path = formatPath({ parent: { parent: undefined, key: "features" }, key: name });
    const use: ImageUse = {
      kind: "image",
      image: name,
      role: "artifact",
      pinForm: "name:tag@digest",
      place: { resource: "Dev Container", path },
    };
    return placeAt(file, use, within === undefined ? NOTHING : (whereOnce(file.text, within, name) ?? within));
  });
}

/** Names without a registry are those of tools that came before. */
function isReference(name: string): boolean {
  return !NO_IMAGE.test(name) && name.includes("/");
}

function notesOf(value: unknown): readonly string[] {
  const builds = [value, ...under(value, "build")];
  const dockerfiles = builds.flatMap((one) => [textUnder(one, "dockerfile"), textUnder(one, "dockerFile")]);
  const compose = under(value, "dockerComposeFile").flatMap((one) => (typeof one === "string" ? [one] : valuesOf(one)));
  const features = under(value, "features")
    .flatMap(members)
    .map(({ key }) => String(key));
  return [
    ...dockerfiles
      .filter((path) => path !== undefined && !isDockerfileName((path.split("/").at(-1) ?? "").toLowerCase()))
      .map((path) => `is built by ${shown(path ?? "")}, whose name is not a Dockerfile's: check it by name`),
    ...compose.map((path) => `runs ${shown(String(path))}: check that file, too`),
    ...features
      .filter((name) => !isReference(name))
      .map((name) => `uses the feature ${shown(name)}, which is no image`),
  ];
}
