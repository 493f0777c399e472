import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { askText, Refusal } from "../api/rest";
import { clockOf, monospaced, readPalette } from "../draw/palette";
import { parseMetrics, showSeconds } from "../metrics";
import { colours } from "../state/theme";
import { stateChanges } from "../state/store";
import { watch } from "../state/watch";

interface Ready {
  status: string;
  reason?: string;
  sequence: number;
  durable_sequence: number;
  alerts?: { name: string; severity: string; since: string; text: string }[];
}

interface Sample {
  at: number;
  values: Map<string, number>;
}

const everyMs = 1_000;
const keptSamples = 600;
const samples = signal<readonly Sample[]>([]);
const ready = signal<Ready | null>(null);
const problem = signal("");

const latencies: readonly { name: string; title: string }[] = [
  { name: "order_submission_latency", title: "Order in to durable answer" },
  { name: "order_cancellation_latency", title: "Cancel in to durable answer" },
  { name: "matching_latency", title: "Matching, one command" },
  { name: "rialto_journal_commit_seconds", title: "Sequenced to durable" },
  { name: "disk_write_latency", title: "Disk, one batch" },
  { name: "api_request_latency", title: "REST request" },
];

/** How the exchange is: what it does a second, how long things take, how far the journal is behind, what is wrong. */
export function Health() {
  useEffect(() => {
    void sample();
    const clock = setInterval(() => void sample(), everyMs);
    return () => clearInterval(clock);
  }, []);
  const now = samples.value.at(-1);
  const value = (name: string): number | undefined => now?.values.get(name);
  const behind = ready.value ? Math.max(0, ready.value.sequence - ready.value.durable_sequence) : undefined;
  return (
    <main class="page health">
      {problem.value && <p class="banner" role="alert">{problem.value}</p>}
      {ready.value?.alerts?.map((alert) => (
        <p key={alert.name} class={`banner ${alert.severity}`} role="alert"><b>{alert.name}</b> since {new Date(alert.since).toLocaleTimeString("en-GB")}: {alert.text}</p>
      ))}
      <div class="tiles">
        <Tile name="Exchange" value={ready.value?.status ?? "–"} note={ready.value?.reason ?? ""} />
        <Tile name="Orders a second" value={rate("orders_total")} />
        <Tile name="Trades a second" value={rate("trades_total")} />
        <Tile name="Live orders" value={whole(value("live_orders"))} />
        <Tile name="Journal behind" value={behind === undefined ? "–" : `${whole(behind)} commands`} note={`${whole(value("rialto_journal_queued_bytes"))} bytes queued`} />
        <Tile name="Intake" value={whole(value("intake_depth"))} note="commands waiting" />
        <Tile name="Sockets" value={whole(value("websocket_connections"))} />
        <Tile name="Memory" value={`${whole((value("memory_usage_bytes") ?? 0) / 1_048_576)} MiB`} />
      </div>
      <section class="panel" aria-labelledby="rate-title">
        <header><h2 id="rate-title">Throughput</h2><small class="dim legend"><i class="swatch accent" /> orders <i class="swatch ask" /> trades a second; counted by this page every second</small></header>
        <RateChart />
      </section>
      <section class="panel" aria-labelledby="latency-title">
        <header><h2 id="latency-title">Latency since the start</h2></header>
        <div class="scroll">
          <table class="figures">
            <thead><tr><th scope="col">What</th>{["p50", "p95", "p99", "p99.9"].map((name) => <th key={name} scope="col" class="n">{name}</th>)}<th scope="col" class="n">Count</th></tr></thead>
            <tbody>
              {latencies.map(({ name, title }) => (
                <tr key={name}>
                  <th scope="row">{title}</th>
                  {["0.5", "0.95", "0.99", "0.999"].map((quantile) => <td key={quantile} class="n">{(value(`${name}_count`) ?? 0) > 0 ? showSeconds(value(`${name}{quantile="${quantile}"}`)) : "–"}</td>)}
                  <td class="n">{whole(value(`${name}_count`))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="panel" aria-labelledby="changes-title">
        <header><h2 id="changes-title">Changes of state since this page was opened</h2></header>
        <div class="scroll">
          {stateChanges.value.length === 0 ? <p class="empty">None.</p> : (
            <table class="figures">
              <tbody>{stateChanges.value.map((change) => <tr key={`${change.symbol}${change.at}`}><td class="dim">{new Date(change.at).toLocaleTimeString("en-GB")}</td><th scope="row">{change.symbol}</th><td>{change.from} → {change.to}</td></tr>)}</tbody>
            </table>
          )}
        </div>
      </section>
    </main>
  );
}

function Tile({ name, value, note = "" }: { name: string; value: string; note?: string }) {
  return <div class="tile"><span>{name}</span><b class="figures">{value}</b><small class="dim">{note}</small></div>;
}

function RateChart() {
  const into = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  useSignalEffect(() => {
    watch(colours);
    const host = into.current;
    if (!host) return;
    const palette = readPalette();
    const axis = { stroke: palette.dim, font: monospaced(11), grid: { stroke: palette.line, width: 1 }, ticks: { show: false } };
    const drawn = (chart.current = new uPlot(
      {
        width: Math.max(200, host.clientWidth), height: 200, legend: { show: false }, padding: [10, 12, 0, 8],
        scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.15)] } },
        axes: [{ ...axis, size: 28, space: 90, incrs: [1, 5, 10, 15, 30, 60, 120], values: (_: uPlot, splits: number[]) => splits.map((at) => clockOf(at, true)) }, { ...axis, size: 64 }],
        series: [{}, { stroke: palette.accent, width: 1.5, points: { show: false } }, { stroke: palette.ask, width: 1.5, points: { show: false } }],
      },
      [[], [], []], host,
    ));
    const resized = new ResizeObserver(() => drawn.setSize({ width: Math.max(200, host.clientWidth), height: 200 }));
    resized.observe(host);
    return () => {
      resized.disconnect();
      drawn.destroy();
      chart.current = null;
    };
  });
  useSignalEffect(() => {
    const all = samples.value;
    const times = all.slice(1).map((one) => one.at / 1_000);
    chart.current?.setData([times, rates(all, "orders_total"), rates(all, "trades_total")]);
  });
  return <div ref={into} class="chart-host" data-samples={samples.value.length} role="img" aria-label="Orders and trades a second" />;
}

function rates(all: readonly Sample[], name: string): number[] {
  return all.slice(1).map((one, i) => {
    const before = all[i];
    return before ? Math.max(0, (((one.values.get(name) ?? 0) - (before.values.get(name) ?? 0)) * 1_000) / (one.at - before.at)) : 0;
  });
}

function rate(name: string): string {
  const last = rates(samples.value.slice(-2), name)[0];
  return last === undefined ? "–" : whole(last);
}

function whole(number: number | undefined): string {
  return number === undefined ? "–" : Math.round(number).toLocaleString("en-US");
}

async function sample(): Promise<void> {
  try {
    const response = await fetch("/health/ready", { cache: "no-store" });
    ready.value = (await response.json()) as Ready;
    const text = await askText("/metrics");
    samples.value = [...samples.value, { at: performance.timeOrigin + performance.now(), values: parseMetrics(text) }].slice(-keptSamples);
    problem.value = "";
  } catch (caught) {
    problem.value = caught instanceof Refusal && caught.status === 401 ? "This exchange shows its figures only to keys that may administrate." : "The exchange does not answer.";
  }
}
