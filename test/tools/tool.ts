/** One program that `go build` makes, from a folder under test/tools/go that holds its go.mod. */
export interface GoProgram {
  readonly name: string;
  readonly module: "engine" | "yaml" | "cosign" | "cosign-v2" | "distribution" | "containerregistry";
  /** The package to build: an import path, or a folder of that module. */
  readonly package: string;
  /** Variables that the linker sets: where a program does not read its version from its module. */
  readonly linked: Readonly<Record<string, string>>;
}

/** Programs that are used together, and so live in one folder. */
export interface Tool {
  readonly name: "pulumi" | "cosign" | "distribution" | "containerregistry";
  readonly version: string;
  /** From an empty Go cache on two cores, said to whoever waits for it. */
  readonly coldMinutes: string;
  readonly programs: readonly GoProgram[];
}

const pulumiVersion = { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.250.0" };

/** The engine beside its language hosts: a host found elsewhere on PATH makes the engine print a warning. */
export const PULUMI: Tool = {
  name: "pulumi",
  version: "v3.250.0",
  coldMinutes: "4 to 9",
  programs: [
    { name: "pulumi", module: "engine", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", linked: pulumiVersion },
    { name: "pulumi-language-nodejs", module: "engine", package: "./language-host", linked: pulumiVersion },
    {
      name: "pulumi-language-yaml",
      module: "yaml",
      package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
      linked: { "github.com/pulumi/pulumi-yaml/pkg/version.Version": "v1.38.0" },
    },
  ],
};

export const COSIGN: Tool = {
  name: "cosign",
  version: "v3.1.3",
  coldMinutes: "2 to 5",
  programs: [
    {
      name: "cosign",
      module: "cosign",
      package: "github.com/sigstore/cosign/v3/cmd/cosign",
      linked: {},
    },
  ],
};

/** What most pipelines still sign with: other defaults, and other checks, than version 3. */
export const COSIGN_V2: Tool = {
  name: "cosign",
  version: "v2.6.5",
  coldMinutes: "2 to 5",
  programs: [
    {
      name: "cosign",
      module: "cosign-v2",
      package: "github.com/sigstore/cosign/v2/cmd/cosign",
      linked: {},
    },
  ],
};

/** The CNCF registry, and a writer of the password files that it reads. */
export const DISTRIBUTION: Tool = {
  name: "distribution",
  version: "v3.1.2",
  coldMinutes: "2 to 4",
  programs: [
    {
      name: "registry",
      module: "distribution",
      package: "github.com/distribution/distribution/v3/cmd/registry",
      linked: { "github.com/distribution/distribution/v3/version.version": "v3.1.2" },
    },
    { name: "htpasswd", module: "distribution", package: "./htpasswd", linked: {} },
  ],
};

/** go-containerregistry: its command line, and its registry behind a main of ours. */
export const CONTAINERREGISTRY: Tool = {
  name: "containerregistry",
  version: "v0.22.1",
  coldMinutes: "1",
  programs: [
    {
      name: "crane",
      module: "containerregistry",
      package: "github.com/google/go-containerregistry/cmd/crane",
      linked: {},
    },
    { name: "registry", module: "containerregistry", package: "./registry", linked: {} },
  ],
};
