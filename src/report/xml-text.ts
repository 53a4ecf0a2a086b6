import { visible } from "../reference/index.ts";
import { lines } from "./lines.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text of an XML 1.0 element: what XML forbids, such as NUL, is made visible first. No line of it is a build service's command. */
export function xmlText(text: string): string {
  return entities(lines(text));
}

/** An attribute's value with its quotes. A parser would turn line feeds into blanks, so they are made visible. */
export function xmlAttribute(text: string): string {
  return `"${entities(visible(text))}"`;
}

function entities(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}
