import { expect, test } from "vitest";
import { isMade, Reference } from "../src/reference";

test("a filled form has one name until it is answered", () => {
  const reference = new Reference();
  const first = reference.of("/orders", { symbol: "AAPL", quantity: "1" });
  expect(reference.of("/orders", { symbol: "AAPL", quantity: "1" })).toBe(first);
  reference.answered();
  expect(reference.of("/orders", { symbol: "AAPL", quantity: "1" })).not.toBe(first);
});

test("another content has another name", () => {
  const reference = new Reference();
  const first = reference.of("/orders", { quantity: "1" });
  expect(reference.of("/orders", { quantity: "2" })).not.toBe(first);
  expect(reference.of("/users/bob/deposit", { quantity: "2" })).not.toBe(reference.of("/users/bob/withdraw", { quantity: "2" }));
});

test("a name that was made is known as such, and fits the exchange's fields", () => {
  const made = new Reference().of("/orders", {});
  expect(isMade(made)).toBe(true);
  expect(made).toMatch(/^[\x21-\x7e]{1,36}$/);
  expect(isMade("mine-1")).toBe(false);
});
