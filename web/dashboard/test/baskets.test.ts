import { expect, test } from "vitest";
import { basketNotice, checkBasket, percentOf, progressOf, weightSum, worthOf, type BasketTyped, type LegTyped } from "../src/baskets";
import type { Instrument } from "../src/wire/frames";

const apple = { id: 1, symbol: "AAPL", priceScale: 2, quantityScale: 0, moneyScale: 4, tick: 1n, lot: 1n } as Instrument;
const bitcoin = { id: 2, symbol: "BTC-USDT", priceScale: 2, quantityScale: 8, moneyScale: 8, tick: 1n, lot: 1_000n } as Instrument;
const ether = { ...bitcoin, id: 3, symbol: "ETH-USDT", lot: 10_000n };
const find = (symbol: string): Instrument | undefined => [apple, bitcoin, ether].find((one) => one.symbol === symbol);

const leg = (key: number, symbol: string, amount: string, limit = ""): LegTyped => ({ key, symbol, side: "buy", amount, limit });
const basket = (more: Partial<BasketTyped>): BasketTyped => ({
  by: "quantity", strategy: "immediate", minutes: "", begins: "", intervalSeconds: "", jitterPercent: "", catchUpPercent: "", total: "", policy: "all_or_none", stp: "none", clientId: "", legs: [], ...more,
});

test("legs by quantity go to the exchange with their instrument's decimals", () => {
  const checked = checkBasket(basket({ legs: [leg(1, "BTC-USDT", "0.5", "60000.1"), { ...leg(2, "ETH-USDT", "2"), side: "sell" }], clientId: "mine", stp: "cancel_both" }), find);
  expect(checked.body).toEqual({
    fill_policy: "all_or_none", basket_id: "mine", stp_mode: "cancel_both",
    orders: [{ symbol: "BTC-USDT", side: "buy", quantity: "0.50000000", limit_price: "60000.10" }, { symbol: "ETH-USDT", side: "sell", quantity: "2.00000000" }],
  });
});

test("weights are typed in percent, and come to the whole", () => {
  const legs = [leg(1, "BTC-USDT", "66.6667"), leg(2, "ETH-USDT", "33.3333")];
  expect(checkBasket(basket({ by: "weight", total: "1000", legs }), find).body).toEqual({
    fill_policy: "all_or_none", total_value: "1000.00000000",
    orders: [{ symbol: "BTC-USDT", side: "buy", weight: "0.666667" }, { symbol: "ETH-USDT", side: "buy", weight: "0.333333" }],
  });
  const short = checkBasket(basket({ by: "weight", total: "1000", legs: [leg(1, "BTC-USDT", "60"), leg(2, "ETH-USDT", "30.5")] }), find);
  expect(short.problem).toBe("The weights come to 90.5 %, not to 100 %.");
  expect(percentOf(weightSum(legs))).toBe("100");
});

test("what is wrong is said of its leg, and of the first one", () => {
  const wrong = checkBasket(basket({ legs: [leg(7, "AAPL", "10"), leg(8, "BTC-USDT", "0.000001"), leg(9, "ETH-USDT", "")] }), find);
  expect(wrong).toEqual({ body: null, field: "amount-8", problem: "BTC-USDT: Quantity is not a multiple of the lot 0.00001000." });
  expect(checkBasket(basket({ legs: [leg(7, "AAPL", "10", "1.001")] }), find)).toMatchObject({ field: "limit-7", problem: "AAPL: Limit has more than 2 decimals." });
  expect(checkBasket(basket({ by: "weight", legs: [leg(7, "AAPL", "100.5")] }), find).problem).toContain("at most 100 percent");
  expect(checkBasket(basket({}), find).problem).toBe("A basket has a leg at least.");
  expect(checkBasket(basket({ legs: [leg(1, "GONE", "1")] }), find)).toMatchObject({ field: "symbol-1" });
});

test("worth is at the limits, else at the last price, and unknown where money differs or a price is missing", () => {
  const last = (one: Instrument): bigint => (one === ether ? 250_000n : 0n);
  expect(worthOf([leg(1, "BTC-USDT", "0.5", "60000"), leg(2, "ETH-USDT", "2")], find, last)?.units).toBe(3_500_000_000_000n);
  expect(worthOf([leg(1, "BTC-USDT", "0.5"), leg(2, "ETH-USDT", "2")], find, last)).toBeNull();
  expect(worthOf([leg(1, "AAPL", "1", "150"), leg(2, "ETH-USDT", "2")], find, last)).toBeNull();
});

test("over time it lasts so many seconds, so that the form sent again is the same", () => {
  const legs = [leg(1, "AAPL", "100", "150")];
  const plain = { fill_policy: "all_or_none", orders: [{ symbol: "AAPL", side: "buy", quantity: "100", limit_price: "150.00" }] };
  const begins = "2026-11-22T09:30:00";
  expect(checkBasket(basket({ legs, minutes: "60", begins }), find).body).toEqual(plain);
  expect(checkBasket(basket({ legs, strategy: "twap", minutes: "0.5" }), find).body).toEqual({ ...plain, execution_strategy: "twap", duration_seconds: 30 });
  expect(checkBasket(basket({ legs, strategy: "vwap", minutes: "10080", begins, intervalSeconds: "1.5", jitterPercent: "10", catchUpPercent: "0" }), find).body).toEqual({
    ...plain, execution_strategy: "vwap", duration_seconds: 604_800, start_time: new Date(begins).toISOString(), interval_ms: 1_500, jitter_percent: 10, catch_up_percent: 0,
  });
});

test("what cannot be of its times is said before it is sent", () => {
  const problem = (more: Partial<BasketTyped>) => checkBasket(basket({ legs: [leg(1, "AAPL", "100")], strategy: "twap", minutes: "60", ...more }), find);
  expect(problem({ minutes: "" })).toMatchObject({ field: "minutes", problem: "The time it lasts is missing." });
  for (const minutes of ["0", "0.001", "10080.017"]) expect(problem({ minutes }).problem).toContain("whole seconds, at least one and at most seven days");
  expect(problem({ begins: "soon" })).toMatchObject({ field: "begins", problem: "The time it begins is none." });
  expect(problem({ intervalSeconds: "0.05" })).toMatchObject({ field: "interval_ms" });
  expect(problem({ jitterPercent: "51" }).problem).toBe("Jitter is a whole number from 0 to 50.");
});

test("how far one is that is worked over time is said in one sentence", () => {
  const schedule = { start_time: "a", end_time: "b", slices: 100, interval_ms: 36_000 };
  const clock = (time: unknown): string => String(time);
  expect(progressOf({ status: "completed" }, clock)).toBe("");
  expect(progressOf({ schedule, slices_done: 2, slices_refused: 0, last_refusal: null, estimated_completion: "c" }, clock)).toBe("From a to b, 100 slices, one every 36 s; 2 executed, 0 refused; done about c.");
  expect(progressOf({ schedule, slices_done: 2, slices_refused: 1, last_refusal: { slice: 1, refused: "InstrumentHalted", symbol: "AAPL", timestamp: "d" }, estimated_completion: null }, clock))
    .toBe("From a to b, 100 slices, one every 36 s; 2 executed, 1 refused; the last, slice 1 because of AAPL at d: InstrumentHalted.");
});

test("what became of it is said in one sentence", () => {
  expect(basketNotice({ basket_id: "metals", basket_order_id: "7", status: "reduced" })).toBe("Basket metals: reduced, of each leg the share that could be had.");
  expect(basketNotice({ basket_id: "form-00", basket_order_id: "7", status: "completed" })).toBe("Basket 7: completed.");
});
