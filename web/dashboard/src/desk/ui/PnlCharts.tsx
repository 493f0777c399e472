import { signal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { monospaced, readPalette, type Palette } from "../../draw/palette";
import { colours } from "../../state/theme";
import { watch } from "../../state/watch";
import { lineUp } from "../lines";
import { series } from "../state";
import type { Line, Series } from "../view";

const spans = [
  { span: "intraday", name: "Today" }, { span: "daily", name: "Daily" }, { span: "cumulative", name: "All time" }, { span: "strategies", name: "By strategy" },
] as const;

type Span = (typeof spans)[number]["span"];

const chosen = signal<Span>("intraday");
const height = 220;

interface Drawn {
  name: string;
  line: Line;
  colour: string;
}

/** What the desk has made: of the day, of each day, of all time, of each strategy. */
export function PnlCharts({ of, reporting }: { of: Series | null; reporting: string }) {
  const lines = of === null ? [] : linesOf(of, chosen.value, readPalette());
  watch(colours);
  return (
    <section class="panel pnl" aria-labelledby="pnl-title">
      <header>
        <h2 id="pnl-title">Gains and losses</h2>
        <div role="tablist" aria-label="Over">
          {spans.map((one) => <button key={one.span} type="button" role="tab" aria-selected={chosen.value === one.span} onClick={() => (chosen.value = one.span)}>{one.name}</button>)}
        </div>
      </header>
      <Chart />
      <p class="pnl-legend">
        {lines.map((one) => <span key={one.name}><Swatch colour={one.colour} />{one.name}</span>)}
        <span>in {reporting}, times in UTC</span>
      </p>
    </section>
  );
}

// The colour is an attribute, which the page's policy allows; a style would not be.
function Swatch({ colour }: { colour: string }) {
  return <svg class="swatch" width="9" height="9" aria-hidden="true"><rect width="9" height="9" rx="2" fill={colour} /></svg>;
}

function linesOf(of: Series, span: Span, palette: Palette): Drawn[] {
  if (span === "strategies") {
    const colours = [palette.bid, palette.ask, palette.accent, palette.ink, palette.dim];
    return Object.entries(of.strategies).map(([name, line], i) => ({ name, line, colour: colours[i % colours.length] ?? palette.ink }));
  }
  if (span === "cumulative") return [{ name: "result", line: of.cumulative, colour: palette.bid }, { name: "of that unrealised", line: of.unrealised, colour: palette.ask }];
  return [{ name: span === "daily" ? "result of each day" : "since midnight", line: of[span], colour: palette.bid }];
}

function Chart() {
  const into = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    watch(colours);
    const [host, told, span] = [into.current, series.value, chosen.value];
    if (!host || told === null) return;
    const palette = readPalette();
    const lines = linesOf(told, span, palette);
    const data = lineUp(lines.map((one) => one.line));
    const axis = { stroke: palette.dim, font: monospaced(11), grid: { stroke: palette.line, width: 1 }, ticks: { show: false } };
    const isDaily = span === "daily";
    const drawn = new uPlot(
      {
        width: Math.max(200, host.clientWidth - 8), height, legend: { show: false }, padding: [10, 12, 0, 8], cursor: { drag: { x: false, y: false } },
        scales: { x: { time: true, ...(isDaily ? { range: (_, from, to) => [from - 43_200, to + 43_200] } : {}) }, y: { range: (_, least, most) => around(least, most) } },
        axes: [{ ...axis, size: 28, space: 70, values: (_: uPlot, splits: number[]) => labels(splits, isDaily) }, { ...axis, size: 64, values: (_: uPlot, splits: number[]) => splits.map((at) => at.toLocaleString("en-US", { maximumFractionDigits: 4 })) }],
        series: [{}, ...lines.map((one) => (isDaily && uPlot.paths.bars
          ? { stroke: one.colour, fill: one.colour, width: 0, paths: uPlot.paths.bars({ size: [0.6, 60] }), points: { show: false } }
          : { stroke: one.colour, width: 1.5, points: { show: (data[0]?.length ?? 0) < 2 }, spanGaps: true }))],
      },
      data as uPlot.AlignedData, host,
    );
    const resized = new ResizeObserver(() => drawn.setSize({ width: Math.max(200, host.clientWidth - 8), height }));
    resized.observe(host);
    return () => {
      resized.disconnect();
      drawn.destroy();
    };
  });
  return <div ref={into} class="pnl-chart" role="img" aria-label="Gains and losses over time" data-points={series.value?.[chosen.value === "strategies" ? "cumulative" : chosen.value].time.length ?? 0} />;
}

// Zero is always seen: whether it is a gain is what one looks for.
function around(least: number | null, most: number | null): [number, number] {
  const [low, high] = [Math.min(0, least ?? 0), Math.max(0, most ?? 0)];
  const room = Math.max((high - low) * 0.1, 0.0001);
  return [low - (low < 0 ? room : 0), high + (high > 0 || low === 0 ? room : 0)];
}

function labels(splits: readonly number[], isDaily: boolean): string[] {
  const isLong = (splits.at(-1) ?? 0) - (splits[0] ?? 0) > 172_800;
  const isShort = (splits.at(-1) ?? 0) - (splits[0] ?? 0) < 600;
  return splits.map((at) => {
    const iso = new Date(at * 1_000).toISOString();
    if (isDaily) return at % 86_400 === 0 ? iso.slice(5, 10) : "";
    return isLong ? iso.slice(5, 16).replace("T", " ") : iso.slice(11, isShort ? 19 : 16);
  });
}
