import { wordsIn } from "../dockerfile-words.ts";
import { decided } from "./decided.ts";
import type { Format } from "../format.ts";

const LONGEST = 256 * 1024;
const NAME = /^(?:--conf=)?spark\.kubernetes\.(?:driver\.|executor\.)?container\.image=(.*)$/s;
const reference = decided(/\$\{[^{}]*\}/g, "when the job is started from the template");

/** Arguments of `spark-submit`: `--conf spark.kubernetes.container.image=…`. */
export const sparkArguments: Format = {
  mayBeEmpty: true,
  read: (text, inputs, deploys) => {
    if (text.length > LONGEST) return [{ kind: "unreadable", why: `is a text of more than ${LONGEST} characters` }];
    return wordsIn(text, "\\", false).words.flatMap((word) => {
      const image = NAME.exec(word.text)?.[1];
      return image === undefined ? [] : reference.read(image, inputs, deploys);
    });
  },
};
