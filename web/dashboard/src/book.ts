import { floorTo } from "./decimal";
import type { LevelChange, Side } from "./wire/frames";

export interface Level {
  price: bigint;
  quantity: bigint;
  orders: number;
}

/** A book by price, kept from a snapshot and the changes after it. */
export class Book {
  /** Sequence of the last command in it; zero before the first snapshot. */
  sequence = 0;
  private readonly bids = new SideOfBook((one, other) => (one < other ? 1 : one > other ? -1 : 0));
  private readonly asks = new SideOfBook((one, other) => (one < other ? -1 : one > other ? 1 : 0));

  restart(sequence: number, bids: LevelChange[], asks: LevelChange[]): void {
    this.bids.clear();
    this.asks.clear();
    this.take(sequence, bids, asks);
  }

  /** False where a frame before this one is missing: the book is wrong and must be asked for again. */
  apply(previous: number, sequence: number, bids: LevelChange[], asks: LevelChange[]): boolean {
    if (this.sequence === 0 || previous !== this.sequence) return false;
    this.take(sequence, bids, asks);
    return true;
  }

  /** The best levels of a side, best first. */
  levels(side: Side): readonly Level[] {
    return this.of(side).sorted();
  }

  best(side: Side): Level | undefined {
    return this.levels(side)[0];
  }

  at(side: Side, price: bigint): Level | undefined {
    return this.of(side).at(price);
  }

  /** Quantities by multiples of a step: bids count for the multiple at or below their price, asks for the one at or above. */
  grouped(side: Side, step: bigint): Map<bigint, Level> {
    const groups = new Map<bigint, Level>();
    for (const level of this.levels(side)) {
      const below = floorTo(level.price, step);
      const price = side === "sell" && below !== level.price ? below + step : below;
      const group = groups.get(price);
      if (group) {
        group.quantity += level.quantity;
        group.orders += level.orders;
      } else groups.set(price, { price, quantity: level.quantity, orders: level.orders });
    }
    return groups;
  }

  private take(sequence: number, bids: LevelChange[], asks: LevelChange[]): void {
    this.sequence = sequence;
    for (const level of bids) this.bids.set(level);
    for (const level of asks) this.asks.set(level);
  }

  private of(side: Side): SideOfBook {
    return side === "buy" ? this.bids : this.asks;
  }
}

class SideOfBook {
  private readonly byPrice = new Map<bigint, Level>();
  private order: Level[] | null = null;

  constructor(private readonly better: (one: bigint, other: bigint) => number) {}

  clear(): void {
    this.byPrice.clear();
    this.order = null;
  }

  set(level: LevelChange): void {
    this.order = null;
    if (level.quantity === 0n) this.byPrice.delete(level.price);
    else this.byPrice.set(level.price, level);
  }

  at(price: bigint): Level | undefined {
    return this.byPrice.get(price);
  }

  // Sorted when somebody looks, which is four times a second, however many changes came.
  sorted(): readonly Level[] {
    return (this.order ??= [...this.byPrice.values()].sort((one, other) => this.better(one.price, other.price)));
  }
}

/** A step of 1, 2 or 5 times a power of ten ticks, so that the levels that matter fit so many rows. */
export function stepFor(book: Book, tick: bigint, rows: number): bigint {
  const reach = (side: Side): bigint => {
    const levels = book.levels(side);
    const best = levels[0];
    const deep = levels[Math.min(levels.length, 10) - 1];
    return best && deep ? (best.price > deep.price ? best.price - deep.price : deep.price - best.price) : 0n;
  };
  const spread = (book.best("sell")?.price ?? 0n) - (book.best("buy")?.price ?? 0n);
  const widest = reach("buy") + reach("sell") + (spread > 0n && book.best("buy") ? spread : 0n);
  for (let power = 1n; ; power *= 10n) {
    for (const nice of [1n, 2n, 5n]) {
      const step = tick * power * nice;
      if (widest / step <= BigInt(rows)) return step;
    }
  }
}
