import type { LintCheck } from "./check.ts";

export const inlineExemptions: LintCheck = {
  id: "inline-exemptions",
  severity: "warning",
  finds: "`inline: allowed`",
  why: "Whoever may edit a program may then exempt what is in it: the judged write a part of the law, and only those who review the program see it first.",
  find: ({ document: { inline } }) =>
    inline === "allowed"
      ? [
          {
            path: ["inline"],
            message: "lets whoever edits a program exempt its images, by an annotation.",
            remedy: "Remove it, and write exemptions into this document; or keep it where every program is reviewed.",
          },
        ]
      : [],
};
