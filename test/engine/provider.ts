import { Server, ServerCredentials, type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  GetSchemaResponse,
  InvokeResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import { PACKAGES } from "./packages.ts";
import { computedOutputs, type PackageSchema } from "./schema.ts";

type StructModule = typeof import("google-protobuf/google/protobuf/struct_pb");
type Struct = InstanceType<StructModule["Struct"]>;

// Pulumi's own copy: messages made by another copy of the library cannot be put into its responses.
const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi/proto/provider_pb"));
const { Struct } = requireFromPulumi("google-protobuf/google/protobuf/struct_pb") as StructModule;

/** The engine's mark for a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const emptyAnswer = ResourceProviderService.attach.responseDeserialize;

type Properties = Parameters<typeof Struct.fromJavaScript>[0];

export interface ProviderOptions {
  /**
   * Outputs of a resource that an update creates or changes, on top of its inputs and of what the stand-in makes up.
   * At preview the computed ones stay unknown.
   */
  readonly outputs?: (urn: string, inputs: Properties) => Properties;
  /** The packages to serve in place of those of packages.ts. An SDK's own constructors ask for no schema. */
  readonly packages?: readonly PackageSchema[];
  /** What a function of a provider answers, by its token. */
  readonly functions?: Readonly<Record<string, (inputs: Properties) => Properties>>;
}

/** Stands in for the providers of packages.ts, in this process: nothing is created anywhere. */
export interface StandInProvider {
  /** The value of PULUMI_DEBUG_PROVIDERS that makes the engine attach to it. */
  readonly debugProviders: string;
  /** URNs of what an update created or changed, in order; a preview adds nothing. */
  readonly created: readonly string[];
  readonly close: () => void;
}

/** One server per package, because the engine does not say whose schema it asks for. */
export async function startProvider(options: ProviderOptions = {}): Promise<StandInProvider> {
  const created: string[] = [];
  const servers = await Promise.all((options.packages ?? PACKAGES).map((schema) => serve(schema, created, options)));
  return {
    debugProviders: servers.map(({ name, port }) => `${name}:${port}`).join(","),
    created,
    close: () => {
      for (const { server } of servers) server.forceShutdown();
    },
  };
}

async function serve(schema: PackageSchema, created: string[], options: ProviderOptions) {
  const server = new Server();
  server.addService(ResourceProviderService, {
    ...lifecycle(schema),
    ...resources(schema, created, options),
    ...functions(options),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { name: schema.name, port, server };
}

function lifecycle(schema: PackageSchema): UntypedServiceImplementation & Partial<IResourceProviderServer> {
  return {
    attach: answer(() => emptyAnswer(Buffer.alloc(0))),
    cancel: answer(() => emptyAnswer(Buffer.alloc(0))),
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion(schema.version);
      return info;
    }),
    getSchema: answer(() => {
      const response = new GetSchemaResponse();
      response.setSchema(JSON.stringify(schema));
      return response;
    }),
    checkConfig: answer((request) => checked(request.getNews())),
    diffConfig: answer(() => new DiffResponse()),
    configure: answer(() => {
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
  };
}

function resources(
  schema: PackageSchema,
  created: string[],
  options: ProviderOptions,
): UntypedServiceImplementation & Partial<IResourceProviderServer> {
  const outputsOf = (request: Change, inputs: Struct | undefined) => outputs(schema, request, inputs, options);
  return {
    check: answer((request) => checked(request.getNews())),
    diff: answer((request) => {
      const response = new DiffResponse();
      const same = isDeepStrictEqual(request.getOldInputs()?.toJavaScript(), request.getNews()?.toJavaScript());
      response.setChanges(same ? DiffResponse.DiffChanges.DIFF_NONE : DiffResponse.DiffChanges.DIFF_SOME);
      return response;
    }),
    create: answer((request) => {
      const response = new CreateResponse();
      if (!request.getPreview()) {
        response.setId(`stand-in-${created.length + 1}`);
        created.push(request.getUrn());
      }
      response.setProperties(outputsOf(request, request.getProperties()));
      return response;
    }),
    read: answer((request) => {
      const response = new ReadResponse();
      response.setId(request.getId());
      response.setInputs(request.getInputs());
      response.setProperties(request.getProperties());
      return response;
    }),
    update: answer((request) => {
      const response = new UpdateResponse();
      if (!request.getPreview()) created.push(request.getUrn());
      response.setProperties(outputsOf(request, request.getNews()));
      return response;
    }),
    delete: answer(() => emptyAnswer(Buffer.alloc(0))),
  };
}

function functions(options: ProviderOptions): UntypedServiceImplementation & Partial<IResourceProviderServer> {
  return {
    invoke: answer((request) => {
      const result = options.functions?.[request.getTok()]?.(request.getArgs()?.toJavaScript() ?? {});
      if (result === undefined) throw new Error(`the stand-in has no function ${request.getTok()}`);
      const response = new InvokeResponse();
      response.setReturn(Struct.fromJavaScript(result));
      return response;
    }),
  };
}

function checked(inputs: Struct | undefined): CheckResponse {
  const response = new CheckResponse();
  response.setInputs(inputs);
  return response;
}

interface Change {
  getUrn(): string;
  getPreview(): boolean;
}

/** The inputs, and the outputs that only the provider knows: unknown at preview, made up at update. */
function outputs(schema: PackageSchema, change: Change, struct: Struct | undefined, options: ProviderOptions): Struct {
  const inputs: Properties = struct?.toJavaScript() ?? {};
  const [urn, preview] = [change.getUrn(), change.getPreview()];
  const [, , types = "", name = ""] = urn.split("::");
  const computed = computedOutputs(schema, types.slice(types.lastIndexOf("$") + 1)).map((output) => [
    output,
    preview ? UNKNOWN : `${output}.stand-in.example/${name}`,
  ]);
  const decided = preview ? {} : options.outputs?.(urn, inputs);
  return Struct.fromJavaScript({ ...inputs, ...(Object.fromEntries(computed) as Properties), ...decided });
}

/** An exception becomes the call's error: one that escaped would end this process, tests and all. */
function answer<Request, Response>(handler: (request: Request) => Response): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, handler(call.request));
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
