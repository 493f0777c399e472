import { expect, test } from "vitest";
import { duration } from "../src/duration";
import { haltNotice, switchName } from "../src/halts";

const clock = (time: string) => time.slice(11, 19);
const about = { type: "circuit_breaker", channel: "halts", symbol: "AAPL", sequence: 1 };

test("a halt is told with its reason and its end", () => {
  const halt = { ...about, status: "triggered", cause: "breaker", reason: "10% price decline in 5 minutes", halt_until: "2026-11-21T10:35:00Z", resume_at: "2026-11-21T10:36:00.000000000Z" };
  expect(haltNotice(halt, clock)).toBe("AAPL is halted: 10% price decline in 5 minutes. It trades again at 10:36:00.");
  expect(haltNotice({ ...halt, resume_at: null }, clock)).toBe("AAPL is halted: 10% price decline in 5 minutes. It stays so until it is told to trade again.");
});

test("every other notice says what it is about", () => {
  expect(haltNotice({ ...about, status: "auction", resume_at: "2026-11-21T10:36:00Z" }, clock)).toBe("AAPL collects orders for its reopening at 10:36:00.");
  expect(haltNotice({ ...about, status: "resumed", by_command: true }, clock)).toBe("The halt of AAPL is over, by command.");
  expect(haltNotice({ ...about, status: "limit_down", limit_price: "142.50", pauses_at: "2026-11-21T10:36:00Z" }, clock)).toContain("lower limit 142.50");
  expect(haltNotice({ ...about, status: "limit_over" }, clock)).toBe("AAPL is off its limit.");
  expect(haltNotice({ ...about, symbol: null, status: "market_wide", level: 3, reason: "index fell 20%", halt_until: null }, clock)).toBe("Level 3 of the market breaker: index fell 20%. Trading halts for the rest of the day.");
  expect(haltNotice({ ...about, status: "stopped", scope: "instrument" }, clock)).toContain("AAPL is stopped");
  expect(haltNotice({ ...about, symbol: null, status: "released", scope: "exchange" }, clock)).toContain("the exchange is off");
});

test("a notice of a kind this page is older than says nothing", () => {
  expect(haltNotice({ ...about, status: "something_new" }, clock)).toBe("");
});

test("a kill switch is named as its path has it, and not at all where nothing is named", () => {
  expect(switchName("exchange", "ignored")).toBe("exchange");
  expect(switchName("instrument", " BTC-USDT ")).toBe("instrument-BTC-USDT");
  expect(switchName("account", "alice")).toBe("account-alice");
  expect(switchName("session", "12")).toBe("session-12");
  expect(switchName("session", "twelve")).toBe("");
  expect(switchName("account", "  ")).toBe("");
});

test("durations are said in the largest unit that fits", () => {
  expect([0, 500, 1_000, 90_000, 300_000, 86_400_000].map(duration)).toEqual(["none", "500 ms", "1 s", "90 s", "5 min", "24 h"]);
});
