import type { Latency } from "./view";

/** Latencies on a logarithmic axis: a decade is as wide as any other, so that 2 µs and 200 ms are both seen. */
export class LatencyAxis {
  private constructor(
    private readonly low: number,
    private readonly high: number,
  ) {}

  /** From the decade below the shortest to the one above the longest of all that is shown; 1 µs to 1 s where there is nothing. */
  static of(all: readonly Latency[]): LatencyAxis {
    const shown = all.filter((one) => one.count > 0);
    if (shown.length === 0) return new LatencyAxis(3, 9);
    const low = Math.floor(Math.log10(Math.max(1, Math.min(...shown.map(leastOf)))));
    const high = Math.ceil(Math.log10(Math.max(10, ...shown.map((one) => one.max_ns))));
    return new LatencyAxis(low, Math.max(high, low + 1));
  }

  /** Where a latency is, 0 to 100. */
  at(ns: number): number {
    const place = ((Math.log10(Math.max(1, ns)) - this.low) / (this.high - this.low)) * 100;
    return Math.min(100, Math.max(0, place));
  }

  /** The powers of ten that are on it. */
  get decades(): number[] {
    return Array.from({ length: this.high - this.low + 1 }, (_, i) => 10 ** (this.low + i));
  }
}

export interface Column {
  /** Where it begins and how wide it is, 0 to 100. */
  x: number;
  width: number;
  /** How high, 0 to 1: the root of its share of the fullest, so that a rare long one is still seen. */
  height: number;
}

/** The histogram's columns. */
export function columnsOf(latency: Latency, axis: LatencyAxis): Column[] {
  const { buckets } = latency;
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  return buckets.map(({ above_ns, at_most_ns, count }) => {
    const x = axis.at(above_ns);
    return { x, width: Math.max(0.4, axis.at(at_most_ns) - x), height: Math.sqrt(count / most) };
  });
}

/** Nanoseconds for reading: three digits and the unit that fits. */
export function showNs(ns: number | null | undefined): string {
  if (ns === null || ns === undefined || Number.isNaN(ns)) return "–";
  const size = Math.abs(ns);
  for (const [unit, factor] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]] as const)
    if (size >= factor) return `${digits(ns / factor)} ${unit}`;
  return `${Math.round(ns)} ns`;
}

// Where the first range ends below the median, so that the axis does not begin at a bound that nothing was near.
function leastOf(latency: Latency): number {
  const first = latency.buckets[0];
  return first ? Math.min(first.at_most_ns / 2, latency.p50_ns) : latency.p50_ns;
}

function digits(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
