import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Reload } from "../src/reload";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("what changes while it is asked for is asked for once more, after the gap", async () => {
  let asked = 0;
  const reload = new Reload(async () => void asked++, 100);
  reload.want();
  expect(asked).toBe(1);
  reload.want();
  reload.want();
  await vi.advanceTimersByTimeAsync(99);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(2);
  reload.want();
  expect(asked).toBe(3);
});
