import { JsonObject } from "../json-text.ts";
import { ABSENT } from "../partial.ts";
import { Evaluator } from "../cloudformation/evaluate.ts";
import { members, under } from "../cloudformation/source.ts";
import { branchesOf } from "../cloudformation/texts.ts";
import { parseTemplate } from "../cloudformation/text.ts";
import type { TemplatePlace } from "../cloudformation/template-uses.ts";

export const NESTED_STACK = "AWS::CloudFormation::Stack";

type Parameters = NonNullable<TemplatePlace["parameters"]>;

/** A stack that a template makes out of another template. */
export interface NestedStack {
  /** Its logical id. */
  readonly id: string;
  /** Where its template is, as far as this one says: each of the places that it may be. */
  readonly urls: readonly unknown[];
  /** What this one sets of that one's parameters. Undefined where not even their names are known. */
  readonly parameters: Parameters | undefined;
}

/** The nested stacks of a template; none where the text is no template. Never throws. */
export function nestedStacksIn(text: string, given: Parameters | undefined): readonly NestedStack[] {
  const parsed = parseTemplate(text);
  if ("why" in parsed) return [];
  const template = parsed.value;
  const evaluator = new Evaluator(template, (name, defaults) => given?.get(name) ?? defaults);
  const resources = under(template, "Resources").flatMap((section) => members(section));
  return resources
    .filter(({ value }) => under(value, "Type").includes(NESTED_STACK))
    .map(({ key, value }) => ({ id: String(key), ...stackIn(under(value, "Properties"), evaluator) }));
}

function stackIn(properties: readonly unknown[], evaluator: Evaluator): Omit<NestedStack, "id"> {
  const evaluated = properties.flatMap((one) => branchesOf(evaluator.value(one)));
  const urls = evaluated.flatMap((one) => under(one, "TemplateURL")).flatMap(branchesOf);
  return { urls, parameters: evaluated.length === 1 ? parametersIn(under(evaluated[0], "Parameters")) : undefined };
}

/** What is decided later is kept as the text that it is so far: the template inside goes on with it. */
function parametersIn(sections: readonly unknown[]): Parameters | undefined {
  if (sections.length === 0 || (sections.length === 1 && sections[0] === ABSENT)) return new Map();
  const [section] = sections;
  // An evaluated object is one of these; anything else stands for one that nobody can see.
  if (sections.length > 1 || !(section instanceof JsonObject)) return undefined;
  const all = Map.groupBy(section.members, ({ key }) => key);
  if ([...all.keys()].some((name) => name.startsWith("Fn::"))) return undefined;
  return new Map([...all].map(([name, values]) => [name, values.flatMap(({ value }) => branchesOf(value))]));
}

/** Where the AWS CDK puts a file asset, as the same text as a template that names it there. */
export function assetUrl(destination: unknown): string | undefined {
  const [bucket, key, region = "${AWS::Region}"] = ["bucketName", "objectKey", "region"].map((name) => {
    const [value, ...more] = under(destination, name);
    return typeof value === "string" && more.length === 0 ? value : undefined;
  });
  if (bucket === undefined || key === undefined) return undefined;
  const source = { "Fn::Sub": `https://s3.${region}.\${AWS::URLSuffix}/${bucket}/${key}` };
  const url = new Evaluator({}, () => []).value(source);
  return typeof url === "string" ? url : undefined;
}
