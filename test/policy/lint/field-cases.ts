import { after, RULE, type Case } from "./case.ts";
import type { Silent } from "./edge-cases.ts";

const fields = (...entries: readonly string[]) =>
  after(RULE, `fields:\n${entries.map((entry) => `  - { ${entry} }\n`).join("")}`);

const APP_RUNNER = "type: aws:apprunner/service:Service, path: sourceConfiguration.imageRepository.imageIdentifier";
const OWN = "type: acme:index:Service, path: spec.image";
const told = "is read without it: the catalog lists the place, in this format and role.";
const check = "catalogued-field";

const CATALOGUED: readonly (readonly [what: string, entry: string])[] = [
  ["of a provider", APP_RUNNER],
  ["with what is left out written out", `${APP_RUNNER}, format: ref, role: run`],
  ["of a custom resource, whatever the case", "type: mlops.seldon.io/SERVER, path: spec.imageOverrides.agent.image"],
  ["of Terraform", "type: aws_lambda_function, path: image_uri"],
];

export const fieldCases: readonly Case[] = CATALOGUED.map(([what, entry]) => ({
  ...{ check, what: `a place ${what}`, bad: [fields(OWN, entry)], good: [fields(OWN)] },
  found: `fields[1]:14 ${told}`,
}));

const OTHER: readonly (readonly [what: string, entry: string])[] = [
  ["a role that the catalog does not have", `${APP_RUNNER}, role: artifact`],
  ["a format that the catalog does not have", `${APP_RUNNER}, format: oci`],
  ["another place of the type", APP_RUNNER.replace("imageIdentifier", "other")],
  ["a container list, which the structure finds and no catalog", "type: core/Pod, path: 'spec.containers[].image'"],
];

export const silentFieldCases: readonly Silent[] = OTHER.map(([what, entry]) => ({
  check,
  what,
  good: [fields(entry)],
}));
