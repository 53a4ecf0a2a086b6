import { formatRepository, type ImageReference } from "../reference/index.ts";

const ASSET =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/cdk-[a-z0-9_-]{1,10}-container-assets-(\d{12})-([a-z0-9-]+)$/;
const CONTEXT_HASH = /^[0-9a-f]{64}$/;

/** Whether a reference names an image asset of the AWS CDK in the bootstrap repository of its own registry's account and region. */
export function isCdkAsset(reference: ImageReference): boolean {
  const [, host, region, account, of] = ASSET.exec(formatRepository(reference)) ?? [];
  const isOwn = host !== undefined && host === account && region === of;
  return isOwn && reference.digest === undefined && CONTEXT_HASH.test(reference.tag ?? "");
}
