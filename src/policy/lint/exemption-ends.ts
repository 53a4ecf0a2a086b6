import { DAY } from "../duration.ts";
import type { Exemption } from "../exemption.ts";
import { longestFor } from "../covering.ts";
import type { LintCheck, LintInput, Remark } from "./check.ts";

const isBreakGlass = ({ rule }: Exemption): boolean => rule === "image-checked";

function ended(isMeant: (exemption: Exemption) => boolean, remedy: string) {
  return ({ document: { exemptions }, now }: LintInput): readonly Remark[] =>
    exemptions.flatMap((one, index) =>
      now > one.end && isMeant(one)
        ? [{ path: ["exemptions", index, "until"], message: `it ended: it was valid until ${one.until}.`, remedy }]
        : [],
    );
}

export const endedExemption: LintCheck = {
  id: "ended-exemption",
  severity: "warning",
  finds: "an exemption that has ended",
  why: "It lifts nothing any more, and hides in the document that something is to be mended.",
  find: ended((one) => !isBreakGlass(one), "Remove it, or write another day where its owner still needs it."),
};

export const endedBreakGlass: LintCheck = {
  id: "ended-break-glass",
  severity: "warning",
  finds: "an exemption of `image-checked` that has ended",
  why: "A broken glass is to be cleared away: the next one is to be seen when it is made.",
  find: ended(isBreakGlass, "Remove it."),
};

export const voidExemption: LintCheck = {
  id: "void-exemption",
  severity: "error",
  finds: "an exemption that ends later than `longestExemption` allows, or than 24 hours ahead with `image-checked`",
  why: "It is void until then, and lifts nothing though it looks as if it did.",
  find: ({ document, now }) =>
    document.exemptions.flatMap((one, index) => {
      const longest = longestFor(one, document);
      if (now > one.end || one.end - now <= longest) return [];
      const most = isBreakGlass(one) ? "24 hours" : `${longest / DAY} days`;
      return [
        {
          path: ["exemptions", index, "until"],
          message: `it is void: it is valid until ${one.until}, and at most ${most} ahead are allowed.`,
          remedy: "Write an earlier end.",
        },
      ];
    }),
};

/** Whether an exemption lifts something at this moment. */
export function isInForce(one: Exemption, { document, now }: Pick<LintInput, "document" | "now">): boolean {
  return now <= one.end && one.end - now <= longestFor(one, document);
}

export const noLongestExemption: LintCheck = {
  id: "no-longest-exemption",
  severity: "note",
  finds: "exemptions in a document without `longestExemption`",
  why: "An exemption until 2099 is none that ends by itself.",
  find: ({ document: { exemptions, longestExemption } }) =>
    longestExemption !== undefined || exemptions.every(isBreakGlass)
      ? []
      : [
          {
            path: ["exemptions"],
            message: "there are exemptions, and nothing says how far ahead they may end.",
            remedy: "Write longestExemption: 90d.",
          },
        ],
};
