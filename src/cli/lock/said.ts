import type { Verdict } from "../../gate/index.ts";

/** Why an image is refused, in one printable line: the weightiest findings, that its tag is mutable left out where there is more. */
export function saidOf({ findings, lifted = [], described }: Verdict): string {
  const all = [...findings, ...lifted.map(({ finding }) => finding)];
  const more = all.filter(({ rule }) => rule !== "image-pinned");
  const messages = (more.length > 0 ? more : all).map(({ message }) => message);
  if (messages.length === 0 && described?.kind === "failed") messages.push(described.error.message);
  return messages.length === 0 ? "it could not be judged." : messages.join(" ");
}
