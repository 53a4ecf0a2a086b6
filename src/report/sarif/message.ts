import { lines } from "../lines.ts";

/** A message in which nothing is a link: SARIF makes one of `[text](address)` (3.11.6). */
export function messageLines(text: string): string {
  return lines(text).replaceAll("](", "] (");
}
