import { isAbsolute, posix } from "node:path";
import { members, under } from "../cloudformation/source.ts";
import { imagesInDockerfile, type BuildArguments } from "../dockerfile.ts";
import { field } from "../field.ts";
import type { Format, Reading } from "../format.ts";
import { FORMATS } from "../formats.ts";
import type { ImageUse, LocatedUse, Usage } from "../image-use.ts";
import { JsonObject, parseJsonText } from "../json-text.ts";
import type { Platform, Scope } from "../platform.ts";
import { findLocatedUses } from "../walk.ts";

/** The text of a file that a manifest names, seen from the manifest's folder; undefined where there is none to be read. */
export type ReadAssetFile = (path: string) => string | undefined;

const USAGE: Usage = { role: "build-from", pinForm: "name:tag@digest" };

/**
 * What the image assets of an AWS CDK app are built from: the base images in the Dockerfiles that an asset manifest
 * (`*.assets.json` of a cloud assembly, `dockerImages`) names, and the images that it hands in as build contexts. Every stage
 * counts, also where a target is named. Never throws.
 * @param file the manifest's name, for people
 */
export function findAssetImageUses(text: string, file: string, read: ReadAssetFile): ImageUse[] {
  return locateAssetImageUses(text, file, read).map(({ use }) => use);
}

/** The same, each with where it stands in the manifest. */
export function locateAssetImageUses(text: string, file: string, read: ReadAssetFile): LocatedUse[] {
  const place = { file, resource: "the image assets" };
  const parsed = parseJsonText(text);
  if ("why" in parsed) {
    const use: ImageUse = { ...USAGE, kind: "unreadable", why: parsed.why, place: { ...place, path: "(all inputs)" } };
    return [{ use, spot: { steps: [], inText: false } }];
  }
  const uses = findLocatedUses(assetsBy(read), { type: "", name: file, urn: "", props: parsed.value });
  return uses.map(({ use, spot }) => {
    const { path } = use.place;
    // A Dockerfile's own text was put in the place of its name.
    const steps = /\.dockerFile\b/.test(path) ? [...spot.steps, "dockerFile"] : spot.steps;
    return { use: { ...use, place: { ...place, path } }, spot: { ...spot, steps } };
  });
}

function assetsBy(read: ReadAssetFile): Platform {
  const format: Format = {
    read: () => [unreadable("is a text, not the source of an image asset")],
    readObject: (source) => [sourceOf(source, read)],
  };
  return {
    deploys: () => true,
    rootScope: () => ({ here: [field("dockerImages{}.source", { ...USAGE, format })], below: [] }),
    innerScope: () => undefined,
    usage: USAGE,
  };
}

/** The source with the Dockerfile's own text where its name stands. */
function sourceOf(source: object, read: ReadAssetFile): Reading {
  if (under(source, "executable").length > 0)
    return unreadable("is built by a program, and from which images cannot be seen");
  const directory = under(source, "directory").at(-1);
  const name = under(source, "dockerFile").at(-1) ?? "Dockerfile";
  if (typeof directory !== "string" || typeof name !== "string") return unreadable("names no directory to build in");
  const dockerFile = textOf(pathOf(directory, name), read);
  if (dockerFile === undefined) return unreadable("names a Dockerfile that is not there");
  const dockerBuildContexts = new JsonObject();
  for (const { key, value } of under(source, "dockerBuildContexts").flatMap(members))
    dockerBuildContexts.members.push({ key: String(key), value, span: undefined });
  const value = { dockerFile, dockerBuildContexts };
  return { kind: "document", value, inside: insideOf(source) };
}

function pathOf(directory: string, name: string): string {
  const [folder, file] = [directory, name].map((path) => path.replaceAll("\\", "/"));
  return isAbsolute(name) ? name : posix.join(folder ?? "", file ?? "");
}

function textOf(path: string, read: ReadAssetFile): string | undefined {
  try {
    return read(path);
  } catch {
    return undefined;
  }
}

function insideOf(source: object): Scope {
  const dockerfile: Format = { read: (text) => imagesInDockerfile(text, argumentsOf(source)) };
  const context = FORMATS.get("scheme:docker-image");
  return {
    here: [
      field("dockerFile", { ...USAGE, format: dockerfile }),
      ...(context === undefined ? [] : [field("dockerBuildContexts{}", { ...USAGE, format: context })]),
    ],
    below: [],
  };
}

function argumentsOf(source: object): BuildArguments {
  return (name) => {
    const values = under(source, "dockerBuildArgs").flatMap((all) => under(all, name));
    if (values.length === 0) return undefined;
    const [value] = values;
    return values.length === 1 && typeof value === "string" ? value : null;
  };
}

function unreadable(why: string): Reading {
  return { kind: "unreadable", why };
}
