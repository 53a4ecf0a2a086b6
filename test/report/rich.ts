import type { Verdict } from "../../src/gate/index.ts";
import { finding, type Lifted } from "../../src/policy/index.ts";
import type { GeneralFinding, Report } from "../../src/report/index.ts";
import { digest, OWN_LEVELS, policy, signer, suggestion, verdictOn } from "./verdicts.ts";

type Where = Partial<Verdict["use"]["place"]>;

const POD = { resource: "apps/v1 Deployment web", path: "spec.template.spec.containers[0].image" };

/** A use that stands in a file, as `parts` says. */
export function inFile(file: string, where: Where, verdict: Verdict): Verdict {
  return { ...verdict, use: { ...verdict.use, place: { file, ...POD, ...where } } };
}

const at = (image: string, line: number, column: number): Where => ({ line, column, endColumn: column + image.length });

const WEB = "ghcr.io/acme/web:1.4";
const WORKER = "ghcr.io/acme/worker:2";
const API = `ghcr.io/acme/api:3@${digest}`;
const BASE = "docker.io/library/node:24";
const SECRET = "ghcr.io/acme/hidden:1";

const unsigned = finding("image-signed", "no-signature", "it carries no signature.");
const unreachable = finding("image-checked", "registry-unreachable", "ghcr.io did not answer within 10 seconds.");
const unknown = finding("image-known", "unknown", "the value ${TAG} is not known: write the tag and the digest out.");
const locked = finding("image-lock", "locked-digest", "the digest that is locked since 2026-11-01.");
const moved = finding("image-lock", "tag-moved", "the tag 3 points at another digest than the one that is locked.");

export const exemption: Lifted["exemption"] = {
  rule: "image-signed",
  because: "the vendor signs from 2027",
  owner: "team-legacy",
  until: "2027-01-31",
  end: Date.UTC(2027, 0, 31),
};
const lifted: readonly Lifted[] = [{ finding: unsigned, exemption, endsIn: 3 }];

const change: GeneralFinding = {
  rule: "policy-changed",
  reason: "policy-changed",
  severity: "medium",
  level: "mandatory",
  message: "this change touches the policy document; it is judged by the one of main.",
  place: { file: "digestbound.yaml", resource: "policy document", path: "" },
};

const pipeline: GeneralFinding = {
  rule: "registry-immutable",
  reason: "mutable-tags",
  severity: "medium",
  message: "the tags of this repository can be moved.",
  place: { file: "infra/registry.yaml", line: 7, column: 5, resource: "AWS::ECR::Repository web", path: "Properties" },
  remedy: "ImageTagMutability: IMMUTABLE\nRepositoryPolicyText: see docs/registry-immutable.md",
};

const old: GeneralFinding = {
  rule: "trusted-root",
  reason: "old-trusted-root",
  severity: "low",
  message: "The trusted root is 200 days old.",
};

function verdicts(): readonly Verdict[] {
  const tag = verdictOn(WEB, "rejected", { digest, findings: [suggestion(true), unsigned], signers: [signer] });
  const artifact = verdictOn(BASE, "rejected", { digest, findings: [suggestion(false, [])] });
  const secret = verdictOn(SECRET, "rejected", { digest, findings: [suggestion(true)], signers: [signer] });
  return [
    inFile("k8s/web.yaml", at(WEB, 12, 18), tag),
    inFile(
      "k8s/web.yaml",
      { line: 30, column: 18, path: "spec.template.spec.containers[1].image" },
      verdictOn(WORKER, "undetermined", { findings: [unreachable] }),
    ),
    inFile(
      "k8s/api.yaml",
      at(API, 9, 12),
      verdictOn(API, "accepted", { digest, signers: [signer], findings: [locked] }),
    ),
    inFile(
      "k8s/api.yaml",
      { ...at(API, 14, 12), path: "spec.template.spec.containers[1].image" },
      verdictOn(API, "accepted", { digest, signers: [signer], findings: [moved] }),
    ),
    inFile(
      "docker/Dockerfile",
      { ...at(BASE, 1, 6), resource: "Dockerfile", path: "FROM" },
      { ...artifact, use: { ...artifact.use, role: "build-from" } },
    ),
    inFile(
      "compose files/legacy.yaml",
      { line: 4, resource: "service legacy", path: "image" },
      verdictOn("quay.io/legacy/app:1", "exempt", { lifted }),
    ),
    inFile("k8s/hidden.yaml", { line: 2, column: 3 }, { ...secret, use: { ...secret.use, secret: true } }),
    inFile(
      "k8s/later.yaml",
      { line: 5, column: 12 },
      {
        use: { kind: "unknown", place: POD, role: "run", pinForm: "name:tag@digest" },
        image: null,
        status: "unknown",
        findings: [unknown],
        signers: [],
      },
    ),
  ];
}

/** One report of everything that there is: each verdict, roles, a secret, an exemption, suggestions, findings about no use, files. */
export function richReport(): Report {
  return {
    policy,
    verdicts: verdicts(),
    findings: [change, pipeline, old],
    levels: OWN_LEVELS,
    inputs: {
      read: [
        ...["k8s/web.yaml", "k8s/api.yaml", "k8s/hidden.yaml", "k8s/later.yaml"].map((file) => ({
          file,
          format: "Kubernetes",
        })),
        { file: "docker/Dockerfile", format: "Dockerfile" },
        { file: "compose files/legacy.yaml", format: "Compose" },
      ],
      skipped: [
        { file: "k8s/broken.yaml", why: "is not valid YAML: line 3, column 1." },
        ...["a.png", "b.png", "c.png", "d.png"].map((file) => ({ file, why: "is not text." })),
      ],
    },
  };
}

/** A run that found nothing: no image, no finding. */
export function emptyReport(): Report {
  return { policy, verdicts: [], findings: [], levels: OWN_LEVELS, inputs: { read: [], skipped: [] } };
}
