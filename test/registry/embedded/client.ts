import { startEmbeddedRegistry } from "./index.ts";
import type { EmbeddedRegistry, EmbeddedRegistryOptions } from "./index.ts";

export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Starts a registry for the length of a body, so that no test leaves one listening. */
export async function withRegistry(
  options: EmbeddedRegistryOptions,
  body: (registry: EmbeddedRegistry) => Promise<void>,
): Promise<void> {
  const registry = await startEmbeddedRegistry(options);
  try {
    await body(registry);
  } finally {
    await registry.close();
  }
}

export async function ask(registry: EmbeddedRegistry, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(new URL(path, `http://${registry.host}`), init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export function errorCode(answer: Answer): string | undefined {
  return (JSON.parse(answer.text) as { errors: { code: string }[] }).errors[0]?.code;
}

export function manifestBytes(fields: object): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, ...fields }));
}
