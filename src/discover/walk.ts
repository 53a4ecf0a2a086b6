import { type Begin, beginOf, leadOn, NOTHING_BEGINS } from "./begin.ts";
import { isDeployersAsset, withRegistrySuffix } from "./cdk/asset-image.ts";
import { breakGroups, collectParts, collectUnknown, withGroups, withTagAsText } from "./collect.ts";
import { FAILED, isAbsent, membersOf, type Member, SHAPE_WORDS, shapeOf } from "./data.ts";
import { advance, type Cursor, decisive, expected, type Field, isAtEnd, mayHide, withoutImages } from "./field.ts";
import { REFERENCE, type Format, type Inside, type Reading } from "./format.ts";
import { type LocatedUse, type Resource, UNKNOWN } from "./image-use.ts";
import { parseJsonText } from "./json-text.ts";
import { collectLayers } from "./layers.ts";
import { isMoved } from "./overlaid.ts";
import { hasHole, literalOf, unknownOf } from "./partial.ts";
import { unknownWhole } from "./places-inside.ts";
import type { Platform, Scope } from "./platform.ts";
import { extended, hidesMore, isPartial, visitPartial } from "./visit-partial.ts";
import {
  DEEPEST,
  type DocumentPlatforms,
  isNobodys,
  located,
  insideOf,
  report,
  runningOn,
  slotted,
  spend,
  spendText,
  startWalk,
  tooDeep,
  unreadable,
  type Visit,
  type Walk,
} from "./walk-state.ts";

/**
 * Finds every image use of a resource, in the order of its properties; one that several properties name together comes
 * after the others of their object. Each value is read once and on its own, so that an unknown or unreadable one hides no
 * other (law 6); what cannot be read is reported, never skipped (law 3). Bounded in depth, values and text; never throws.
 */
export function findLocatedUses(
  platform: Platform,
  resource: Resource,
  inside: DocumentPlatforms = { objects: platform, types: platform },
): readonly LocatedUse[] {
  const walk = startWalk(resource, inside);
  const opens = (members: readonly Member[]) => platform.rootScope(resource.type, members);
  const inputs: Visit = {
    value: resource.props,
    path: undefined,
    platform,
    opens,
    type: resource.type,
    texts: [],
    span: undefined,
    cursors: [],
    below: NOTHING_BEGINS,
  };
  const shape = shapeOf(resource.props);
  if (resource.props === UNKNOWN) report(walk, inputs, { kind: "unknown" });
  else if (shape === "object") visitMembers(walk, inputs, resource.props as object);
  else unreadable(walk, inputs, `are ${SHAPE_WORDS[shape]}, not an object`);
  return located(walk);
}

function visit(walk: Walk, arrived: Visit): void {
  if (isMoved(arrived.value)) {
    const { value, path, texts } = arrived.value;
    visit(walk, { ...arrived, value, path, texts, span: undefined });
    return;
  }
  if (!spend(walk, arrived) || isNobodys(arrived) || arrived.cursors.some((cursor) => isAtEnd(cursor, "nothing")))
    return;
  const cursors = withoutImages(arrived.cursors);
  const at = cursors === arrived.cursors ? arrived : { ...arrived, cursors };
  const hidden = at.cursors.find((cursor) => isAtEnd(cursor, "hidden"));
  if (hidden !== undefined) visitHidden(walk, at, hidden);
  else if (at.value === UNKNOWN) visitUnknown(walk, at);
  else if (isPartial(at.value)) visitPartial(walk, at, at.value, visit);
  else if (at.value === FAILED) {
    breakGroups(walk, at);
    unreadable(walk, at, "could not be read");
  } else if (at.cursors.some((cursor) => isAtEnd(cursor, "layer"))) collectLayers(walk, at);
  else if (at.cursors.some((cursor) => isAtEnd(cursor, "image") || isAtEnd(cursor, "part")))
    visitEnd(walk, withTagAsText(at));
  else visitInner(walk, at);
}

/** Whatever it names, known or not, is elsewhere; what is written here beside it is read all the same. */
function visitHidden(walk: Walk, at: Visit, hidden: Cursor): void {
  if (!isAbsent(at.value)) report(walk, { ...at, cursors: [hidden] }, { kind: "hidden", why: hidden.field.why ?? "" });
  visit(walk, { ...at, cursors: at.cursors.filter((cursor) => !isAtEnd(cursor, "hidden")) });
}

/** Elsewhere than on the way to an image (replicas, an environment variable) an unknown value is nobody's business. */
function visitUnknown(walk: Walk, at: Visit): void {
  const cursors = at.cursors.filter((cursor) => !collectUnknown(walk, at, cursor) && mayHide(cursor));
  if (cursors.length > 0) report(walk, { ...at, cursors }, unknownWhole(cursors));
}

function visitEnd(walk: Walk, at: Visit): void {
  const shape = shapeOf(at.value);
  const image = at.cursors.find((cursor) => isAtEnd(cursor, "image"))?.field;
  const leading = at.cursors.filter(({ field }) => field.end !== "no image");
  const goesOn = leading.some(({ field, taken }) => taken < field.steps.length || field.guess);
  // The versions of a definition may differ: a reference in one of them, and an object of parts in another.
  if (goesOn && !isDocument(image) && (shape === "object" || shape === "list")) {
    visitInner(walk, at);
    return;
  }
  if (shape !== "text" && leading.every(({ field }) => field.guess)) return;
  collectParts(walk, at);
  if (image !== undefined) visitImage(walk, at, image);
}

/** Whether an object may stand for the document; what else leads through it goes on inside. */
function isDocument(image: Field | undefined): boolean {
  return image?.format.inside !== undefined || image?.format.readObject !== undefined;
}

/** An absent image runs nothing: the API server and the providers refuse the container, and a patch leaves it as it is. */
function visitImage(walk: Walk, at: Visit, { format, optional }: Field): void {
  const { value } = at;
  if (value === undefined || (optional && (value === null || value === ""))) return;
  if (value === "" && format.mayBeEmpty) return;
  if (value === "") unreadable(walk, at, "is empty, not an image reference");
  else if (typeof value === "string") readText(walk, at, value, format);
  else if (typeof value === "object" && value !== null && format.inside !== undefined)
    visitDocument(walk, at, value, format.inside);
  else if (typeof value === "object" && value !== null && format.readObject !== undefined)
    follow(walk, at, format.readObject(value, walk.inputs, walk.inside.types.deploys), undefined);
  else unreadable(walk, at, `is ${SHAPE_WORDS[shapeOf(value)]}, not an image reference`);
}

function readText(walk: Walk, at: Visit, text: string, format: Format): void {
  if (format !== REFERENCE && !spendText(walk, at, text)) return;
  const readings = format.read(text, walk.inputs, walk.inside.types.deploys);
  const isHidden = walk.templates > 0 && hidesMore(text, readings);
  if (isHidden) report(walk, at, unknownOf(""));
  if (!isHidden || literalOf(text) !== "") follow(walk, at, readings, text);
}

/** @param text the whole text at hand: where it is the reference itself, another one may be written in its place */
function follow(walk: Walk, at: Visit, readings: readonly Reading[], text: string | undefined): void {
  const documents = readings.filter(({ kind }) => kind === "document").length;
  for (const [index, reading] of readings.entries()) {
    if (reading.kind === "image") visitReference(walk, at, reading.image, text);
    else if (reading.kind !== "document") {
      const { at: steps, ...found } = reading;
      report(walk, { ...at, path: extended(at.path, steps) }, found);
    } else {
      const numbered = documents > 1 && reading.at === undefined ? [index] : reading.at;
      const path = extended(at.path, numbered);
      const cursors = (reading.at ?? []).reduce((leading, key) => advance(leading, [], key), at.cursors);
      visitDocument(
        walk,
        { ...at, path, cursors, texts: [...at.texts, at.path], span: undefined },
        reading.value,
        reading.inside,
      );
    }
  }
}

/** @param text as above: inside a template, a part of the reference may be decided later */
function visitReference(walk: Walk, at: Visit, image: string, text: string | undefined): void {
  const named = walk.templates > 0 ? withRegistrySuffix(image) : image;
  if (walk.templates > 0 && hasHole(named))
    report(walk, at, { ...unknownOf(named), ...(isDeployersAsset(named) ? { cdkAsset: true } : {}) });
  else report(walk, at, { kind: "image", image: named, ...(named === text ? slotted(at) : {}) });
}

/** An empty document, such as YAML has between its separators, holds nothing. What leads through it goes on inside. */
function visitDocument(walk: Walk, at: Visit, value: unknown, inside: Inside): void {
  const isTemplate = inside !== "kubernetes" && "type" in inside;
  const platform = inside === "kubernetes" ? walk.inside.objects : isTemplate ? walk.inside.types : at.platform;
  const cursors = at.cursors.filter(({ field, taken }) => taken < field.steps.length);
  const opens = (members: readonly Member[]) => {
    if (inside === "kubernetes") return platform.rootScope("", members);
    return "type" in inside ? platform.rootScope(inside.type, members) : inside;
  };
  const shape = shapeOf(value);
  if (shape === "object" || shape === "list") {
    const type = inside === "kubernetes" ? "" : "type" in inside ? inside.type : undefined;
    insideOf(walk, isTemplate, { ...at, value, platform, opens, type, cursors, below: NOTHING_BEGINS }, visitMembers);
  } else if (shape !== "nothing") unreadable(walk, at, `holds ${SHAPE_WORDS[shape]}, not an object`);
}

function visitInner(walk: Walk, at: Visit): void {
  const shape = shapeOf(at.value);
  if (shape === "nothing") return;
  if (shape === "text" && at.cursors.some(({ field }) => field.goJson)) {
    if (isLater(walk, at.value)) report(walk, at, unknownOf(""));
    else visitJsonText(walk, at);
    return;
  }
  const wanted = at.cursors.map((cursor) => expected(cursor, shape)).find((want) => want !== undefined);
  if (wanted !== undefined && isLater(walk, at.value)) report(walk, at, unknownOf(""));
  else if (shape === "foreign") unreadable(walk, at, `is ${SHAPE_WORDS.foreign}`);
  else if (wanted !== undefined) unreadable(walk, at, `is ${SHAPE_WORDS[shape]}, not ${SHAPE_WORDS[wanted]}`);
  if (shape === "list" || shape === "object") visitMembers(walk, at, at.value as object);
}

/** In a template it may be decided later what stands here, and of which shape it is. */
function isLater(walk: Walk, value: unknown): boolean {
  return walk.templates > 0 && typeof value === "string" && value !== "" && literalOf(value) === "";
}

function visitJsonText(walk: Walk, at: Visit): void {
  const parsed = parseJsonText(at.value as string);
  if ("why" in parsed) unreadable(walk, at, parsed.why);
  else if (typeof parsed.value === "object" && parsed.value !== null)
    visitInner(walk, { ...at, value: parsed.value, texts: [...at.texts, at.path] });
  else {
    const wanted = at.cursors.map((cursor) => expected(cursor, "text")).find((want) => want !== undefined);
    unreadable(walk, at, `is a JSON text that holds no ${wanted ?? "object"}`);
  }
}

function visitMembers(walk: Walk, at: Visit, parent: object): void {
  if (walk.ancestors.has(parent)) unreadable(walk, at, "contains itself");
  else if (walk.ancestors.size >= DEEPEST) tooDeep(walk, at);
  else {
    const members = membersOf(parent, walk.valuesLeft + 1);
    if (members === FAILED) unreadable(walk, at, "could not be read");
    else {
      walk.ancestors.add(parent);
      const scope = scopeAt(at, members, Array.isArray(parent));
      const { here, below } = scope === undefined ? { here: at.below, below: at.below } : beginOf(scope);
      const within = runningOn(at, members);
      const each = () => {
        visitEach(walk, within, members, here, below);
      };
      withGroups(walk, within, here, each, follow);
      walk.ancestors.delete(parent);
    }
  }
}

function visitEach(walk: Walk, at: Visit, members: readonly Member[], here: Begin, below: Begin): void {
  const { platform, texts, runsOn } = at;
  for (const { key, value, span } of members) {
    if (walk.valuesLeft < 0) return;
    const path = { parent: at.path, key };
    const cursors = decisive(leadOn(at.cursors, here, key));
    visit(walk, { value, path, platform, runsOn, texts, span, cursors, below });
  }
}

function scopeAt(at: Visit, members: readonly Member[], isList: boolean): Scope | undefined {
  if (at.opens !== undefined) return at.opens(members);
  return isList ? undefined : at.platform.innerScope(members);
}
