import { columnsOf, LatencyAxis, showNs } from "../latency";
import { feeds } from "../state";
import type { Latency, VenueLatency } from "../view";
import { whole } from "./Text";

/** How long things take, venue by venue: from receipt to the best prices, and from the venue's time to our receipt. */
export function LatencyPage() {
  const venues = feeds.value?.venues ?? [];
  return (
    <main class="page feeds-page">
      <Table id="nbbo" title="Received to best prices" note="from the receipt of a frame until the best prices over all venues stand, since the start" rows={venues.map((one) => ({ venue: one.venue, latency: one.latency, clock: null }))} />
      <Table id="venue" title="Event to receipt" note="the venue's time beside ours, since the start: less the clock's offset, give or take its error; below zero counts as zero" rows={venues.map((one) => ({ venue: one.venue, latency: one.venue_latency, clock: one.venue_latency }))} />
    </main>
  );
}

interface Row {
  venue: string;
  latency: Latency;
  clock: VenueLatency | null;
}

function Table({ id, title, note, rows }: { id: string; title: string; note: string; rows: readonly Row[] }) {
  const axis = LatencyAxis.of(rows.map((row) => row.latency));
  const hasClock = rows.some((row) => row.clock !== null);
  return (
    <section class="panel" aria-labelledby={`${id}-title`} data-latency={id}>
      <header><h2 id={`${id}-title`}>{title}</h2><small class="dim">{note}</small></header>
      <div class="scroll">
        <table class="figures latencies">
          <thead>
            <tr>
              <th scope="col">Venue</th>
              <th scope="col" class="spread"><Decades axis={axis} /></th>
              {["p50", "p95", "p99", "p99.9", "max"].map((name) => <th key={name} scope="col" class="n">{name}</th>)}
              <th scope="col" class="n">Count</th>
              {hasClock && <th scope="col" class="n">Clock ahead by</th>}
            </tr>
          </thead>
          <tbody>{rows.map((row) => <LatencyRow key={row.venue} row={row} axis={axis} />)}</tbody>
        </table>
        {rows.length === 0 && <p class="empty">{feeds.value === null ? "Waiting for the feed role." : "No venue is subscribed."}</p>}
      </div>
    </section>
  );
}

function LatencyRow({ row: { venue, latency, clock }, axis }: { row: Row; axis: LatencyAxis }) {
  const values = [latency.p50_ns, latency.p95_ns, latency.p99_ns, latency.p99_9_ns, latency.max_ns];
  return (
    <tr data-venue={venue}>
      <th scope="row">{venue}</th>
      <td class="spread">{latency.count > 0 && <Histogram venue={venue} latency={latency} axis={axis} />}</td>
      {values.map((ns, i) => <td key={i} class="n">{latency.count > 0 ? showNs(ns) : "–"}</td>)}
      <td class="n">{whole(latency.count)}</td>
      {clock && <td class="n">{clock.clock_source === "none" || clock.clock_offset_ns === null ? "not known" : `${showNs(clock.clock_offset_ns)} ± ${showNs(clock.clock_error_ns)}`}</td>}
    </tr>
  );
}

/** Columns are what was counted; the line below reaches from the median to the longest, thick up to p99. */
function Histogram({ venue, latency, axis }: { venue: string; latency: Latency; axis: LatencyAxis }) {
  const [p50, p99, most] = [axis.at(latency.p50_ns), axis.at(latency.p99_ns), axis.at(latency.max_ns)];
  return (
    <svg class="histogram" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={`${venue}: median ${showNs(latency.p50_ns)}, p99 ${showNs(latency.p99_ns)}, longest ${showNs(latency.max_ns)}`}>
      {axis.decades.map((ns) => <rect key={ns} class="decade" x={Math.min(99.8, axis.at(ns))} width="0.2" height="24" />)}
      {columnsOf(latency, axis).map((column) => <rect key={column.x} class="column" x={column.x} width={column.width} y={18 - 17 * column.height} height={17 * column.height} />)}
      <rect class="reach" x={p50} width={Math.max(0.3, most - p50)} y="20.5" height="1" />
      <rect class="usual" x={p50} width={Math.max(0.3, p99 - p50)} y="19.5" height="3" />
    </svg>
  );
}

function Decades({ axis }: { axis: LatencyAxis }) {
  const decades = axis.decades;
  return <span class="decades">{decades.map((ns) => <span key={ns}>{showNs(ns).replace(/\.0+(?= )/, "")}</span>)}</span>;
}
