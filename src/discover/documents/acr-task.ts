import { field } from "../field.ts";
import type { Format } from "../format.ts";
import { decoded } from "../scripts/decode.ts";
import { decided } from "./decided.ts";
import { readDocument } from "./text.ts";

const OPTIONS = { role: "run", pinForm: "name:tag@digest", certain: false } as const;
/** `{{.Run.Registry}}` and, in later versions, `$Registry`. */
const reference = decided(/\{\{[^{}]*\}\}|\$\w+/g, "when the task runs");
/** Names of the service's own for images that it names by a tag. */
const ALIASES = new Set(["acr", "az", "bash", "curl"]);

/** The first word of a step's command is the image that runs it. */
const commandImage: Format["read"] = (command, inputs, deploys) => {
  const [, quoted, word = ""] = /^\s*(?:["']([^"']*)["']|((?:\{\{[^{}]*\}\}|\S)+))/.exec(command) ?? [];
  const image = quoted ?? word;
  if (image === "") return [{ kind: "unreadable", why: "is a command without an image" }];
  if (ALIASES.has(image))
    return [{ kind: "unreadable", why: `is ACR's own name for an image that it names by a tag: write out which` }];
  return reference.read(image, inputs, deploys);
};

/** Another sign than `$` for the names that the task puts in, which may then stand in any reference. */
const otherSign: Format = { read: () => [{ kind: "unreadable", why: "changes what in a command is replaced" }] };

const SCOPE = {
  here: [
    field("steps[].cmd", { ...OPTIONS, format: { read: commandImage } }),
    field(["alias", "values", "$"], { ...OPTIONS, format: otherSign }),
  ],
  below: [],
};

/** The steps of a task of Azure Container Registry, base64 or as they are. What `build` builds on stands in a Dockerfile elsewhere. */
export const acrTask: Format = {
  mayBeEmpty: true,
  read: (text) => {
    const inner = decoded(text);
    if (inner === null) return [{ kind: "unreadable", why: "is longer than what is read" }];
    return readDocument(inner ?? text, SCOPE);
  },
};
