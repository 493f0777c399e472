/** A duration as a person says it. */
export function duration(ms: number): string {
  if (ms === 0) return "none";
  for (const [unit, size] of [["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const) if (ms % size === 0) return `${ms / size} ${unit}`;
  return `${ms} ms`;
}
