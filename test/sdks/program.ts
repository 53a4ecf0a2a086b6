// Serves a Pulumi program to the engine, as the Automation API does: node program.js FOLDER, where FOLDER has the SDKs in
// its node_modules. The program declares each case twice: its image known beside a value that is not, and the other way round.
import { createRequire } from "node:module";
import { join } from "node:path";
import { CASES } from "./cases.ts";
import { LATE, valuesOf, type Pulumi, type SdkCase, type Value, type Values } from "./sdk-case.ts";

interface Output {
  readonly apply: (callback: (value: string) => string) => Value;
}
type Constructor = new (name: string, args: object) => object;
interface Server {
  readonly addService: (service: unknown, implementation: unknown) => void;
  readonly bindAsync: (at: string, credentials: unknown, done: (error: Error | null, port: number) => void) => void;
}
interface Grpc {
  readonly Server: new () => Server;
  readonly ServerCredentials: { readonly createInsecure: () => unknown };
}

// All of it from that folder: a program and its SDKs share one copy of Pulumi's.
const load = createRequire(join(process.argv[2] ?? "", "package.json"));
const runtime = load("@pulumi/pulumi") as Pick<Pulumi, "concat" | "jsonStringify"> & {
  readonly output: (value: Value) => Output;
};
const pulumi: Pulumi = {
  concat: runtime.concat,
  jsonStringify: runtime.jsonStringify,
  base64: (text) => runtime.output(text).apply((known) => Buffer.from(known).toString("base64")),
};

// eslint-disable-next-line @typescript-eslint/require-await -- the engine waits for a program's promise
async function program(): Promise<void> {
  const Repository = constructorOf("aws.ecr.Repository");
  const { repositoryUrl } = new Repository("repository", {}) as { readonly repositoryUrl: Output };
  const late = (text: string): Value => repositoryUrl.apply(() => text);
  for (const one of CASES) {
    declare(one, one.name, { ...valuesOf(one.name, ""), beside: late("beside") });
    if (one.child !== undefined) continue;
    const twin = one.name + LATE;
    const { image, repository, name, beside } = valuesOf(twin, "beside");
    declare(one, twin, { image: late(image), repository: late(repository), name: late(name), beside });
  }
}

function declare(one: SdkCase, name: string, values: Values): void {
  const Resource = constructorOf(one.constructed);
  new Resource(name, one.args(values, pulumi));
}

function constructorOf(constructed: string): Constructor {
  const [sdk = "", ...path] = constructed.split(".");
  return path.reduce<unknown>(
    (module, name) => (module as Record<string, unknown>)[name],
    load(`@pulumi/${sdk}`),
  ) as Constructor;
}

function serve(): void {
  const { Server, ServerCredentials } = load("@grpc/grpc-js") as Grpc;
  const { LanguageRuntimeService } = load("@pulumi/pulumi/proto/language_grpc_pb") as {
    readonly LanguageRuntimeService: unknown;
  };
  const { LanguageServer } = load("@pulumi/pulumi/automation/server") as {
    readonly LanguageServer: new (run: () => Promise<void>) => object;
  };
  const server = new Server();
  server.addService(LanguageRuntimeService, new LanguageServer(program));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    console.log(`listening on 127.0.0.1:${port}`);
  });
}

serve();
