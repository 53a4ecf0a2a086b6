/** What a command of a tool does with images. */
export interface Action {
  /** The words after the tool that choose it, such as `container run`. */
  readonly words: readonly string[];
  /**
   * Where the image is named: by the first word that is no option, by the value of an option, by `name=image` words, or in
   * files, charts and pages that nobody sees here: always, or where one of the options is given.
   */
  readonly names:
    "first" | "assigned" | "hidden" | { readonly option: string } | { readonly hiddenBy: readonly string[] };
  /** Options that take no value here, and one elsewhere. */
  readonly flags?: readonly string[];
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const actions = (names: Action["names"], ...commands: readonly string[]): readonly Action[] =>
  commands.map((command) => ({ words: command.split(" "), names }));

/** Options of `docker run`, `podman pull`, `ctr run` and the like that take no value; the tools refuse those that they do not know. */
export const FLAGS = set(
  "-d --detach -i --interactive -t --tty --rm --privileged --init -P --publish-all --read-only --oom-kill-disable --help " +
    "--no-healthcheck --sig-proxy --disable-content-trust -q --quiet --all-tags --no-resolve-image --with-registry-auth " +
    "--replace --rmi --no-hosts --no-hostname --env-host --http-proxy --tls-verify --rootfs --unsetenv-all --passwd " +
    "--use-api-socket --read-only-tmpfs --net-host --null-io --skip-verify -k --plain-http --all-platforms --local " +
    "--print-chainid --no-pivot --all --src-tls-verify --dest-tls-verify --grant-all-permissions --disable",
);
/** Those that may stand before the command. */
export const GLOBAL_FLAGS = set(
  "-D --debug --tls --tlsverify --remote -r --help --verbose --compatibility --dry-run --all-resources --insecure-policy " +
    "--insecure-skip-tls-verify --insecure-registry",
);

const DOCKER: readonly Action[] = [
  ...actions("first", "run", "create", "container run", "container create", "service create", "plugin install"),
  ...actions("first", "pull", "image pull").map((action) => ({ ...action, flags: ["-a"] })),
  ...actions({ option: "--image" }, "service update"),
  ...actions("hidden", "stack deploy", "stack up", "deploy"),
  ...actions("hidden", "compose up", "compose run", "compose start", "compose create", "compose pull"),
];
const PODMAN: readonly Action[] = [
  ...DOCKER,
  ...actions("hidden", "kube play", "play kube"),
  ...actions({ option: "--infra-image" }, "pod create"),
];
const COMPOSE = actions("hidden", "up", "run", "start", "create", "pull");
const KUBECTL: readonly Action[] = [
  ...actions(
    { option: "--image" },
    "run",
    "create deployment",
    "create deploy",
    "create job",
    "create cronjob",
    "debug",
  ),
  ...actions("assigned", "set image"),
  ...actions({ hiddenBy: ["-f", "--filename", "-k", "--kustomize"] }, "apply", "create", "replace"),
];

/** The tools that start containers or pull images, by their file's name. */
export const TOOLS: ReadonlyMap<string, readonly Action[]> = new Map([
  ["docker", DOCKER],
  ["nerdctl", DOCKER],
  ["finch", DOCKER],
  ["podman", PODMAN],
  ["docker-compose", COMPOSE],
  ["podman-compose", COMPOSE],
  [
    "ctr",
    actions("first", "run", "images pull", "image pull", "i pull", "containers create", "container create", "c create"),
  ],
  ["crictl", [...actions("first", "pull"), ...actions("hidden", "run", "create")]],
  ["buildah", actions("first", "from", "pull")],
  ["skopeo", actions("first", "copy")],
  ["kubectl", KUBECTL],
  ["oc", KUBECTL],
  ["helm", actions("hidden", "install", "upgrade")],
  [
    "gcloud",
    [
      ...actions({ option: "--image" }, "run deploy", "run jobs"),
      ...actions({ option: "--container-image" }, "compute instances create-with-container"),
    ],
  ],
  [
    "az",
    actions({ option: "--image" }, "container create", "containerapp create", "containerapp up", "containerapp update"),
  ],
]);
