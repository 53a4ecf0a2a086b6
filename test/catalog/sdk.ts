/** A Pulumi SDK in small, as the providers' generators write it: declarations, and the token in the JavaScript beside them. */
export function sdkFiles(extra = ""): Record<string, string> {
  return {
    "package.json": JSON.stringify({ name: "acme-sdk", version: "1.0.0" }),
    "index.js": "exports.run = require('./run');",
    "run/service.js": `class Service extends pulumi.CustomResource {
    /** @internal */
    static __pulumiType = 'acme:run/service:Service';
    constructor(name, args, opts) { super(Service.__pulumiType, name, {}, opts); }
}
exports.Service = Service;`,
    "run/service.d.ts": `import * as pulumi from "@pulumi/pulumi";
import * as inputs from "../types/input";
import * as outputs from "../types/output";
import { Shared as Common } from "../shared";
export declare class Service extends pulumi.CustomResource {
    readonly image: pulumi.Output<string>;
    constructor(name: string, args: ServiceArgs, opts?: pulumi.CustomResourceOptions);
}
export interface ServiceState {
    stateImage?: pulumi.Input<string>;
}
/**
 * The set of arguments for constructing a Service resource.
 */
export interface ServiceArgs {
    /**
     * The container image
     * to run.
     */
    image: pulumi.Input<string>;
    images?: pulumi.Input<pulumi.Input<string>[]>;
    imageCount?: pulumi.Input<number>;
    imageFamily?: pulumi.Input<"plain" | "hardened">;
    environmentVariables?: pulumi.Input<{
        [key: string]: pulumi.Input<string>;
    }>;
    sidecars?: pulumi.Input<{
        [key: string]: pulumi.Input<inputs.run.Container>;
    }>;
    containers?: pulumi.Input<pulumi.Input<inputs.run.Container>[] | undefined>;
    steps?: pulumi.Input<inputs.Step | inputs.OtherStep>;
    imageMode?: pulumi.Input<string | inputs.Mode>;
    shared?: Common;
    region?: pulumi.Input<string>;
    ${extra}
}`,
    "old.js": `class Old extends pulumi.CustomResource {}
exports.Old = Old;
/** @internal */
Old.__pulumiType = "acme:index/old:Old";`,
    "old.d.ts": `import * as pulumi from "@pulumi/pulumi";
export declare class Old extends pulumi.CustomResource {
    constructor(name: string, args?: OldArgs, opts?: pulumi.CustomResourceOptions);
}
export interface OldArgs extends BaseArgs {
    digest?: string;
}
export interface BaseArgs {
    baseImage?: string;
}`,
    "component.js": `class Component extends pulumi.ComponentResource {
    constructor(name, args, opts) { super("acme:index:Component", name, args, opts); }
}`,
    "component.d.ts": `import * as pulumi from "@pulumi/pulumi";
export declare class Component extends pulumi.ComponentResource {
    constructor(name: string, args: {
        imageTag: string;
    }, opts?: pulumi.ComponentResourceOptions);
}`,
    "provider.js": "class Provider extends pulumi.ProviderResource { static __pulumiType = 'acme'; }",
    "provider.d.ts": `export declare class Provider { constructor(name: string, args?: { image: string }); }`,
    "shared/index.d.ts": `export * from "./deep";`,
    "shared/deep.d.ts": `export type Shared = { repository?: string } & { anything?: Unheard };`,
    "types/input.d.ts": `import * as pulumi from "@pulumi/pulumi";
import * as inputs from "../types/input";
export interface Step {
    script?: pulumi.Input<string>;
    next?: pulumi.Input<inputs.Step>;
}
export interface OtherStep {
    imageUri?: pulumi.Input<string>;
}
export declare const Mode: { readonly Fast: "Fast" };
export type Mode = (typeof Mode)[keyof typeof Mode];
export declare namespace run {
    interface Container {
        image: pulumi.Input<string>;
        env?: pulumi.Input<pulumi.Input<inputs.run.Variable>[]>;
    }
    interface Variable {
        name: pulumi.Input<string>;
        value?: pulumi.Input<string>;
    }
}`,
  };
}

/** What its reader finds, by type. */
export const SDK_LEAVES: Readonly<Record<string, readonly string[]>> = {
  "acme:run/service:Service": [
    "containers[].env[].name",
    "containers[].env[].value",
    "containers[].image",
    "environmentVariables{}",
    "image",
    "imageCount",
    "imageFamily",
    "imageMode",
    "images[]",
    "region",
    "shared.anything",
    "shared.repository",
    "sidecars{}.env[].name",
    "sidecars{}.env[].value",
    "sidecars{}.image",
    "steps.imageUri",
    "steps.script",
  ],
  "acme:index/old:Old": ["baseImage", "digest"],
  "acme:index:Component": ["imageTag"],
};
