/** A page of Prometheus text, by name and labels as written: `order_submission_latency{quantile="0.5"}`. For showing only. */
export function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const space = line.lastIndexOf(" ");
    if (space > 0) values.set(line.slice(0, space), Number(line.slice(space + 1)));
  }
  return values;
}

/** A latency for reading: three digits and the unit that fits. */
export function showSeconds(seconds: number | undefined): string {
  if (seconds === undefined || Number.isNaN(seconds)) return "–";
  for (const [unit, factor] of [["s", 1], ["ms", 1e3], ["µs", 1e6]] as const) {
    const size = seconds * factor;
    if (size >= 1) return `${size >= 100 ? Math.round(size) : size.toPrecision(3)} ${unit}`;
  }
  return `${Math.round(seconds * 1e9)} ns`;
}
