/**
 * The rules of which an AWS CDK app may be allowed to acknowledge a violation. Not among them: what could not be checked, which is never
 * a pass; what is no reference or cannot be read, which is mended where it stands; what is locked.
 */
export const ACKNOWLEDGEABLE = [
  "image-pinned",
  "image-signed",
  "image-attested",
  "image-registry",
  "image-inspectable",
  "image-known",
] as const;

export type AcknowledgeableRule = (typeof ACKNOWLEDGEABLE)[number];
