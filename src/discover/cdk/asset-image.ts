import { HOLES } from "../partial.ts";

const { account: ownAccount, region: ownRegion, suffix: ownSuffix } = HOLES;
/** A part of a name that is written out, or that the template leaves to its deployment. */
const ACCOUNT = `(?:${ownAccount}|\\d{12})`;
const REGION = `(?:${ownRegion}|[a-z]{2,3}(?:-[a-z]+)+-\\d)`;
const QUALIFIER = "[a-z0-9_-]{1,10}";
const ASSET = new RegExp(
  `^(?<host>${ACCOUNT})\\.dkr\\.ecr\\.(?<region>${REGION})\\.(?:${ownSuffix}|amazonaws\\.com(?:\\.cn)?)` +
    `/cdk-${QUALIFIER}-container-assets-(?<account>${ACCOUNT})-(?<of>${REGION}):[0-9a-f]{64}$`,
  "u",
);

/**
 * Whether a text of a template names an image asset of the AWS CDK in the bootstrap repository of the very account and region that
 * the template is deployed to: its tag is the hash of the build context, in a repository whose tags the bootstrap template makes
 * immutable. Only words of CloudFormation's own are left open here (the account, the region, the suffix), no parameter.
 */
export function isDeployersAsset(text: string): boolean {
  const { host, region, account, of } = ASSET.exec(text)?.groups ?? {};
  return host === ownAccount && host === account && region === of;
}

const OPEN_SUFFIX = new RegExp(`^(\\d{12}\\.dkr\\.ecr\\.([a-z]{2,3})-[a-z0-9-]+\\.)${ownSuffix}(?=/)`, "u");
/** The regions of the other partitions have suffixes that no document at hand tells. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ...["af", "ap", "ca", "eu", "il", "me", "mx", "sa", "us"].map((area) => [area, "amazonaws.com"] as const),
  ["cn", "amazonaws.com.cn"],
]);
const ISOLATED = /\.(?:us-iso|eu-isoe|us-isof)/;

/** The text with the suffix of its registry's name written out, which the region decides: stacks of one environment leave only that open. */
export function withRegistrySuffix(text: string): string {
  const [open, before = "", area = ""] = OPEN_SUFFIX.exec(text) ?? [];
  const suffix = SUFFIXES.get(area);
  if (open === undefined || suffix === undefined || ISOLATED.test(before)) return text;
  return before + suffix + text.slice(open.length);
}
