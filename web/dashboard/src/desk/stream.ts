import { EventReader } from "./events";
import type { Desk } from "./view";

export type DeskConnection = "connecting" | "live" | "lost" | "closed";

export interface DeskListener {
  onConnection(state: DeskConnection): void;
  onDesk(desk: Desk): void;
}

/** How long nothing may come before the stream counts as lost: the door writes every second, changed or not. */
export const silenceMs = 5_000;

/** First wait before connecting again; doubles up to the last. */
const waitMs = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** The desk's reports as they are made: connects, notices silence, connects again with ever longer waits. Where a token is asked for and there is none that is right, it is closed until there is one. */
export class DeskStream {
  private request: AbortController | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(
    private readonly listener: DeskListener,
    private readonly token: () => string,
    private readonly open: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  /** Connects anew. */
  connect(): void {
    this.end();
    const request = (this.request = new AbortController());
    this.listenOn();
    void this.read(request);
  }

  stop(): void {
    this.end();
  }

  private async read(request: AbortController): Promise<void> {
    try {
      const token = this.token();
      const response = await this.open("/api/v1/desk/stream", { cache: "no-store", signal: request.signal, headers: token === "" ? {} : { Authorization: `Bearer ${token}` } });
      if (this.request !== request) return;
      if (response.status === 401) {
        this.end();
        this.listener.onConnection("closed");
        return;
      }
      if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
      const events = new EventReader((kind, data) => {
        if (kind === "desk") this.listener.onDesk(JSON.parse(data) as Desk);
      });
      const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await text.read(); !piece.done; piece = await text.read()) {
        if (this.request !== request) return;
        this.failures = 0;
        this.listenOn();
        events.feed(piece.value);
        this.listener.onConnection("live");
      }
      throw new Error("The stream ended.");
    } catch {
      if (this.request === request) this.lose();
    }
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
    this.request?.abort();
    this.request = null;
  }
}
