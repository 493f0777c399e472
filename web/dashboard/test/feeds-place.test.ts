import { expect, test } from "vitest";
import { hashOf, readHash } from "../src/feeds/state";

test("an address leads back to where it came from", () => {
  expect(readHash(hashOf("ladder", "BTC-USDT.PERP:USDT"))).toEqual({ page: "ladder", symbol: "BTC-USDT.PERP:USDT" });
  expect(readHash(hashOf("ladder", "A/B"))).toEqual({ page: "ladder", symbol: "A/B" });
  for (const page of ["venues", "latency", "quality"] as const) expect(readHash(hashOf(page, "A"))).toEqual({ page, symbol: null });
});

test("an address that says nothing known shows prices", () => {
  for (const hash of ["", "#", "#/elsewhere", "#/ladder"]) expect(readHash(hash)).toEqual({ page: "ladder", symbol: null });
  expect(readHash("#/ladder/%E0%A4%A")).toEqual({ page: "ladder", symbol: null });
});
