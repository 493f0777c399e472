import type { Feeds, Ladder } from "./view";

export type FeedConnection = "connecting" | "live" | "lost";

export interface StreamListener {
  onConnection(state: FeedConnection): void;
  onFeeds(feeds: Feeds): void;
  onLadder(ladder: Ladder): void;
}

/** The few things a stream of events is asked for; a browser's own, or a test's. */
export interface EventSourceLike {
  addEventListener(kind: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

/** How long nothing may come before the stream counts as lost: the server writes every second, changed or not. */
export const silenceMs = 5_000;

/** First wait before connecting again; doubles up to the last. */
const waitMs = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** The feed role's events for one symbol: connects, notices silence, connects again with ever longer waits. */
export class FeedStream {
  private source: EventSourceLike | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private path = "";

  constructor(
    private readonly listener: StreamListener,
    private readonly open: (path: string) => EventSourceLike = (path) => new EventSource(path),
  ) {}

  /** Shows a symbol, or none; what was shown before is no longer heard. */
  show(symbol: string | null, depth: number): void {
    const path = symbol === null ? "/api/v1/feeds/stream" : `/api/v1/feeds/stream?symbol=${encodeURIComponent(symbol)}&depth=${depth}`;
    if (path === this.path) return;
    this.path = path;
    this.failures = 0;
    this.connect();
  }

  stop(): void {
    this.path = "";
    this.end();
  }

  private connect(): void {
    this.end();
    const source = this.open(this.path);
    this.source = source;
    const heard = (take: (text: string) => void) => (event: { data?: unknown }): void => {
      if (this.source !== source || typeof event.data !== "string") return;
      this.failures = 0;
      this.listenOn();
      this.listener.onConnection("live");
      take(event.data);
    };
    source.addEventListener("feeds", heard((text) => this.listener.onFeeds(JSON.parse(text) as Feeds)));
    source.addEventListener("ladder", heard((text) => this.listener.onLadder(JSON.parse(text) as Ladder)));
    source.addEventListener("error", () => {
      if (this.source === source) this.lose();
    });
    this.listenOn();
  }

  private listenOn(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lose(), silenceMs);
  }

  private lose(): void {
    this.end();
    this.listener.onConnection("lost");
    const wait = waitMs[Math.min(this.failures++, waitMs.length - 1)];
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private end(): void {
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }
}
