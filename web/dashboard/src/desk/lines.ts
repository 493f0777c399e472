import type { Line } from "./view";

/** Several lines over one axis of times, in seconds, as charts want them: where a line has no value of a time there is a gap. */
export function lineUp(lines: readonly Line[]): (number | null)[][] {
  const times = [...new Set(lines.flatMap((line) => line.time))].sort((one, other) => one - other);
  const place = new Map(times.map((time, i) => [time, i]));
  return [
    times.map((time) => time / 1_000),
    ...lines.map((line) => {
      const values: (number | null)[] = new Array<number | null>(times.length).fill(null);
      line.time.forEach((time, i) => {
        const at = place.get(time);
        if (at !== undefined) values[at] = line.value[i] ?? null;
      });
      return values;
    }),
  ];
}
