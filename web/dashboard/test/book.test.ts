import { describe, expect, test } from "vitest";
import { Book, stepFor } from "../src/book";
import type { LevelChange } from "../src/wire/frames";

const level = (price: number, quantity: number, orders = 1): LevelChange => ({ price: BigInt(price), quantity: BigInt(quantity), orders });
const shown = (book: Book, side: "buy" | "sell"): [number, number][] => book.levels(side).map((one) => [Number(one.price), Number(one.quantity)]);

describe("a book", () => {
  test("lists each side from the best on", () => {
    const book = new Book();
    book.restart(7, [level(100, 5), level(101, 6)], [level(105, 1), level(103, 2)]);
    expect(shown(book, "buy")).toEqual([[101, 6], [100, 5]]);
    expect(shown(book, "sell")).toEqual([[103, 2], [105, 1]]);
    expect(book.best("buy")?.price).toBe(101n);
  });

  test("takes changes that go on from where it is", () => {
    const book = new Book();
    book.restart(7, [level(100, 5)], []);
    expect(book.apply(7, 9, [level(100, 0), level(99, 4)], [level(102, 1)])).toBe(true);
    expect(shown(book, "buy")).toEqual([[99, 4]]);
    expect(shown(book, "sell")).toEqual([[102, 1]]);
    expect(book.sequence).toBe(9);
  });

  test("refuses changes that leave a gap, and is as it was", () => {
    const book = new Book();
    book.restart(7, [level(100, 5)], []);
    expect(book.apply(8, 9, [level(100, 1)], [])).toBe(false);
    expect(shown(book, "buy")).toEqual([[100, 5]]);
    expect(new Book().apply(0, 1, [], [])).toBe(false);
  });

  test("is forgotten by a snapshot", () => {
    const book = new Book();
    book.restart(7, [level(100, 5)], [level(101, 5)]);
    book.restart(8, [], [level(102, 1)]);
    expect(shown(book, "buy")).toEqual([]);
    expect(shown(book, "sell")).toEqual([[102, 1]]);
  });

  test("is grouped away from the touch: bids down, asks up", () => {
    const book = new Book();
    book.restart(1, [level(101, 5), level(100, 2), level(99, 1)], [level(102, 7), level(105, 1), level(106, 2)]);
    expect([...book.grouped("buy", 5n).values()].map((one) => [Number(one.price), Number(one.quantity), one.orders])).toEqual([[100, 7, 2], [95, 1, 1]]);
    expect([...book.grouped("sell", 5n).values()].map((one) => [Number(one.price), Number(one.quantity)])).toEqual([[105, 8], [110, 2]]);
  });

  test("equals one that was built anew after any changes", () => {
    const book = new Book();
    const truth = new Map<number, number>();
    book.restart(1, [], []);
    for (let i = 1; i <= 400; i++) {
      const price = Math.floor(Math.random() * 30);
      const quantity = Math.floor(Math.random() * 4);
      if (quantity === 0) truth.delete(price);
      else truth.set(price, quantity);
      expect(book.apply(i, i + 1, [level(price, quantity)], [])).toBe(true);
    }
    expect(shown(book, "buy")).toEqual([...truth].sort(([one], [other]) => other - one));
  });
});

describe("the step of a ladder", () => {
  test("is the tick where ten levels of each side fit", () => {
    const book = new Book();
    book.restart(1, [level(1000, 1), level(999, 1)], [level(1001, 1)]);
    expect(stepFor(book, 1n, 26)).toBe(1n);
    expect(stepFor(new Book(), 5n, 26)).toBe(5n);
  });

  test("is 1, 2 or 5 times a power of ten ticks where they do not", () => {
    const book = new Book();
    book.restart(1, [level(100_000, 1), level(99_400, 1)], [level(100_300, 1), level(100_400, 1)]);
    expect(stepFor(book, 1n, 26)).toBe(50n);
  });
});
