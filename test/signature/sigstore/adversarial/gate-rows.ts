import { afterEach, describe, expect, it } from "@jest/globals";
import type { GateOptions } from "../../../../src/gate/index.ts";
import { pushImage, type ImageOptions, type KeyPair, type PushedImage } from "../../../fixtures/index.ts";
import { reasons, startSetting, type Setting } from "../../../gate/setting.ts";
import type { EmbeddedRegistry, EmbeddedRegistryOptions } from "../../../registry/embedded/index.ts";

/** An image that nobody has signed, the key that the policy trusts, and one that it does not. */
export interface Scene {
  readonly registry: EmbeddedRegistry;
  readonly repository: string;
  readonly image: PushedImage;
  readonly trusted: KeyPair;
  readonly stranger: KeyPair;
}

/** A row that needs a registry, judged by the whole gate. */
export interface GateRow {
  readonly row: number;
  readonly what: string;
  /** "accepted", or `rule/reason` of the finding; of several the first. */
  readonly expected: string;
  readonly image?: ImageOptions;
  readonly arrange?: (scene: Scene) => void;
  /** What the registry does instead of answering. */
  readonly intercept?: NonNullable<EmbeddedRegistryOptions["intercept"]>;
  readonly options?: GateOptions;
  /** What the rule says beside whom it trusts. */
  readonly rule?: object;
  readonly judged?: (scene: Scene) => string;
}

let open: Setting | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const REPOSITORY = "team/web";

async function judge({ image: made, arrange, intercept, options, rule, judged }: GateRow): Promise<string> {
  const setting = (open = await startSetting(intercept === undefined ? {} : { intercept }, rule));
  const { registry, trusted, stranger } = setting;
  const image = pushImage(registry, REPOSITORY, "1.0", made);
  const scene = { registry, repository: REPOSITORY, image, trusted, stranger };
  arrange?.(scene);
  const reference = judged?.(scene) ?? `${registry.host}/${REPOSITORY}@${image.digest}`;
  const [verdict] = await setting.check([reference], { ...options, limits: { retryDelay: 1, ...options?.limits } });
  return verdict?.status === "accepted" ? "accepted" : ((verdict && reasons(verdict)[0]) ?? "no verdict");
}

export function judgesAll(title: string, rows: readonly GateRow[]): void {
  describe(title, () => {
    it.each(rows)("row $row, $what: $expected", async (row) => {
      expect(await judge(row)).toBe(row.expected);
    });
  });
}
