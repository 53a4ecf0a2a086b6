import { pushImage, type PushedImage } from "../fixtures/index.ts";
import type { EmbeddedRegistry } from "../registry/embedded/index.ts";

const PLATFORMS = ["linux/amd64", "linux/arm64"];

/** The images of the example stack. Their bytes depend on nothing but their text, so Pulumi.yaml can name their digests. */
export interface ShopImages {
  readonly web: PushedImage;
  readonly api: PushedImage;
  readonly cart: PushedImage;
  readonly search: PushedImage;
  readonly billing: PushedImage;
  readonly mail: PushedImage;
  /** What somebody else pushes over the tags cart:3.0 and mail:5.0. */
  readonly poisonedCart: PushedImage;
  readonly poisonedMail: PushedImage;
}

/** Pushes what the shop's own pipeline built. */
export function pushShop(registry: EmbeddedRegistry): Omit<ShopImages, "poisonedCart" | "poisonedMail"> {
  const push = (name: string, tag: string) =>
    pushImage(registry, `shop/${name}`, tag, { text: `shop ${name} ${tag}`, platforms: PLATFORMS });
  return {
    web: push("web", "1.4"),
    api: push("api", "2.1"),
    cart: push("cart", "3.0"),
    search: push("search", "4.2"),
    billing: push("billing", "1.0"),
    mail: push("mail", "5.0"),
  };
}

/** What an attacker with write access to the registry does: pushes other images over two tags, and copies a genuine signature to one. */
export function poison(
  registry: EmbeddedRegistry,
  mail: PushedImage,
): Pick<ShopImages, "poisonedCart" | "poisonedMail"> {
  const overwrite = (name: string, tag: string) =>
    pushImage(registry, `shop/${name}`, tag, { text: `evil ${name}`, platforms: PLATFORMS });
  const poisonedMail = overwrite("mail", "5.0");
  const signature = registry.manifest("shop/mail", signatureTag(mail.digest));
  if (signature === undefined) throw new Error("mail was not signed in the legacy format");
  registry.putManifest("shop/mail", signatureTag(poisonedMail.digest), signature.bytes, signature.mediaType);
  return { poisonedCart: overwrite("cart", "3.0"), poisonedMail };
}

function signatureTag(digest: string): string {
  return `${digest.replace(":", "-")}.sig`;
}
