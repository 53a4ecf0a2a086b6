/** An element with its attributes and its text, entities resolved. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** XML 1.0, section 2.2. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TOKEN = /<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/uy;

/**
 * The root of a document, as strictly as XML 1.0 has it, of what is written here: elements, attributes in double quotes, text and the
 * five entities. @throws Error where it is not well-formed, or holds anything else
 */
export function parseXml(xml: string): Element {
  if (ILLEGAL.test(xml)) throw new Error("a character that XML forbids");
  if (!xml.startsWith(DECLARATION)) throw new Error("no declaration");
  const document: Element = { name: "", attributes: new Map(), children: [], text: "" };
  const open = [document];
  TOKEN.lastIndex = DECLARATION.length;
  while (TOKEN.lastIndex < xml.length) take(xml, open);
  const [root] = document.children;
  if (root === undefined || document.children.length > 1 || open.length > 1) throw new Error("not one root, closed");
  return root;
}

function take(xml: string, open: Element[]): void {
  const start = TOKEN.lastIndex;
  const [whole, closed, name, attributes = "", isEmpty, text] = TOKEN.exec(xml) ?? [];
  const parent = open.at(-1);
  if (whole === undefined || parent === undefined)
    throw new Error(`not well-formed at ${xml.slice(start, start + 60)}`);
  if (closed !== undefined) {
    if (closed !== parent.name) throw new Error(`</${closed}> closes <${parent.name}>`);
    open.pop();
  } else if (name !== undefined) {
    const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
    parent.children.push(element);
    if (isEmpty === "") open.push(element);
  } else parent.text += plain(text ?? "");
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = Array.from(
    text.matchAll(/([\w-]+)="([^"]*)"/gu),
    ([, name = "", value = ""]) => [name, plain(value)] as const,
  );
  const attributes = new Map(found);
  if (attributes.size !== found.length) throw new Error("an attribute twice");
  return attributes;
}

function plain(text: string): string {
  if (text.includes("]]>")) throw new Error("]]> in text");
  return text.replace(/&(?:(\w+);)?/gu, (whole, name: string | undefined) => {
    const character = name === undefined ? undefined : ENTITIES[name];
    if (character === undefined) throw new Error(`${whole} is no entity`);
    return character;
  });
}
