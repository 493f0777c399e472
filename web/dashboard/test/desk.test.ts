import { expect, test } from "vitest";
import { EventReader } from "../src/desk/events";
import { lineUp } from "../src/desk/lines";
import { byUrgency, urgency, type Use } from "../src/desk/view";

function use(limit: string, share: number | null, sense: Use["sense"] = "most"): Use {
  return { limit, of: "desk", name: "desk", used: "0", most: "1", unit: "reporting", sense, share };
}

test("events are read however their text is cut", () => {
  const text = "event: desk\ndata: {\"a\":1}\n\n:\n\nevent: desk\ndata: {\"a\":2}\n\nevent: other\ndata: x\ndata: y\n\n";
  for (let size = 1; size < text.length; size++) {
    const told: string[] = [];
    const reader = new EventReader((kind, data) => told.push(`${kind} ${data}`));
    for (let at = 0; at < text.length; at += size) reader.feed(text.slice(at, at + size));
    expect(told).toEqual(["desk {\"a\":1}", "desk {\"a\":2}", "other x\ny"]);
  }
});

test("lines of different times stand over one axis, with gaps", () => {
  expect(lineUp([{ time: [1_000, 3_000], value: [1, 3] }, { time: [2_000, 3_000], value: [20, 30] }])).toEqual([[1, 2, 3], [1, null, 3], [null, 20, 30]]);
  expect(lineUp([])).toEqual([[]]);
});

test("what is nearest to its limit comes first, also where the limit bounds from below", () => {
  expect(urgency(use("MarginRatio", 0.25, "least"))).toBe(0.25);
  expect(urgency(use("MarginRatio", null, "least"))).toBe(null);
  expect(byUrgency([use("a", 0.1), use("none", null), use("b", 0.9), use("c", 0.5, "least")]).map((one) => one.limit)).toEqual(["b", "c", "a", "none"]);
});
