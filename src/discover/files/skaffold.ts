import { locateWithin } from "../discover.ts";
import { field } from "../field.ts";
import { HELM_VALUES } from "../helm-values.ts";
import type { Format } from "../format.ts";
import type { Scope } from "../platform.ts";
import type { FileFormat } from "./file-format.ts";
import { objectUses, textIn } from "./kubernetes.ts";
import { mayHold } from "./may-hold.ts";
import { placeInFile } from "./place-in-file.ts";
import { withPlaceholders } from "./placeholders.ts";

const USAGE = { role: "run", pinForm: "name:tag@digest", certain: false, optional: true } as const;
const CHART = "names a Helm chart, and which images it deploys cannot be seen here: they are in `skaffold render`";
const ELSEWHERE = "names a configuration of another place, and which images it deploys cannot be seen here";

const VALUES: Format = { inside: HELM_VALUES, read: () => [] };
const built = (path: string) => field(path, { ...USAGE, role: "build-from" });

/** What skaffold builds from and runs; the images that it builds are its output. A profile says the same over again. */
const HERE = [
  ...["kaniko.image", "buildpacks.builder", "buildpacks.runImage", "ko.fromImage", "jib.fromImage"].map((path) =>
    built(`build.artifacts[].${path}`),
  ),
  ...["verify[].container.image", "customActions[].containers[].image"].map((path) => field(path, USAGE)),
  ...["deploy.helm.releases[]", "manifests.helm.releases[]"].flatMap((release) => [
    field(`${release}.remoteChart`, { ...USAGE, end: "hidden", why: CHART }),
    field(`${release}.overrides`, { ...USAGE, format: VALUES }),
  ]),
  field("requires[].git.repo", { ...USAGE, end: "hidden", why: ELSEWHERE }),
  field("requires[].googleCloudStorage.source", { ...USAGE, end: "hidden", why: ELSEWHERE }),
];

const CONFIG: Scope = {
  here: [...HERE, ...HERE.map((one) => ({ ...one, steps: ["profiles", "[]", ...one.steps] }))],
  below: [],
};

/** skaffold.yaml, whatever it is called: it says itself what it is. */
export const skaffoldFile: FileFormat = {
  name: "Skaffold",
  names: /\.ya?ml$/i,
  read: (file, around) => {
    if (!mayHold(file.text, "skaffold", "Config")) return undefined;
    const parsed = file.documents();
    if ("why" in parsed) return undefined;
    const own = parsed.documents.filter(({ value }) => (textIn(value, "apiVersion") ?? "").startsWith("skaffold/"));
    if (own.length === 0) return undefined;
    const uses = own.flatMap((document) => {
      const resource = {
        name: "",
        urn: `Skaffold ${textIn(document.value, "kind") ?? ""}`.trim(),
        props: document.value,
      };
      return placeInFile(file, document, withPlaceholders(locateWithin(CONFIG, resource, around.corrections)));
    });
    const others = parsed.documents.filter((document) => !own.includes(document));
    return { uses: [...uses, ...objectUses(file, others, around)] };
  },
};
