import type { Member } from "../data.ts";
import { UNKNOWN } from "../image-use.ts";
import { ABSENT, HOLES } from "../partial.ts";
import { TOO_MUCH, type Bounds } from "./bounds.ts";
import { isFunction, members, under, withFunction } from "./source.ts";
import { resolved, severalOf } from "./texts.ts";

/** The values that a parameter may have, by what stands outside of the template and by the template's own defaults. */
export type Given = (name: string, defaults: readonly unknown[]) => readonly unknown[];

/** Words without a delimiter in them, but for the partition's and the suffix's dots and dashes. A stack's name is its deployer's choice. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["AWS::AccountId", HOLES.account],
  ["AWS::Region", HOLES.region],
  ["AWS::URLSuffix", HOLES.suffix],
  ["AWS::Partition", HOLES.word],
  ["AWS::StackName", HOLES.word],
]);

/** Under which the functions of a section are kept. */
const FUNCTIONS = "Fn::";

/** What the names of a template stand for. */
export class Names {
  readonly #template: unknown;
  readonly #given: Given;
  readonly #bounds: Bounds;
  readonly #refs = new Map<string, unknown>();
  readonly #sections = new Map<string, ReadonlyMap<string | number, readonly Member[]>>();

  constructor(template: unknown, given: Given, bounds: Bounds) {
    this.#template = template;
    this.#given = given;
    this.#bounds = bounds;
  }

  ref(name: string): unknown {
    if (name === "AWS::NoValue") return ABSENT;
    if (name.startsWith("AWS::")) return WORDS.get(name) ?? HOLES.name;
    const value = this.#refs.has(name) ? this.#refs.get(name) : this.#parameterOrResource(name);
    this.#refs.set(name, value);
    return value;
  }

  #parameterOrResource(name: string): unknown {
    const parameters = this.#declared("Parameters", name);
    if (parameters.length > 0) return severalOf(parameters.flatMap((parameter) => this.#parameter(name, parameter)));
    return this.#isOfAws(name) ? HOLES.name : HOLES.anything;
  }

  /** What other resources say of themselves is theirs to say, but for an ARN and an id: `GroupId` of a security group. */
  attribute(path: string): unknown {
    const [name = "", ...rest] = path.split(".");
    return /^\w*(?:Arn|Id)$/.test(rest.join(".")) && this.#isOfAws(name) ? HOLES.name : HOLES.anything;
  }

  mappings(name: string): readonly unknown[] {
    return this.#declared("Mappings", name);
  }

  #declared(section: string, name: string): readonly unknown[] {
    const all = this.#sections.get(section) ?? Map.groupBy(under(this.#template, section).flatMap(members), keyOf);
    this.#sections.set(section, all);
    return [...(all.get(name) ?? []), ...(all.get(FUNCTIONS) ?? [])].map(withFunction);
  }

  #isOfAws(name: string): boolean {
    const types = this.#declared("Resources", name).flatMap((one) => under(one, "Type"));
    return types.length > 0 && types.every((type) => typeof type === "string" && /^AWS::(?!.*Custom)/.test(type));
  }

  /** The default of a parameter that is looked up is the name to look up, and no value. */
  #parameter(name: string, parameter: unknown): readonly unknown[] {
    const types = under(parameter, "Type");
    const isRewritten = members(parameter).some(({ key }) => isFunction(key));
    if (isRewritten || types.length === 0 || types.some(isLookedUp)) return [HOLES.anything];
    const values = this.#given(name, under(parameter, "Default"));
    const isList = types.some((type) => /^(?:CommaDelimitedList$|List<)/.test(String(type)));
    if (values.length === 0) return [isList ? UNKNOWN : HOLES.anything];
    return values.map((value) => this.#value(value, isList));
  }

  #value(value: unknown, isList: boolean): unknown {
    const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    if (typeof text !== "string") return isList ? UNKNOWN : HOLES.anything;
    if (!this.#bounds.characters(text.length)) return TOO_MUCH;
    if (!isList) return resolved(text);
    return text.split(",").map((one) => resolved(one.trim()));
  }
}

function isLookedUp(type: unknown): boolean {
  return typeof type !== "string" || type.startsWith("AWS::SSM::Parameter::");
}

function keyOf({ key }: Member): string | number {
  return isFunction(key) ? FUNCTIONS : key;
}
