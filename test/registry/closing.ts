import { afterEach } from "@jest/globals";

type Close = () => Promise<unknown>;

/** Takes what is to be closed after the test that opened it. */
export function closingAfterEach(): (close: Close) => void {
  const closers: Close[] = [];
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });
  return (close) => {
    closers.push(close);
  };
}
