import { sbomLack } from "../predicate/index.ts";
import type { PredicateRule } from "./predicate-rule.ts";

export const sbomRule: PredicateRule = {
  captures: [],
  bind:
    () =>
    (predicate, { predicateType }) =>
      sbomLack(predicateType, predicate)?.words,
};
