// The fields of a resource's inputs, down to those that hold no more fields. Paths are written as the catalog does.
import ts from "typescript";

/** @typedef {{ path: string, kind: "text" | "any" | "other", doc: string, names: string[] }} Leaf */

const DEEPEST = 14;
/** Only azure-native's data factory pipelines have more. */
const MOST = 20_000;
/** Types that stand for their first argument. */
const WRAPPERS = new Set([
  "Input",
  "Output",
  "Promise",
  "Partial",
  "Required",
  "Readonly",
  "Omit",
  "Pick",
  "WithRequired",
]);
const LISTS = new Set(["Array", "ReadonlyArray"]);
const KEYWORDS = new Map([
  [ts.SyntaxKind.StringKeyword, "text"],
  [ts.SyntaxKind.AnyKeyword, "any"],
  [ts.SyntaxKind.UnknownKeyword, "any"],
  [ts.SyntaxKind.ObjectKeyword, "any"],
  [ts.SyntaxKind.NumberKeyword, "other"],
  [ts.SyntaxKind.BooleanKeyword, "other"],
]);

/**
 * @param {import("./declarations.mjs").Declarations} declarations
 * @param {ts.TypeNode} type the type of the inputs
 * @param {import("./declarations.mjs").Scope} scope where that type is written
 * @returns {Map<string, Leaf>} by path
 */
export function leavesOf(declarations, type, scope) {
  const leaves = new Map();
  /** @type {Set<ts.Node>} */
  const within = new Set();

  const leaf = (path, kind, doc) => {
    const known = leaves.get(path);
    // A union of a text and of names that the provider knows is a text.
    if (known === undefined) {
      if (leaves.size < MOST) leaves.set(path, { path, kind, doc });
    } else if (known.kind === "other") known.kind = kind;
  };

  const walk = (node, at, path, doc) => {
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) return walk(node.type, at, path, doc);
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node))
      return node.types.forEach((one) => walk(one, at, path, doc));
    if (ts.isArrayTypeNode(node)) return walk(node.elementType, at, `${path}[]`, doc);
    if (ts.isTupleTypeNode(node)) return node.elements.forEach((one) => walk(one, at, `${path}[]`, doc));
    if (ts.isTypeLiteralNode(node)) return members(node, at, path, doc);
    if (ts.isTypeReferenceNode(node)) return named(node, at, path, doc);
    if (ts.isLiteralTypeNode(node)) return isNothing(node.literal) ? undefined : leaf(path, "other", doc);
    if (node.kind === ts.SyntaxKind.UndefinedKeyword) return undefined;
    return leaf(path, KEYWORDS.get(node.kind) ?? "other", doc);
  };

  const named = (node, at, path, doc) => {
    const names = namesOf(node.typeName);
    const last = names.at(-1);
    const [first] = node.typeArguments ?? [];
    const found = declarations.find(names, at);
    if (found === undefined || "external" in found) {
      if (first !== undefined && LISTS.has(last)) return walk(first, at, `${path}[]`, doc);
      if (last === "Record" && node.typeArguments?.length === 2)
        return walk(node.typeArguments[1], at, `${path}{}`, doc);
      if (first !== undefined && WRAPPERS.has(last)) return walk(first, at, path, doc);
      return leaf(path, "any", doc);
    }
    return declared(found.node, found.scope, path, doc);
  };

  const declared = (node, at, path, doc) => {
    if (ts.isEnumDeclaration(node) || ts.isVariableDeclaration(node)) return leaf(path, "other", doc);
    if (ts.isClassDeclaration(node)) return leaf(path, "any", doc);
    // What contains itself has the same fields again.
    if (within.has(node)) return undefined;
    within.add(node);
    if (ts.isTypeAliasDeclaration(node)) walk(node.type, at, path, doc);
    else if (ts.isInterfaceDeclaration(node)) {
      members(node, at, path, doc);
      const parents = (node.heritageClauses ?? []).flatMap((clause) => [...clause.types]);
      for (const { expression } of parents) {
        const found = declarations.find(namesOf(expression), at);
        if (found !== undefined && "node" in found) declared(found.node, found.scope, path, doc);
      }
    }
    within.delete(node);
    return undefined;
  };

  const members = (node, at, path, doc) => {
    if (depthOf(path) >= DEEPEST || leaves.size >= MOST) return;
    if (node.members.length === 0 && path !== "") leaf(path, "any", doc);
    for (const member of node.members) {
      if (member.type === undefined) continue;
      if (ts.isIndexSignatureDeclaration(member)) walk(member.type, at, `${path}{}`, docOf(member, at.text) || doc);
      else if (ts.isPropertySignature(member))
        walk(member.type, at, path === "" ? member.name.text : `${path}.${member.name.text}`, docOf(member, at.text));
    }
  };

  walk(type, scope, "", "");
  return leaves;
}

function isNothing(literal) {
  return literal.kind === ts.SyntaxKind.NullKeyword;
}

function namesOf(name) {
  if (ts.isIdentifier(name)) return [name.text];
  if (ts.isQualifiedName(name)) return [...namesOf(name.left), name.right.text];
  return ts.isPropertyAccessExpression(name) ? [...namesOf(name.expression), name.name.text] : [""];
}

function depthOf(path) {
  return path.split(".").length;
}

/** The words of the comment before a member, on one line. */
function docOf(member, text) {
  const range = ts.getLeadingCommentRanges(text, member.pos)?.at(-1);
  if (range === undefined) return "";
  return text
    .slice(range.pos, range.end)
    .replace(/^\/\*\*?|\*\/$/g, "")
    .replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}
