import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Error codes of distribution-spec 1.1 "Error Codes", with the status that the reference registry answers. */
const STATUS = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 404,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  RANGE_INVALID: 416,
  SIZE_INVALID: 413,
  TAG_INVALID: 400,
  UNAUTHORIZED: 401,
  UNSUPPORTED: 405,
  NOT_FOUND: 404,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** A refusal, thrown by a handler and written by the server. */
export class RegistryRefusal extends Error {
  override readonly name = "RegistryRefusal";
  readonly code: ErrorCode;
  readonly headers: OutgoingHttpHeaders;

  constructor(code: ErrorCode, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

export function answer(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body?: Uint8Array,
): void {
  response.writeHead(status, { "content-length": body?.byteLength ?? 0, ...headers });
  response.end(body);
}

export function answerJson(
  response: ServerResponse,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
  status = 200,
): void {
  const body = Buffer.from(JSON.stringify(value));
  answer(response, status, { "content-type": "application/json", ...headers }, body);
}

export function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof RegistryRefusal) {
    answerJson(response, errorBody(error.code, error.message), error.headers, STATUS[error.code]);
    return;
  }
  answerJson(response, errorBody("UNKNOWN", String(error)), {}, 500);
}

function errorBody(code: string, message: string): unknown {
  return { errors: [{ code, message, detail: {} }] };
}

const LARGEST_BODY = 64 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) throw new RegistryRefusal("SIZE_INVALID", "the body is too large for a test registry");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
