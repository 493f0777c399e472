import { expect, test } from "vitest";
import { Newest } from "../src/newest";

test("an answer that was overtaken is not taken", () => {
  const newest = new Newest();
  expect(newest.takes(7)).toBe(true);
  expect(newest.takes(6)).toBe(false);
  expect(newest.takes(7)).toBe(true);
  expect(newest.takes(8)).toBe(true);
});

test("an answer from before a notice is too old, and one from its sequence is not", () => {
  const newest = new Newest();
  expect(newest.takes(5)).toBe(true);
  newest.hears(9);
  expect(newest.takes(8)).toBe(false);
  expect(newest.takes(9)).toBe(true);
  newest.hears(4);
  expect(newest.takes(8)).toBe(false);
});

test("another connection begins anew", () => {
  const newest = new Newest();
  newest.hears(1_000);
  newest.forget();
  expect(newest.takes(3)).toBe(true);
});
