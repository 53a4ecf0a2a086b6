import { PolicyPack } from "@pulumi/policy";
import { imagePolicies } from "./policies.ts";

/** Starts the policy pack: the SDK serves it and prints its port, the first thing that may reach stdout. */
export function startPack(packFolder: string): PolicyPack {
  return new PolicyPack("digestbound", { policies: imagePolicies({ packFolder }) });
}
