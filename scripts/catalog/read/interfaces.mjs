// Declarations of TypeScript as shapes: syntax only, nothing is type-checked or resolved outside the text.
import ts from "typescript";

/**
 * @typedef {{ name: string, comment: string, type: Type }} Member
 * @typedef {{ kind: "string", literal?: string } | { kind: "document" | "other" } | { kind: "list" | "map", of: Type } | { kind: "union", of: Type[] }
 *   | { kind: "reference", name: string }} Type a shape (shapes.mjs) whose objects are only named
 * @typedef {{ interfaces: Map<string, { extends: string[], members: Member[] }>, classes: { name: string,
 *   extends: string[], constants: Map<string, string> }[] }} Declarations names hold their namespaces: "core.v1.PodSpec"
 */

/** @returns {Declarations} the interfaces of a declaration file, and the classes with their static texts */
export function declarationsIn(text) {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const source = ts.createSourceFile("declarations.d.ts", text, options);
  const found = { interfaces: new Map(), classes: [] };
  const visit = (node, scope) => {
    if (ts.isModuleDeclaration(node)) ts.forEachChild(node, (child) => visit(child, `${scope}${node.name.text}.`));
    else if (ts.isModuleBlock(node)) ts.forEachChild(node, (child) => visit(child, scope));
    else if (ts.isInterfaceDeclaration(node))
      found.interfaces.set(scope + node.name.text, { extends: basesOf(node), members: membersOf(node, text) });
    else if (ts.isClassDeclaration(node))
      found.classes.push({ name: scope + node.name?.text, extends: basesOf(node), constants: constantsOf(node) });
  };
  ts.forEachChild(source, (node) => visit(node, ""));
  return found;
}

const basesOf = ({ heritageClauses = [] }) =>
  heritageClauses.flatMap(({ types }) => types.map(({ expression }) => nameOf(expression)));

/** "a.b.c", of an entity name or of an expression that accesses properties. */
function nameOf(node) {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isQualifiedName(node)
    ? `${nameOf(node.left)}.${node.right.text}`
    : `${nameOf(node.expression)}.${node.name.text}`;
}

const membersOf = (node, text) =>
  node.members
    .filter((member) => ts.isPropertySignature(member) && member.type !== undefined)
    .map((member) => ({ name: member.name.text, comment: commentOf(member, text), type: typeOf(member.type) }));

function commentOf(member, text) {
  const range = ts.getLeadingCommentRanges(text, member.pos)?.at(-1);
  return range === undefined ? "" : text.slice(range.pos, range.end);
}

/** The words of a comment, on one line. */
export const wordsOf = (comment) =>
  comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .replace(/^\s*\*/gm, " ")
    .replace(/\s+/g, " ")
    .trim();

const constantsOf = (node) =>
  new Map(
    node.members
      .filter((member) => ts.isPropertyDeclaration(member) && member.initializer !== undefined)
      .filter(({ initializer }) => ts.isStringLiteral(initializer))
      .map(({ name, initializer }) => [name.text, initializer.text]),
  );

const PLAIN = new Map([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.AnyKeyword, "document"],
  [ts.SyntaxKind.UnknownKeyword, "document"],
  [ts.SyntaxKind.ObjectKeyword, "document"],
  [ts.SyntaxKind.NumberKeyword, "other"],
  [ts.SyntaxKind.BooleanKeyword, "other"],
]);

const NOTHING = { kind: "union", of: [] };

function typeOf(node) {
  const plain = PLAIN.get(node.kind);
  if (plain !== undefined) return { kind: plain };
  if (node.kind === ts.SyntaxKind.UndefinedKeyword) return NOTHING;
  if (ts.isParenthesizedTypeNode(node)) return typeOf(node.type);
  if (ts.isArrayTypeNode(node)) return { kind: "list", of: typeOf(node.elementType) };
  if (ts.isUnionTypeNode(node)) return { kind: "union", of: node.types.map(typeOf) };
  if (ts.isLiteralTypeNode(node)) return constantOf(node.literal);
  if (ts.isTypeLiteralNode(node)) return literalOf(node);
  if (ts.isTypeReferenceNode(node)) return referenceOf(node);
  throw new Error(`no type of syntax ${ts.SyntaxKind[node.kind]} is known`);
}

/** A text of enumerated values is still a text. */
const constantOf = (literal) =>
  ts.isStringLiteral(literal) ? { kind: "string", literal: literal.text } : { kind: "other" };

function literalOf({ members }) {
  const index = members.find(ts.isIndexSignatureDeclaration);
  if (index === undefined || members.length !== 1) throw new Error("an object without a name is not known");
  return { kind: "map", of: typeOf(index.type) };
}

/** Wrappers of a value that may be known later, of the kits that the packages are made for. */
const WRAPPER = /^pulumi\.(?:Input|Output)$/;

function referenceOf({ typeName, typeArguments = [] }) {
  const name = nameOf(typeName);
  if (name === "cdktf.IResolvable") return NOTHING;
  if (WRAPPER.test(name)) return typeOf(typeArguments[0]);
  return { kind: "reference", name };
}
