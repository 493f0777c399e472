import { parseDecimal } from "../decimal";
import type { Ladder, LadderLevel, Share } from "./view";

/** One price of the ladder as it is shown: what is bid and asked there, by whom, and whether the market is locked or crossed at it. */
export interface Rung {
  price: string;
  units: bigint;
  bid: LadderLevel | null;
  ask: LadderLevel | null;
  /** Locked: somebody bids where another asks, and no further. Crossed: a bid at or above an ask below it, or an ask at or below a bid above it. */
  mark: "" | "locked" | "crossed";
}

/** Prices from top to bottom. Where the market is crossed both sides share them, so that what is crossed is seen side by side. */
export function rungsOf(ladder: Ladder): Rung[] {
  const rungs = new Map<bigint, Rung>();
  const at = (level: LadderLevel): Rung | null => {
    const units = unitsOf(level.price, ladder.price_scale);
    if (units === null) return null;
    const found = rungs.get(units) ?? { price: level.price, units, bid: null, ask: null, mark: "" };
    rungs.set(units, found);
    return found;
  };
  for (const level of ladder.bids) {
    const rung = at(level);
    if (rung) rung.bid = level;
  }
  for (const level of ladder.asks) {
    const rung = at(level);
    if (rung) rung.ask = level;
  }
  const all = [...rungs.values()].sort((one, other) => (one.units < other.units ? 1 : -1));
  const bestBid = all.find((rung) => rung.bid)?.units;
  const bestAsk = all.findLast((rung) => rung.ask)?.units;
  if (bestBid === undefined || bestAsk === undefined || bestBid < bestAsk) return all;
  for (const rung of all)
    if (rung.units >= bestAsk && rung.units <= bestBid) rung.mark = bestBid === bestAsk ? "locked" : "crossed";
  return all;
}

/** The largest quantity of the ladder in its own units; 1 where there is none, so that it can be divided by. */
export function largestOf(rungs: readonly Rung[], scale: number): bigint {
  let most = 1n;
  for (const rung of rungs)
    for (const level of [rung.bid, rung.ask]) {
      const units = level ? unitsOf(level.quantity, scale) : null;
      if (units !== null && units > most) most = units;
    }
  return most;
}

/** How long a quantity's bar is, 0 to 100. Something is never nothing. */
export function barOf(quantity: string, scale: number, largest: bigint): number {
  const units = unitsOf(quantity, scale);
  return units === null || units <= 0n ? 0 : Math.max(1, Number((units * 100n) / largest));
}

/** What is between the best bid and the best ask, written as a decimal; below zero where the market is crossed, null where a side is empty. */
export function spreadOf(ladder: Ladder): bigint | null {
  const [bid, ask] = [ladder.bids[0], ladder.asks[0]];
  if (!bid || !ask) return null;
  const [low, high] = [unitsOf(bid.price, ladder.price_scale), unitsOf(ask.price, ladder.price_scale)];
  return low === null || high === null ? null : high - low;
}

/** Who has what at a price, the most first; zeros at the end of decimals are dropped. */
export function sharesOf(level: LadderLevel | null, scale: number): Share[] {
  if (!level) return [];
  const size = (share: Share): bigint => unitsOf(share.quantity, scale) ?? 0n;
  return [...level.venues].sort((one, other) => (size(one) === size(other) ? one.venue.localeCompare(other.venue) : size(one) > size(other) ? -1 : 1));
}

function unitsOf(text: string, scale: number): bigint | null {
  const parsed = parseDecimal(text, scale);
  return parsed.ok ? parsed.units : null;
}
