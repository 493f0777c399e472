import { expect, test } from "vitest";
import { basketNotice, checkBasket, percentOf, weightSum, worthOf, type BasketTyped, type LegTyped } from "../src/baskets";
import type { Instrument } from "../src/wire/frames";

const apple = { id: 1, symbol: "AAPL", priceScale: 2, quantityScale: 0, moneyScale: 4, tick: 1n, lot: 1n } as Instrument;
const bitcoin = { id: 2, symbol: "BTC-USDT", priceScale: 2, quantityScale: 8, moneyScale: 8, tick: 1n, lot: 1_000n } as Instrument;
const ether = { ...bitcoin, id: 3, symbol: "ETH-USDT", lot: 10_000n };
const find = (symbol: string): Instrument | undefined => [apple, bitcoin, ether].find((one) => one.symbol === symbol);

const leg = (key: number, symbol: string, amount: string, limit = ""): LegTyped => ({ key, symbol, side: "buy", amount, limit });
const basket = (more: Partial<BasketTyped>): BasketTyped => ({ by: "quantity", total: "", policy: "all_or_none", stp: "none", clientId: "", legs: [], ...more });

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

test("what became of it is said in one sentence", () => {
  expect(basketNotice({ basket_id: "metals", basket_order_id: "7", status: "reduced" })).toBe("Basket metals: reduced, of each leg the share that could be had.");
  expect(basketNotice({ basket_id: "form-00", basket_order_id: "7", status: "completed" })).toBe("Basket 7: completed.");
});
