import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { plannedImageUses } from "../../../src/discover/index.ts";
import { read, toldIn } from "./plans.ts";

/**
 * Plans that Terraform 1.11.4 wrote with a stand-in provider, which has a few types with the schemas of the real ones. Left
 * out: what there was before, and some instances.
 */
function written(name: string): string {
  return readFileSync(join(__dirname, "written", `${name}.json`), "utf8");
}

const CONTAINER = "spec[0].template[0].spec[0]";
const POOL = "container_configuration[0].container_image_names";

it("a plan that creates everything, as Terraform writes it", () => {
  expect(toldIn(written("create"))).toEqual([
    "aws_ecs_task_definition.computed: unknown at container_definitions",
    "aws_ecs_task_definition.known: image ghcr.io/acme/web:1 at container_definitions[0].image",
    'aws_lambda_function.gone["a"]: image gone:1 at image_uri',
    "aws_lambda_function.sec: image ghcr.io/acme/secret:1 at image_uri (secret)",
    "aws_sagemaker_model.s: image ghcr.io/acme/secret:1 at container[0].image (secret)",
    "aws_sagemaker_model.s: image s:1 at container[1].image (secret)",
    "aws_sagemaker_model.s: unknown at container[2].image (secret)",
    `azurerm_batch_pool.p: image x:1 at ${POOL}[0]`,
    `azurerm_batch_pool.p: image y:1 at ${POOL}[1]`,
    `azurerm_batch_pool.p: unknown at ${POOL}[2]`,
    "helm_release.h: hidden at chart: names a Helm chart, and which images it deploys cannot be seen here",
    "helm_release.h: image nginx:1 at values[0].image",
    `kubernetes_deployment_v1.d: image a:1 at ${CONTAINER}.container[0].image`,
    `kubernetes_deployment_v1.d: unknown at ${CONTAINER}.container[1].image`,
    `kubernetes_deployment_v1.d: image init:1 at ${CONTAINER}.init_container[0].image`,
    "kubernetes_manifest.m: image pod:1 at manifest.spec.containers[0].image",
    "kubernetes_manifest.m: unknown at manifest.spec.containers[1].image",
    'module.m["b.c"].aws_lambda_function.l[0]: image lit-b.c:1 at image_uri',
    'module.m["b.c"].aws_lambda_function.l[1]: unknown at image_uri',
    'module.m["d\\"e"].aws_lambda_function.l[0]: image lit-d"e:1 at image_uri',
    'module.m["d\\"e"].aws_lambda_function.l[1]: unknown at image_uri',
  ]);
});

it("its configuration tells what the unknown ones are computed from", () => {
  const uses = read(written("create")).resources.flatMap(plannedImageUses);
  const whys = uses.flatMap((use) => (use.kind === "unknown" ? [use.why?.replace(/^.*computed from /, "")] : []));
  expect(whys).toEqual([
    "aws_ecr_repository.r.repository_url.",
    "is known only after apply.",
    "is known only after apply.",
    "is known only after apply.",
    "aws_ecr_repository.r.id, aws_ecr_repository.r.repository_url.",
    "var.name, var.url.",
    "var.name, var.url.",
  ]);
});

it("a plan that replaces, moves, imports and leaves as it is, and one resource is destroyed, another forgotten", () => {
  expect(toldIn(written("change"))).toEqual([
    "aws_ecs_task_definition.computed: image made:1 at container_definitions[0].image",
    "aws_ecs_task_definition.known: image ghcr.io/acme/web:1 at container_definitions[0].image",
    "aws_lambda_function.imp: image imp:1 at image_uri",
    "aws_lambda_function.sec: image ghcr.io/acme/secret:1 at image_uri (secret)",
    ...["ghcr.io/acme/secret:1", "made", "s:1"].map(
      (image, index) => `aws_sagemaker_model.s: image ${image} at container[${index}].image (secret)`,
    ),
    ...["made", "x:1", "y:1"].map((image, index) => `azurerm_batch_pool.moved: image ${image} at ${POOL}[${index}]`),
    `kubernetes_deployment_v1.d: image a:1 at ${CONTAINER}.container[0].image`,
    `kubernetes_deployment_v1.d: image made:2 at ${CONTAINER}.container[1].image`,
    `kubernetes_deployment_v1.d: image init:1 at ${CONTAINER}.init_container[0].image`,
    "kubernetes_manifest.m: image pod:1 at manifest.spec.containers[0].image",
    "kubernetes_manifest.m: image made at manifest.spec.containers[1].image",
  ]);
});
