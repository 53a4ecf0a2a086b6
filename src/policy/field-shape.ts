import { z } from "zod";
import { reason } from "./because.ts";
import type { Shape } from "./shape.ts";

const text = z.string().min(1);
const resourceType = text.meta({ pattern: "^[^*\\s]+$" });
const type = {
  expected: "a resource type",
  remedy:
    "Write type: acme:index:Service as Pulumi shows it, acme.io/Widget (group/Kind of Kubernetes, without a version; core/Pod), aws_ecs_task_definition or AWS::ECS::TaskDefinition; one type, without wildcards.",
};
const path = {
  expected: "a path in the type's inputs",
  remedy:
    "Write path: spec.images[].name with [] for each element of a list, {} for each value of a map and {acme.io/image} for a key with dots.",
};

/** Where images stand that nothing else says. */
export const fieldShape = {
  what: "a field",
  schema: z.strictObject({
    type: resourceType,
    path: text,
    format: text.optional(),
    role: z.enum(["run", "build-from", "artifact"]).optional(),
  }),
  wordings: {
    type,
    path,
    format: {
      expected: "the name of a format",
      remedy: "Leave format out where the value is an image reference; docs/policy.md lists the others.",
      byDefault: "ref",
    },
    role: {
      expected: "run, build-from or artifact",
      remedy:
        "Write role: artifact for what is only unpacked, build-from for what is built on, or leave it out, which means run.",
      byDefault: "run",
    },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

/** What is no image, whatever else says so. */
export const notImageShape = {
  what: "a place without images",
  schema: z.strictObject({ type: resourceType, path: text, because: reason }),
  wordings: {
    type,
    path,
    because: { expected: "a text that says why", remedy: "Write what stands there, if it is no image." },
  },
  planned: [],
  called: { reason: "because" },
} satisfies Shape<z.ZodRawShape>;
