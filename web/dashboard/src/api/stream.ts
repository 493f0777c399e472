import { decodeFrames, type Frame } from "../wire/frames";
import type { JsonObject } from "./rest";
import type { Signer } from "./sign";

export type Connection = "connecting" | "live" | "lost";

export interface StreamListener {
  onConnection(state: Connection): void;
  onFrames(frames: Frame[]): void;
  onMessage(message: JsonObject): void;
}

/** What is told of the shown instrument; `imbalance` of its best five levels. */
const ofInstrument = ["dashboard", "imbalance"] as const;
const firstWaitMs = 250;
const longestWaitMs = 5_000;
const silenceMs = 6_000;

/** The one WebSocket of the page. Comes back by itself after it was lost, with the same subscriptions; each begins with a snapshot. */
export class Stream {
  private socket: WebSocket | null = null;
  private waitMs = firstWaitMs;
  private again: ReturnType<typeof setTimeout> | null = null;
  private watch: ReturnType<typeof setInterval> | null = null;
  private heard = 0;
  private symbol: string | null = null;
  private signer: Signer | null = null;

  constructor(
    private readonly url: string,
    private readonly listener: StreamListener,
    private readonly beforeSignIn: (signer: Signer) => Promise<void>,
  ) {}

  start(): void {
    this.listener.onConnection("connecting");
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => void this.onOpen(socket);
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.onMessage(event.data);
    socket.onclose = () => this.onClose(socket);
    this.watch ??= setInterval(() => this.onTick(), 1_000);
  }

  /** Which instrument's book and trades are shown. */
  show(symbol: string): void {
    if (this.symbol === symbol) return;
    if (this.symbol !== null) for (const channel of ofInstrument) this.send({ op: "unsubscribe", channel, symbol: this.symbol });
    this.symbol = symbol;
    this.subscribeTo(symbol);
  }

  /** Asks for the shown book anew. */
  resync(): void {
    if (this.symbol !== null) this.send({ op: "subscribe", channel: "dashboard", symbol: this.symbol });
  }

  /** Subscribes to a JSON channel that is about no instrument, or ends that. */
  follow(channel: string, isWanted: boolean): void {
    this.send({ op: isWanted ? "subscribe" : "unsubscribe", id: channel, channel });
  }

  /** Signs in, or out with null; a connection has one key for all its life, so that another one begins. */
  signIn(signer: Signer | null): void {
    this.signer = signer;
    this.reconnect();
  }

  private subscribeTo(symbol: string): void {
    for (const channel of ofInstrument) this.send({ op: "subscribe", channel, symbol });
  }

  private reconnect(): void {
    this.waitMs = firstWaitMs;
    if (this.again !== null) clearTimeout(this.again);
    this.again = null;
    const before = this.socket;
    this.socket = null;
    before?.close();
    this.start();
  }

  private async onOpen(socket: WebSocket): Promise<void> {
    this.heard = Date.now();
    const signer = this.signer;
    try {
      if (signer) {
        await this.beforeSignIn(signer);
        const { timestamp, signature } = await signer.sign("GET", "/ws", "");
        if (socket !== this.socket) return;
        this.send({ op: "auth", id: "auth", key: signer.keyId, timestamp, signature });
      }
    } catch {
      socket.close();
      return;
    }
    this.send({ op: "subscribe", channel: "heartbeat" });
    this.send({ op: "subscribe", id: "market", channel: "dashboard" });
    this.follow("halts", true);
    this.follow("mark", true);
    if (this.symbol !== null) this.subscribeTo(this.symbol);
    if (signer) this.send({ op: "subscribe", id: "own", channel: "dashboard_own" });
  }

  private onMessage(data: string | ArrayBuffer): void {
    this.heard = Date.now();
    if (typeof data !== "string") {
      this.listener.onFrames(decodeFrames(data));
      return;
    }
    const message = JSON.parse(data) as JsonObject;
    if (message.type === "heartbeat") return;
    if (message.type === "subscribed" && message.id === "market") {
      this.waitMs = firstWaitMs;
      this.listener.onConnection("live");
    }
    this.listener.onMessage(message);
  }

  private onClose(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.socket = null;
    this.listener.onConnection("lost");
    this.again = setTimeout(() => {
      this.again = null;
      this.start();
    }, this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, longestWaitMs);
  }

  // A connection can be gone without a word.
  private onTick(): void {
    const socket = this.socket;
    if (socket?.readyState !== WebSocket.OPEN || Date.now() - this.heard < silenceMs) return;
    socket.close();
    this.onClose(socket);
  }

  private send(message: JsonObject): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
