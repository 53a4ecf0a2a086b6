/** How the SDK's proxies are asked for what stands behind them. */
const IS_PROXY = "__isSpecialProxy";
const TARGET = "__getSpecialProxyTarget";

/** What stands behind the SDK's proxies: the inputs as they lie in memory, secrets wrapped and unknown values as their marks. */
export function target(value: unknown): object {
  if (typeof value !== "object" || value === null) return {};
  return Reflect.get(value, IS_PROXY) === true ? target(Reflect.get(value, TARGET)) : value;
}
