export { imagePolicies, type PackOptions } from "./policies.ts";
