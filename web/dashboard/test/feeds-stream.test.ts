import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FeedStream, silenceMs, type EventSourceLike, type FeedConnection } from "../src/feeds/stream";

class Source implements EventSourceLike {
  readonly listeners = new Map<string, (event: { data?: unknown }) => void>();
  closed = false;

  constructor(readonly path: string) {}

  addEventListener(kind: string, listener: (event: { data?: unknown }) => void): void {
    this.listeners.set(kind, listener);
  }

  close(): void {
    this.closed = true;
  }

  tell(kind: string, data?: unknown): void {
    this.listeners.get(kind)?.(data === undefined ? {} : { data: JSON.stringify(data) });
  }
}

const opened: Source[] = [];
let states: FeedConnection[] = [];
let told: string[] = [];

function make(): FeedStream {
  return new FeedStream(
    { onConnection: (state) => states.push(state), onFeeds: (feeds) => told.push(`feeds ${feeds.time}`), onLadder: (ladder) => told.push(`ladder ${ladder.name}`) },
    (path) => {
      const source = new Source(path);
      opened.push(source);
      return source;
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  opened.length = 0;
  states = [];
  told = [];
});
afterEach(() => vi.useRealTimers());

test("a symbol is asked for by its name, and what comes is told", () => {
  make().show("BTC-USDT.PERP:USDT", 25);
  expect(opened.map((source) => source.path)).toEqual(["/api/v1/feeds/stream?symbol=BTC-USDT.PERP%3AUSDT&depth=25"]);
  opened[0]?.tell("feeds", { time: "now" });
  opened[0]?.tell("ladder", { name: "BTC-USDT.PERP:USDT" });
  expect(told).toEqual(["feeds now", "ladder BTC-USDT.PERP:USDT"]);
  expect(new Set(states)).toEqual(new Set(["live"]));
});

test("another symbol closes the stream of the one before, which is not heard again", () => {
  const stream = make();
  stream.show("A", 25);
  stream.show("A", 25);
  stream.show("B", 25);
  expect(opened.map((source) => [source.path.includes("symbol=A"), source.closed])).toEqual([[true, true], [false, false]]);
  opened[0]?.tell("ladder", { name: "A" });
  opened[0]?.tell("error");
  expect(told).toEqual([]);
  expect(states).toEqual([]);
});

test("silence counts as lost, and the waits before trying again grow", async () => {
  make().show(null, 25);
  opened[0]?.tell("feeds", { time: "now" });
  await vi.advanceTimersByTimeAsync(silenceMs - 1);
  expect(states.at(-1)).toBe("live");
  await vi.advanceTimersByTimeAsync(1);
  expect(states.at(-1)).toBe("lost");
  expect(opened[0]?.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(500);
  expect(opened).toHaveLength(2);
  opened[1]?.tell("error");
  await vi.advanceTimersByTimeAsync(999);
  expect(opened).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(opened).toHaveLength(3);
  opened[2]?.tell("feeds", { time: "then" });
  opened[2]?.tell("error");
  await vi.advanceTimersByTimeAsync(500);
  expect(opened).toHaveLength(4);
});

test("once stopped it stays so", async () => {
  const stream = make();
  stream.show(null, 25);
  stream.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(opened).toHaveLength(1);
  expect(opened[0]?.closed).toBe(true);
});
