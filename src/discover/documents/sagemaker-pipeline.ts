import { field } from "../field.ts";
import type { Format } from "../format.ts";
import { unknownTill } from "./decided.ts";
import { document } from "./text.ts";

const OPTIONS = { role: "run", pinForm: "name@digest", certain: false } as const;

/** `{ "Get": "Parameters.Image" }`, `{ "Std:Join": … }`: put in when the pipeline runs. */
const image: Format = {
  read: (text) => [{ kind: "image", image: text }],
  readObject: () => [unknownTill("when the pipeline runs")],
};

const NAMES = [/^(?:trainingImage|imageUri)$/i];
const PLACES = [[/^primaryContainer$/i], [/^containers$/i, "[]"]].map((before) => [...before, /^image$/i]);

/** The steps of a pipeline of Amazon SageMaker: what they start has its image among the arguments of a call of the service. */
export const sagemakerPipeline: Format = document({
  here: [],
  below: [...NAMES.map((name) => [name]), ...PLACES].map((steps) => field(steps, { ...OPTIONS, format: image })),
});
