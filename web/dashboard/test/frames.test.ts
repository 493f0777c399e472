import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeFrames, type Frame } from "../src/wire/frames";
import { FieldReader } from "../src/wire/reader";

// The same bytes that the exchange's own test writes: tests/golden/dashboard.
const golden = new Map<string, string>();
for (const line of readFileSync(new URL("../../../tests/golden/dashboard/frames-v1.txt", import.meta.url), "utf8").split("\n")) {
  if (line !== "" && !line.startsWith("#")) golden.set(line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1));
}

function bytes(name: string): ArrayBuffer {
  const hex = golden.get(name);
  if (hex === undefined) throw new Error(`no golden frame ${name}`);
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).buffer;
}

function one<K extends Frame["kind"]>(name: string, kind: K): Extract<Frame, { kind: K }> {
  const frames = decodeFrames(bytes(name));
  expect(frames.map((frame) => frame.kind)).toEqual([kind]);
  return frames[0] as Extract<Frame, { kind: K }>;
}

describe("golden frames", () => {
  test("instruments", () => {
    expect(one("instruments", "instruments").instruments).toEqual([
      { id: 1, symbol: "AAPL", priceScale: 2, quantityScale: 0, moneyScale: 2, tick: 1n, lot: 1n, minQuantity: 1n, maxQuantity: 1_000_000n },
      { id: 300, symbol: "BTC-USDT", priceScale: 2, quantityScale: 8, moneyScale: 6, tick: 1n, lot: 1_000n, minQuantity: 1_000n, maxQuantity: 1_000_000_000_000n },
    ]);
  });

  test("market", () => {
    const market = one("market", "market");
    expect([market.sequence, market.time]).toEqual([8811, 1_795_234_252_000_000_001n]);
    expect(market.tickers[0]).toEqual({
      id: 1, state: "open", last: 15048n, lastQuantity: 50n, bid: 15045n, bidQuantity: 100n, ask: 15050n, askQuantity: 150n, open: 14900n, high: 15100n, low: 14890n,
      volume: 1n << 70n, trades: 4105, indication: null,
    });
    expect(market.tickers[1]).toMatchObject({ id: 300, state: "auction", last: 0n, indication: { price: 6_500_000n, quantity: 7n, surplus: 3n, side: "sell" } });
  });

  test("a book and its changes", () => {
    const whole = one("book-snapshot", "book");
    expect(whole).toMatchObject({ snapshot: true, instrument: 1, sequence: 8811, previous: 0 });
    expect(whole.bids).toEqual([{ price: 15045n, quantity: 100n, orders: 1 }, { price: 15040n, quantity: 20_000n, orders: 300 }]);
    expect(whole.asks).toEqual([{ price: 15050n, quantity: 150n, orders: 2 }]);
    const changes = one("book-changes", "book");
    expect(changes).toMatchObject({ snapshot: false, sequence: 8815, previous: 8811, bids: [{ price: 15045n, quantity: 0n, orders: 0 }], asks: [] });
  });

  test("trades", () => {
    const trades = one("trades", "trades");
    expect(trades).toMatchObject({ snapshot: false, gap: true, instrument: 1 });
    expect(trades.trades).toEqual([
      { id: 9, price: 15050n, quantity: 50n, side: "buy", auction: false, sequence: 8815, time: 1_795_234_252_000_000_001n },
      { id: 10, price: 15045n, quantity: 7n, side: "sell", auction: true, sequence: 8816, time: 1_795_234_252_000_000_001n },
    ]);
  });

  test("own orders", () => {
    const own = one("orders", "orders");
    expect(own).toMatchObject({ snapshot: true, gap: false, sequence: 8816, live: 1 });
    expect(own.orders[0]).toEqual({
      id: 17, instrument: 1, status: "partially_filled", side: "sell", triggered: true, slid: true, type: "stop_limit", timeInForce: "GTD", stp: "decrement_both", postOnly: "slide",
      rejectIfShort: false, budget: false, cancelReason: 0, price: 15050n, stopPrice: 15045n, quantity: 100n, display: 10n, leaves: 60n, filled: 40n, shown: 10n, average: 15051n,
      expires: 1_795_234_253_000_000_000n, created: 1_795_234_252_000_000_000n, updated: 1_795_234_252_000_000_001n, clientOrderId: "mm-17",
    });
    expect(own.orders[1]).toMatchObject({ id: 18, status: "canceled", side: "buy", type: "market", timeInForce: "IOC", budget: true, rejectIfShort: true, cancelReason: 7, clientOrderId: "" });
  });

  test("own fills", () => {
    expect(one("fills", "fills").fills).toEqual([
      { trade: 9, order: 17, instrument: 1, side: "sell", maker: true, price: 15050n, quantity: 50n, fee: -15n, time: 1_795_234_252_000_000_001n },
    ]);
  });
});

describe("a message", () => {
  test("may hold several frames, and ones this page does not know", () => {
    const parts = [new Uint8Array(bytes("fills")), Uint8Array.from([200, 2, 0, 0, 0, 1, 2]), new Uint8Array(bytes("trades"))];
    const message = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (message.set(part, at), at + part.length), 0);
    expect(decodeFrames(message.buffer).map((frame) => frame.kind)).toEqual(["fills", "trades"]);
  });

  test("that is cut short anywhere is refused, not misread", () => {
    for (const name of golden.keys()) {
      const whole = new Uint8Array(bytes(name));
      for (let length = 1; length < whole.length; length++) expect(() => decodeFrames(whole.slice(0, length).buffer)).toThrow();
    }
  });

  test("of random bytes is refused or read, and never hangs", () => {
    for (let i = 0; i < 3_000; i++) {
      const noise = Uint8Array.from({ length: Math.floor(Math.random() * 60) }, () => Math.floor(Math.random() * 256));
      if (noise.length > 5) noise.set([1 + (i % 6), noise.length - 5, 0, 0, 0]);
      try {
        decodeFrames(noise.buffer);
      } catch (problem) {
        expect(problem).toBeInstanceOf(Error);
      }
    }
  });
});

describe("numbers", () => {
  const read = (...given: number[]): FieldReader => new FieldReader(Uint8Array.from(given), 0, given.length);

  test("of any length are exact", () => {
    expect(read(0).big()).toBe(0n);
    expect(read(0x7f).big()).toBe(127n);
    expect(read(0x80, 0x01).big()).toBe(128n);
    expect(read(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f).big()).toBe((1n << 63n) - 1n);
    expect(read(...Array<number>(18).fill(0xff), 0x03).big()).toBe((1n << 128n) - 1n);
  });

  test("of either sign go zigzag", () => {
    expect([0, 1, 2, 3, 4].map((value) => read(value).signed())).toEqual([0n, -1n, 1n, -2n, 2n]);
  });

  test("too large for a count are refused", () => {
    expect(() => read(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f).small()).toThrow();
    expect(() => read(5, 1).count()).toThrow();
  });
});
