import { expect, test } from "vitest";
import { columnsOf, LatencyAxis, showNs } from "../src/feeds/latency";
import type { Latency } from "../src/feeds/view";

const latency = (...buckets: [number, number][]): Latency => ({
  count: buckets.reduce((total, [, count]) => total + count, 0), p50_ns: buckets[0]?.[0] ?? 0, p95_ns: 0, p99_ns: 0, p99_9_ns: 0, max_ns: buckets.at(-1)?.[0] ?? 0,
  buckets: buckets.map(([at_most_ns, count], i) => ({ above_ns: buckets[i - 1]?.[0] ?? 0, at_most_ns, count })),
});

test("an axis reaches from the decade below the shortest to the one above the longest", () => {
  const axis = LatencyAxis.of([latency([2_000, 1]), latency([500, 1], [3_000_000, 1])]);
  expect(axis.decades).toEqual([100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]);
  expect(axis.at(100)).toBe(0);
  expect(axis.at(10_000_000)).toBe(100);
  expect(axis.at(31_622.7766)).toBeCloseTo(50);
  expect(axis.at(1)).toBe(0);
});

test("without anything measured an axis is from a microsecond to a second", () => {
  expect(LatencyAxis.of([latency()]).decades).toHaveLength(7);
  expect(columnsOf(latency(), LatencyAxis.of([]))).toEqual([]);
});

test("a column is as wide as its bucket on the axis, and the fullest is the highest", () => {
  const one = latency([1_000, 100], [2_000, 25], [10_000, 1]);
  const axis = LatencyAxis.of([one]);
  const columns = columnsOf(one, axis);
  expect(columns.map((column) => column.height)).toEqual([1, 0.5, 0.1]);
  expect(columns[1]?.x).toBeCloseTo(axis.at(1_000));
  expect((columns[1]?.x ?? 0) + (columns[1]?.width ?? 0)).toBeCloseTo(axis.at(2_000));
  expect(columns[2]?.x).toBeCloseTo(axis.at(2_000));
  expect(columns[0]?.x).toBe(0);
});

test("nanoseconds are read in the unit that fits", () => {
  expect([0, 999, 1_500, 123_456, 2_500_000, 1_230_000_000, -1_000_000].map(showNs)).toEqual(["0 ns", "999 ns", "1.50 µs", "123 µs", "2.50 ms", "1.23 s", "-1.00 ms"]);
  expect(showNs(null)).toBe("–");
});
