// What TypeScript's declaration files declare, read by syntax alone and one file at a time, when something in it is asked for.
import { posix } from "node:path";
import ts from "typescript";

/**
 * @typedef {object} Scope What may be named in a file or in a namespace of it.
 * @property {Map<string, { node: ts.Node, scope: Scope }>} declared
 * @property {Map<string, Scope>} namespaces
 * @property {Map<string, { from: string, name: string | undefined }>} imports by the local name; without a name the whole module
 * @property {string[]} stars modules whose names are exported as this one's own
 * @property {string} file
 * @property {string} text of that file
 * @property {Scope | undefined} parent
 */

/** @typedef {{ node: ts.Node, scope: Scope } | { external: string, name: string } | undefined} Found */

/** Reads the declarations of one package. */
export class Declarations {
  /** @type {Map<string, Buffer>} */
  #files;
  /** @type {Map<string, Scope>} */
  #scopes = new Map();

  /** @param {Map<string, Buffer>} files */
  constructor(files) {
    this.#files = files;
  }

  /** @param {string} file path of a `.d.ts` of the package @returns {Scope} */
  scopeOf(file) {
    const known = this.#scopes.get(file);
    if (known !== undefined) return known;
    const text = this.#files.get(file)?.toString("utf8") ?? "";
    const source = ts.createSourceFile(file, text, {
      languageVersion: ts.ScriptTarget.Latest,
      // Comments are found by their place: parsing them costs more than all the rest.
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    });
    const scope = newScope(file, text, undefined);
    this.#scopes.set(file, scope);
    declare(source.statements, scope);
    return scope;
  }

  /** What a name such as `inputs.core.v1.PodSpec` stands for. @param {string[]} names @param {Scope} scope @returns {Found} */
  find([first, ...rest], scope) {
    for (let at = scope; at !== undefined; at = at.parent) {
      const found = this.#in(at, [first, ...rest], false);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #in(scope, names, fromOutside, seen = new Set()) {
    const [first, ...rest] = names;
    const namespace = scope.namespaces.get(first);
    if (rest.length === 0 && scope.declared.has(first)) return scope.declared.get(first);
    if (namespace !== undefined && rest.length > 0) {
      const found = this.#in(namespace, rest, true);
      if (found !== undefined) return found;
    }
    const imported = scope.imports.get(first);
    if (imported !== undefined) return this.#imported(scope, imported, rest, first);
    if (!fromOutside || seen.has(scope)) return undefined;
    seen.add(scope);
    for (const star of scope.stars) {
      const module = this.#module(scope.file, star);
      const found = module === undefined ? undefined : this.#in(module, names, true, seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #imported(scope, { from, name }, rest, local) {
    const names = name === undefined ? rest : [name, ...rest];
    const module = this.#module(scope.file, from);
    if (module === undefined) return { external: from, name: names.join(".") || local };
    return names.length === 0 ? undefined : this.#in(module, names, true);
  }

  #module(file, from) {
    if (!from.startsWith(".")) return undefined;
    const base = posix.join(posix.dirname(file), from.replace(/\.js$/, ""));
    const found = [`${base}.d.ts`, posix.join(base, "index.d.ts")].find((path) => this.#files.has(path));
    return found === undefined ? undefined : this.scopeOf(found);
  }
}

function newScope(file, text, parent) {
  return { declared: new Map(), namespaces: new Map(), imports: new Map(), stars: [], file, text, parent };
}

function declare(statements, scope) {
  for (const statement of statements) {
    if (ts.isModuleDeclaration(statement)) declareNamespace(statement, scope);
    else if (ts.isImportDeclaration(statement)) declareImport(statement, scope);
    else if (ts.isExportDeclaration(statement)) declareExport(statement, scope);
    else if (statement.name !== undefined) declareNamed(statement, scope);
  }
}

function declareNamed(statement, scope) {
  // A resource's state and its functions have no inputs of the resource; an interface beats a constant of the same name.
  const name = statement.name.text;
  if (!scope.declared.has(name)) scope.declared.set(name, { node: statement, scope });
}

function declareNamespace(statement, scope) {
  const name = statement.name.text;
  const inner = scope.namespaces.get(name) ?? newScope(scope.file, scope.text, scope);
  scope.namespaces.set(name, inner);
  if (statement.body === undefined) return;
  if (ts.isModuleBlock(statement.body)) declare(statement.body.statements, inner);
  else declareNamespace(statement.body, inner);
}

function declareImport({ importClause, moduleSpecifier }, scope) {
  const from = moduleSpecifier.text;
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) scope.imports.set(bindings.name.text, { from, name: undefined });
  else
    for (const one of bindings.elements)
      scope.imports.set(one.name.text, { from, name: (one.propertyName ?? one.name).text });
}

function declareExport({ exportClause, moduleSpecifier }, scope) {
  const from = moduleSpecifier?.text;
  if (from === undefined) return;
  if (exportClause === undefined) scope.stars.push(from);
  else if (ts.isNamespaceExport(exportClause)) scope.imports.set(exportClause.name.text, { from, name: undefined });
  else
    for (const one of exportClause.elements)
      scope.imports.set(one.name.text, { from, name: (one.propertyName ?? one.name).text });
}
