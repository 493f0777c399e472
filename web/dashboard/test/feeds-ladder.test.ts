import { expect, test } from "vitest";
import { barOf, largestOf, rungsOf, sharesOf, spreadOf } from "../src/feeds/ladder";
import type { Ladder, LadderLevel } from "../src/feeds/view";

const level = (price: string, quantity: string, ...venues: [string, string][]): LadderLevel => ({ price, quantity, venues: venues.map(([venue, size]) => ({ venue, quantity: size })) });

function ladder(bids: LadderLevel[], asks: LadderLevel[]): Ladder {
  return { name: "A-B", symbol: "A-B", quote: "B", time: "2026-11-22T09:30:00Z", price_scale: 2, quantity_scale: 4, touch: "normal", bids, asks, listings: [], last_trade: null };
}

test("prices go from top to bottom, each side where it is", () => {
  const rungs = rungsOf(ladder([level("10.10", "1.0000"), level("9.90", "2.0000")], [level("10.20", "3.0000"), level("10.30", "1.0000")]));
  expect(rungs.map((rung) => [rung.price, rung.bid?.quantity ?? "", rung.ask?.quantity ?? "", rung.mark])).toEqual([
    ["10.30", "", "1.0000", ""], ["10.20", "", "3.0000", ""], ["10.10", "1.0000", "", ""], ["9.90", "2.0000", "", ""],
  ]);
});

test("a locked market shares one price, and that one alone is marked", () => {
  const rungs = rungsOf(ladder([level("10.10", "1.0000"), level("10.00", "1.0000")], [level("10.10", "2.0000"), level("10.20", "1.0000")]));
  expect(rungs.map((rung) => [rung.price, rung.mark])).toEqual([["10.20", ""], ["10.10", "locked"], ["10.00", ""]]);
});

test("a crossed market is marked from the best ask to the best bid", () => {
  const rungs = rungsOf(ladder([level("10.30", "1.0000"), level("10.10", "1.0000")], [level("10.20", "1.0000"), level("10.40", "1.0000")]));
  expect(rungs.map((rung) => [rung.price, rung.mark])).toEqual([["10.40", ""], ["10.30", "crossed"], ["10.20", "crossed"], ["10.10", ""]]);
  expect(spreadOf(ladder([level("10.30", "1")], [level("10.20", "1")]))).toBe(-10n);
});

test("a side that is empty marks nothing and has no spread", () => {
  const one = ladder([level("10.10", "1.0000")], []);
  expect(rungsOf(one).map((rung) => rung.mark)).toEqual([""]);
  expect(spreadOf(one)).toBeNull();
  expect(rungsOf(ladder([], []))).toEqual([]);
});

test("prices and quantities beyond what a float holds are compared exactly", () => {
  const rungs = rungsOf(ladder([level("90071992547409.93", "9007199254740.9931")], [level("90071992547409.94", "9007199254740.9932")]));
  expect(rungs.map((rung) => rung.price)).toEqual(["90071992547409.94", "90071992547409.93"]);
  expect(largestOf(rungs, 4)).toBe(90071992547409932n);
});

test("bars are shares of the largest, and something is never nothing", () => {
  expect(barOf("5.0000", 4, 100_000n)).toBe(50);
  expect(barOf("0.0001", 4, 100_000n)).toBe(1);
  expect(barOf("0.0000", 4, 100_000n)).toBe(0);
});

test("who has most at a price comes first, then by name", () => {
  const shares = sharesOf(level("10.10", "6.0000", ["okx", "1.0000"], ["kraken", "4.0000"], ["binance", "1.0000"]), 4);
  expect(shares.map((share) => share.venue)).toEqual(["kraken", "binance", "okx"]);
  expect(sharesOf(null, 4)).toEqual([]);
});
