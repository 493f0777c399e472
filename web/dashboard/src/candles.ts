import { forDrawing } from "./decimal";
import type { Candle } from "./draw/candles";
import type { Instrument, Trade } from "./wire/frames";

/** Adds trades, oldest first, to the candles they belong to. Auction trades count like all others. */
export function addToCandles(candles: Candle[], trades: readonly Trade[], intervalSeconds: number, one: Instrument): void {
  for (const trade of trades) {
    const seconds = Number(trade.time / 1_000_000_000n);
    const time = seconds - (seconds % intervalSeconds);
    const price = forDrawing(trade.price, one.priceScale);
    const volume = forDrawing(trade.quantity, one.quantityScale);
    const last = candles.at(-1);
    if (last?.time === time) {
      last.high = Math.max(last.high, price);
      last.low = Math.min(last.low, price);
      last.close = price;
      last.volume += volume;
    } else if (!last || last.time < time) candles.push({ time, open: price, high: price, low: price, close: price, volume });
  }
}
