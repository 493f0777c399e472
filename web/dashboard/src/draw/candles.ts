import uPlot from "uplot";
import { clockOf, monospaced, readPalette } from "./palette";

/** One interval, as floats for drawing; `time` in seconds. */
export interface Candle {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

// The enumeration of uPlot is there for the compiler only.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- it is declared, but not exported by the code
const rightSide = 1 as uPlot.Axis.Side;

/** Candles above their volume. */
export function makeCandleChart(into: HTMLElement, priceScale: number): { set(candles: readonly Candle[]): void; destroy(): void } {
  const size = (): { width: number; height: number } => ({ width: Math.max(120, into.clientWidth), height: Math.max(120, into.clientHeight) });
  const axis = (more: uPlot.Axis): uPlot.Axis => ({
    stroke: () => readPalette().dim, font: monospaced(11), grid: { stroke: () => readPalette().line, width: 1 }, ticks: { show: false }, ...more,
  });
  const chart = new uPlot(
    {
      ...size(),
      legend: { show: false },
      cursor: { points: { show: false }, y: true },
      padding: [10, 0, 0, 8],
      scales: { x: { time: true }, y: { range: priceRange }, v: { range: (_, __, most) => [0, Math.max(most, 1) * 5] } },
      axes: [axis({ size: 28, space: 70, values: (_, splits, __, ___, step) => splits.map((at) => labelOf(at, step)) }), axis({ side: rightSide, size: 72, values: (_, splits) => splits.map((at) => at.toFixed(priceScale)) })],
      series: [{}, { scale: "y", paths: () => null, points: { show: false } }, { scale: "y", paths: () => null, points: { show: false } }, { scale: "y", paths: () => null, points: { show: false } },
        { scale: "y", paths: () => null, points: { show: false } }, { scale: "v", paths: () => null, points: { show: false } }],
      hooks: { draw: [drawCandles] },
    },
    [[], [], [], [], [], []],
    into,
  );
  const watch = new ResizeObserver(() => chart.setSize(size()));
  watch.observe(into);
  return {
    set(candles) {
      const column = (of: keyof Candle): number[] => candles.map((candle) => candle[of]);
      chart.setData([column("time"), column("open"), column("high"), column("low"), column("close"), column("volume")]);
    },
    destroy() {
      watch.disconnect();
      chart.destroy();
    },
  };
}

function labelOf(seconds: number, step: number): string {
  return step >= 86_400 ? new Date(seconds * 1_000).toLocaleDateString("en-GB", { day: "2-digit", month: "short" }) : clockOf(seconds, step < 60);
}

function priceRange(chart: uPlot): uPlot.Range.MinMax {
  const [highs, lows] = [chart.data[2], chart.data[3]];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  highs?.forEach((at) => (high = Math.max(high, at ?? high)));
  lows?.forEach((at) => (low = Math.min(low, at ?? low)));
  if (high < low) return [0, 1];
  const room = (high - low || high * 0.001 || 1) * 0.1;
  return [low - room * 2.5, high + room];
}

function drawCandles(chart: uPlot): void {
  const palette = readPalette();
  const { ctx } = chart;
  const [times, opens, highs, lows, closes, volumes] = chart.data;
  const count = times.length;
  if (count === 0 || !opens || !highs || !lows || !closes || !volumes) return;
  let gap = chart.bbox.width / 20;
  for (let i = 1; i < count; i++) gap = Math.min(gap, chart.valToPos(times[i] ?? 0, "x", true) - chart.valToPos(times[i - 1] ?? 0, "x", true));
  const width = Math.max(1, Math.min(14 * devicePixelRatio, gap * 0.7));
  ctx.save();
  ctx.beginPath();
  ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
  ctx.clip();
  for (let i = 0; i < count; i++) {
    const x = chart.valToPos(times[i] ?? 0, "x", true);
    const at = (series: ArrayLike<number | null | undefined>, scale: string): number => chart.valToPos(series[i] ?? 0, scale, true);
    const [open, close] = [at(opens, "y"), at(closes, "y")];
    ctx.fillStyle = close <= open ? palette.bid : palette.ask;
    ctx.globalAlpha = 0.25;
    const top = at(volumes, "v");
    ctx.fillRect(x - width / 2, top, width, chart.bbox.top + chart.bbox.height - top);
    ctx.globalAlpha = 1;
    ctx.fillRect(x - devicePixelRatio / 2, at(highs, "y"), devicePixelRatio, Math.max(1, at(lows, "y") - at(highs, "y")));
    ctx.fillRect(x - width / 2, Math.min(open, close), width, Math.max(devicePixelRatio, Math.abs(close - open)));
  }
  ctx.restore();
}
