import { expect, test } from "vitest";
import { checkAlgo, done, isAlgoLive, slippage, type AlgoTyped } from "../src/algos";
import type { Instrument } from "../src/wire/frames";

const one: Instrument = { id: 1, symbol: "AAPL", priceScale: 2, quantityScale: 0, moneyScale: 2, tick: 5n, lot: 10n, minQuantity: 10n, maxQuantity: 1_000_000n };
const now = Date.UTC(2026, 10, 21, 12, 0, 0);
const plain: AlgoTyped = {
  kind: "twap", quantity: "100", limit: "", minutes: "60", begins: "", participation: "", intervalSeconds: "", jitterPercent: "", catchUpPercent: "", passive: false, finish: false, stp: "none", clientId: "",
};
const body = (typed: Partial<AlgoTyped>) => checkAlgo({ ...plain, ...typed }, "buy", one, now).body;
const problem = (typed: Partial<AlgoTyped>) => checkAlgo({ ...plain, ...typed }, "buy", one, now).problem;

test("what is left out is left to the exchange", () => {
  expect(body({})).toEqual({ symbol: "AAPL", side: "buy", algo_type: "twap", quantity: "100", end_time: "2026-11-21T13:00:00.000Z" });
});

test("everything that was typed is sent as the exchange wants it", () => {
  expect(body({ kind: "vwap", limit: "150.05", minutes: "0.5", participation: "12.5", intervalSeconds: "1.5", jitterPercent: "10", catchUpPercent: "0", passive: true, finish: true, stp: "cancel_both", clientId: "slowly" })).toEqual({
    symbol: "AAPL", side: "buy", algo_type: "vwap", quantity: "100", limit_price: "150.05", end_time: "2026-11-21T12:00:30.000Z", participation_rate: "0.125000", interval_ms: 1_500, jitter_percent: 10,
    catch_up_percent: 0, passive: true, finish: true, stp_mode: "cancel_both", client_algo_id: "slowly",
  });
});

test("one that begins later ends so much later", () => {
  const begins = "2026-11-22T09:30:00";
  const begin = new Date(begins).getTime();
  expect(body({ begins })).toMatchObject({ start_time: new Date(begin).toISOString(), end_time: new Date(begin + 3_600_000).toISOString() });
});

test("what cannot be is said before it is sent", () => {
  expect(problem({ quantity: "" })).toBe("Quantity is missing.");
  expect(problem({ quantity: "105" })).toBe("Quantity is not a multiple of the lot 10.");
  expect(problem({ limit: "150.01" })).toBe("Limit is not a multiple of the tick 0.05.");
  expect(problem({ minutes: "" })).toBe("The time it lasts is missing.");
  expect(problem({ minutes: "0" })).toContain("at most seven days");
  expect(problem({ minutes: "10080.001" })).toContain("at most seven days");
  expect(problem({ begins: "soon" })).toBe("The time it begins is none.");
  expect(problem({ kind: "pov" })).toBe("Say which share of others' volume it follows, in percent.");
  expect(problem({ participation: "100.1" })).toContain("at most 100 percent");
  expect(problem({ participation: "0.00001" })).toContain("more than 4 decimals");
  expect(problem({ intervalSeconds: "0.05" })).toContain("from 100 to 86400000");
  expect(problem({ jitterPercent: "51" })).toBe("Jitter is a whole number from 0 to 50.");
  expect(problem({ catchUpPercent: "1001" })).toBe("Catch-up is a whole number from 0 to 1000.");
});

test("how far one is, and how well it did, can be read", () => {
  expect(done({ filled_quantity: "25", quantity: "100" })).toBe(0.25);
  expect(done({ quantity: "0" })).toBe(0);
  expect([slippage("-3.32"), slippage("3.32"), slippage("0.00"), slippage(null)]).toEqual(["3.32 bp better", "3.32 bp worse", "0 bp", "–"]);
  expect(["scheduled", "running", "paused", "completed", "expired", "canceled"].map((status) => isAlgoLive({ status }))).toEqual([true, true, true, false, false, false]);
});
