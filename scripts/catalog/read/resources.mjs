// The resources of a Pulumi SDK: the class, the type token that it registers, and the type of its inputs.
import ts from "typescript";

/** `static __pulumiType = 'a:b:C'`, `C.__pulumiType = 'a:b:C'` of older SDKs, and `super("a:b:C", …)` of components. */
const REGISTERED =
  /\bclass (\w+)|(?:\b(\w+)\.)?__pulumiType = ["']([^"']+)["']|\bsuper\(\s*["']([^"':]+:[^"':]*:[^"':]+)["']/g;

/**
 * @param {Map<string, Buffer>} files of the package
 * @param {import("./declarations.mjs").Declarations} declarations
 * @returns {Iterable<{ token: string, args: { type: ts.TypeNode, scope: import("./declarations.mjs").Scope }[] }>}
 */
export function* resourcesOf(files, declarations) {
  for (const file of [...files.keys()].filter((path) => path.endsWith(".js")).sort()) {
    const classes = tokensIn(files.get(file).toString("utf8"));
    const declared = file.replace(/\.js$/, ".d.ts");
    if (classes.size === 0 || !files.has(declared)) continue;
    const scope = declarations.scopeOf(declared);
    for (const [name, token] of classes) yield { token, args: argsOf(scope, name) };
  }
}

/** Providers have no colon in what they register, and deploy nothing. */
function tokensIn(text) {
  const tokens = new Map();
  let current;
  for (const [, opened, owner, token, component] of text.matchAll(REGISTERED)) {
    if (opened !== undefined) current = opened;
    const name = owner ?? current;
    const registered = token ?? component;
    if (registered?.includes(":") && name !== undefined && !tokens.has(name)) tokens.set(name, registered);
  }
  return tokens;
}

function argsOf(scope, name) {
  const found = scope.declared.get(name);
  if (found === undefined || !ts.isClassDeclaration(found.node)) return [];
  return found.node.members
    .filter((member) => ts.isConstructorDeclaration(member))
    .map(({ parameters }) => parameters[1]?.type)
    .filter((type) => type !== undefined)
    .map((type) => ({ type, scope: found.scope }));
}
