import { expect, test } from "vitest";
import { marginLine, marginNotice, standing } from "../src/margin";

const about = { type: "margin", channel: "positions", asset: "USD", sequence: 1 };

test("a margin call says what there is, what is needed and what to do", () => {
  const call = { ...about, event: "margin_call", equity: "400.00", maintenance_margin: "370.00" };
  expect(marginNotice(call)).toBe("Margin call: the USD positions have equity of 400.00 USD, and maintenance takes 370.00. Pay in or reduce, or they are liquidated.");
  expect(marginNotice({ ...call, symbol: "GOLD-PERP" })).toContain("the isolated position in GOLD-PERP has equity");
});

test("what takes a position or money away is told, and what the owner did himself is not", () => {
  expect(marginNotice({ ...about, event: "liquidation_started", equity: "200.00", maintenance_margin: "360.00" })).toContain("Liquidation: equity of the USD positions is 200.00 USD");
  expect(marginNotice({ ...about, event: "deleveraged", symbol: "GOLD-PERP", side: "sell", quantity: "2", price: "1800.00", amount: "-400.00" })).toContain("2 of your GOLD-PERP were closed at 1800.00");
  for (const event of ["funding", "liquidation_fee", "leverage_set", "isolated_margin_moved", "limit_set", "risk_tier_set", "of_a_later_version"]) expect(marginNotice({ ...about, event })).toBe("");
});

test("every kind of event has a line in the history", () => {
  expect(marginLine({ event: "margin_call", asset: "USD", equity: "400.00", maintenance_margin: "370.00" })).toBe("equity 400.00, maintenance 370.00 USD");
  expect(marginLine({ event: "liquidation_fee", asset: "USD", amount: "-8.95" })).toBe("-8.95 USD");
  expect(marginLine({ event: "bankrupt_closed", symbol: "GOLD-PERP", asset: "USD", side: "sell", quantity: "2", price: "1800.00", amount: "-400.00" })).toBe("GOLD-PERP: sell 2 at 1800.00, -400.00 USD");
  expect(marginLine({ event: "funding", symbol: "GOLD-PERP", asset: "USD", price: "2000.00", rate_ppb: 100, amount: "-0.08" })).toBe("GOLD-PERP: -0.08 USD at mark 2000.00");
  expect(marginLine({ event: "leverage_set", symbol: "GOLD-PERP", leverage: 0, mode: "cross" })).toBe("GOLD-PERP: cross, leverage as the contract allows");
  expect(marginLine({ event: "isolated_margin_moved", symbol: "GOLD-PERP", asset: "USD", amount: "100.00" })).toBe("GOLD-PERP: 100.00 USD");
  expect(marginLine({ event: "limit_set", symbol: "GOLD-PERP", max_position: "10", max_order: null })).toBe("GOLD-PERP: position 10, order without limit");
  expect(marginLine({ event: "risk_tier_set", tier: 2 })).toBe("tier 2");
});

test("a standing that is fine needs no banner", () => {
  expect(standing("fine")).toBe("");
  expect(standing("")).toBe("");
  for (const status of ["margin_call", "due", "liquidating"]) expect(standing(status)).not.toBe("");
});
