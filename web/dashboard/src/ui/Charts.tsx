import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import { ask, piece, Refusal, type JsonObject } from "../api/rest";
import { addToCandles } from "../candles";
import { forDrawing, parseDecimal } from "../decimal";
import { makeCandleChart, type Candle } from "../draw/candles";
import { Heatmap } from "../draw/heatmap";
import { readPalette } from "../draw/palette";
import { chart } from "../state/screen";
import { colours } from "../state/theme";
import { book, bookListeners, bookVersion, instrument, selected, tradeListeners } from "../state/store";
import type { Instrument, Trade } from "../wire/frames";
import { watch } from "../state/watch";
import { text } from "../api/json";

const intervals = ["1s", "1m", "5m", "1h", "1d"] as const;
const seconds: Record<(typeof intervals)[number], number> = { "1s": 1, "1m": 60, "5m": 300, "1h": 3_600, "1d": 86_400 };
const interval = signal<(typeof intervals)[number]>("1m");
const source = signal("");

export function Charts() {
  return (
    <section class="panel charts" aria-label="Charts">
      <header>
        <div role="tablist" aria-label="Chart">
          <button type="button" role="tab" aria-selected={chart.value === "heatmap"} onClick={() => (chart.value = "heatmap")}>Depth over time</button>
          <button type="button" role="tab" aria-selected={chart.value === "candles"} onClick={() => (chart.value = "candles")}>Candles</button>
        </div>
        {chart.value === "candles" && (
          <>
            <select aria-label="Interval" value={interval.value} onChange={(event) => (interval.value = event.currentTarget.value as (typeof intervals)[number])}>
              {intervals.map((one) => <option key={one}>{one}</option>)}
            </select>
            <small class="dim">{source.value}</small>
          </>
        )}
        {chart.value === "heatmap" && <small class="dim legend"><i class="swatch bid" /> bids <i class="swatch ask" /> asks, dots are trades</small>}
      </header>
      {chart.value === "heatmap" ? <DepthOverTime /> : <Candles />}
    </section>
  );
}

function DepthOverTime() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<Heatmap | null>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const drawn = (map.current = new Heatmap(canvas.current));
    const onBook = (): void => {
      if (instrument.value) drawn.add(book.value, instrument.value, readPalette());
    };
    const onTrades = (trades: readonly Trade[], snapshot: boolean): void => {
      if (!snapshot && instrument.value) drawn.trade(trades, instrument.value);
    };
    // A quiet book goes on in time as well.
    const clock = setInterval(() => {
      if (bookVersion.value > 0) onBook();
    }, 1_000);
    const resized = new ResizeObserver(() => drawn.redraw(readPalette(), instrument.value));
    resized.observe(canvas.current);
    bookListeners.add(onBook);
    tradeListeners.add(onTrades);
    return () => {
      clearInterval(clock);
      resized.disconnect();
      bookListeners.delete(onBook);
      tradeListeners.delete(onTrades);
    };
  }, []);
  useSignalEffect(() => {
    watch(selected);
    map.current?.clear();
  });
  useSignalEffect(() => {
    watch(colours);
    map.current?.redraw(readPalette(), instrument.value);
  });
  return <canvas ref={canvas} class="canvas" role="img" aria-label="Depth of the book over time, as a heat map" />;
}

function Candles() {
  const into = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const one = instrument.value;
    const chosen = interval.value;
    watch(colours);
    if (!into.current || !one) return;
    const drawn = makeCandleChart(into.current, one.priceScale);
    const feed = followCandles(one, chosen, (candles) => drawn.set(candles));
    return () => {
      feed.stop();
      drawn.destroy();
    };
  });
  return <div ref={into} class="canvas" role="img" aria-label="Candles of the chosen interval with volume" />;
}

/** The exchange's own candles where it has them; else what the kept trades give. Live trades are added to either. */
function followCandles(one: Instrument, chosen: (typeof intervals)[number], show: (candles: readonly Candle[]) => void): { stop(): void } {
  let candles: Candle[] = [];
  let lastTrade = 0;
  let stopped = false;
  const load = async (): Promise<void> => {
    try {
      const answer = await ask(`/candles/${piece(one.symbol)}?interval=${chosen}&limit=300`);
      candles = items(answer.candles).map((candle) => read(candle, one));
      source.value = "";
    } catch (problem) {
      if (!(problem instanceof Refusal)) return;
      const answer = await ask(`/trades/${piece(one.symbol)}?limit=1000`);
      const known = items(answer.trades).reverse().map((trade) => asTrade(trade, one));
      candles = [];
      addToCandles(candles, known, seconds[chosen], one);
      lastTrade = known.at(-1)?.id ?? 0;
      source.value = "from the last 1,000 trades";
    }
    if (!isStopped()) show(candles);
  };
  const isStopped = (): boolean => stopped;
  const onTrades = (trades: readonly Trade[]): void => {
    if (source.value === "") return;
    addToCandles(candles, trades.filter((trade) => trade.id > lastTrade), seconds[chosen], one);
    lastTrade = Math.max(lastTrade, trades.at(-1)?.id ?? 0);
    show(candles);
  };
  void load();
  // The exchange's candles are asked for again; those made here go on by themselves.
  const clock = setInterval(() => {
    if (source.value === "") void load();
  }, 2_000);
  tradeListeners.add(onTrades);
  return {
    stop() {
      stopped = true;
      clearInterval(clock);
      tradeListeners.delete(onTrades);
    },
  };
}

function items(list: unknown): JsonObject[] {
  return Array.isArray(list) ? (list as JsonObject[]) : [];
}

function read(candle: JsonObject, one: Instrument): Candle {
  const price = (name: string): number => float(candle[name], one.priceScale);
  return {
    time: Date.parse(text(candle.time)) / 1_000, open: price("open"), high: price("high"), low: price("low"), close: price("close"), volume: float(candle.volume, one.quantityScale),
  };
}

function asTrade(trade: JsonObject, one: Instrument): Trade {
  const units = (name: string, scale: number): bigint => {
    const parsed = parseDecimal(text(trade[name]), scale);
    return parsed.ok ? parsed.units : 0n;
  };
  return {
    id: Number(trade.trade_id), price: units("price", one.priceScale), quantity: units("quantity", one.quantityScale), side: trade.side === "sell" ? "sell" : "buy",
    auction: trade.auction === true, sequence: Number(trade.sequence), time: BigInt(Date.parse(text(trade.timestamp ?? trade.time))) * 1_000_000n,
  };
}

function float(text: unknown, scale: number): number {
  const parsed = parseDecimal(String(text), scale);
  return parsed.ok ? forDrawing(parsed.units, scale) : 0;
}
