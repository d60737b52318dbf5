/** A clock that is wrong for what runs under it, and right for everybody else in this process. */
import { AsyncLocalStorage } from 'node:async_hooks';

const skew = new AsyncLocalStorage<number>();
const realNow = Date.now;

Date.now = () => realNow() + (skew.getStore() ?? 0);

/** Does this, and whatever it begins, so many seconds ahead of everybody else; behind when negative. */
export function withClockAhead<T>(seconds: number, act: () => T): T {
  return skew.run(seconds * 1000, act);
}
