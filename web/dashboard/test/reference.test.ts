import { expect, test } from "vitest";
import { isMade, Reference, References } from "../src/reference";

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

test("a place whose act was not answered names the same act alike, and each place and act has its own name", () => {
  const places = new References();
  const body = { symbol: "AAPL", quantity: "1" };
  const lost = places.at("1 buy 10.00").of("/orders", body);
  const other = places.at("1 buy 10.01");
  expect(other.of("/orders", body)).not.toBe(lost);
  other.answered();
  expect(places.at("1 buy 10.00").of("/orders", body)).toBe(lost);
  expect(places.at("1 buy 10.00").of("/orders", { ...body, quantity: "2" })).not.toBe(lost);
});

test("after its answer the next act of a place is another", () => {
  const places = new References();
  const reference = places.at("1 buy 10.00");
  const first = reference.of("/orders", { quantity: "1" });
  reference.answered();
  expect(reference.isOpen).toBe(false);
  expect(places.at("1 buy 10.00")).not.toBe(reference);
  expect(places.at("1 buy 10.00").of("/orders", { quantity: "1" })).not.toBe(first);
});
