import { computed, signal } from "@preact/signals";
import { text } from "../api/json";
import { ask, request, setClock, type JsonObject } from "../api/rest";
import { Signer } from "../api/sign";
import { Stream, type Connection } from "../api/stream";
import { Book } from "../book";
import type { Fill, Frame, Instrument, OwnOrder, Ticker, Trade } from "../wire/frames";
import { failed, type Outcome } from "../outcome";
import type { Reference } from "../reference";
import { watch } from "./watch";

/** All that the page knows. Parts that change often are plain collections with a signal that counts their changes. */

const keptTrades = 400;
const keptFills = 300;
const keptEnded = 300;

export const instruments = signal<ReadonlyMap<number, Instrument>>(new Map());
export const tickers = new Map<number, Ticker>();
export const marketVersion = signal(0);

export const selected = signal<number | null>(null);
export const book = signal(new Book());
export const bookVersion = signal(0);
export const trades = signal<readonly Trade[]>([]);
/** The shown trades do not go on where those before ended. */
export const tradesHaveGap = signal(false);

export const orders = new Map<number, OwnOrder>();
export const ordersVersion = signal(0);
export const liveOrders = signal(0);
export const ordersAreCut = signal(false);
export const fills = signal<readonly Fill[]>([]);

export const connection = signal<Connection>("connecting");
export const signer = signal<Signer | null>(null);
export const user = signal<{ name: string; permissions: readonly string[] } | null>(null);
export const signInProblem = signal("");

export interface Notice { id: number; kind: "done" | "refused" | "halt"; text: string }
export const notices = signal<readonly Notice[]>([]);
/** Changes of state since the page was opened, newest first. */
export const stateChanges = signal<readonly { symbol: string; from: string; to: string; at: number }[]>([]);

export const instrument = computed(() => (selected.value === null ? undefined : instruments.value.get(selected.value)));
export const ticker = computed(() => {
  watch(marketVersion);
  return selected.value === null ? undefined : tickers.get(selected.value);
});

/** Called with each batch of trades of the shown instrument; charts draw from it. */
export const tradeListeners = new Set<(trades: readonly Trade[], snapshot: boolean) => void>();
export const bookListeners = new Set<(time: bigint) => void>();
/** Messages of JSON channels, for the screens that know them. */
export const messageListeners = new Set<(message: JsonObject) => void>();

let noticeNumber = 0;
const sessionName = "rialto.key";

const stream = new Stream(
  `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
  {
    onConnection(state) {
      connection.value = state;
      if (state !== "live") user.value = null;
    },
    onFrames(frames) {
      for (const frame of frames) take(frame);
    },
    onMessage: onMessage,
  },
  setClock,
);

export function start(): void {
  const kept = readKept();
  if (kept) void signIn(kept.key, kept.secret, true);
  else stream.start();
}

export function select(id: number): void {
  const found = instruments.value.get(id);
  if (!found || selected.value === id) return;
  selected.value = id;
  book.value = new Book();
  trades.value = [];
  bookVersion.value++;
  stream.show(found.symbol);
}

/** Begins to use a key; whether it is right is heard from the exchange. */
export async function signIn(key: string, secret: string, keep: boolean): Promise<void> {
  signInProblem.value = "";
  if (!Signer.isPossible) {
    signInProblem.value = "This browser signs only on pages from https or from this machine.";
    return;
  }
  signer.value = await Signer.create(key, secret);
  if (keep) sessionStorage.setItem(sessionName, JSON.stringify({ key, secret }));
  else sessionStorage.removeItem(sessionName);
  forgetOwn();
  stream.signIn(signer.value);
}

export function signOut(): void {
  sessionStorage.removeItem(sessionName);
  signer.value = null;
  user.value = null;
  forgetOwn();
  stream.signIn(null);
}

/** The exchange's time in milliseconds, as far as this page knows it. */
export function exchangeNow(): number {
  return signer.value?.now() ?? Date.now();
}

/** Whether the key may; one that administrates may operate as well. */
export function may(permission: "read" | "trade" | "operate" | "admin"): boolean {
  const permissions = user.value?.permissions ?? [];
  return permissions.includes(permission) || (permission === "operate" && permissions.includes("admin"));
}

type Method = "POST" | "PUT" | "DELETE";

/** A signed request whose outcome is shown as a notice; null where it was refused. */
export async function act(method: Method, path: string, body: JsonObject | undefined, done: (answer: JsonObject) => string): Promise<JsonObject | null> {
  const outcome = await attempt(method, path, body, done, "Look how it stands before you send it again.");
  return outcome.kind === "done" ? outcome.answer : null;
}

const isDoneOnce = "Sent again as it is, it is done once.";

/**
 * A signed request with a name of its own, made of what the form says unless somebody typed one: sent again before there was an answer, it is the same request.
 * @param said What makes it the same, where the body says more, such as the time of the click.
 */
export async function actOnce(reference: Reference, name: string, path: string, body: JsonObject, done: (answer: JsonObject) => string, advice = isDoneOnce, said = body): Promise<Outcome> {
  const named = name in body ? body : { ...body, [name]: reference.of(path, said) };
  const outcome = await attempt("POST", path, named, done, advice);
  if (outcome.kind !== "unknown") reference.answered();
  return outcome;
}

async function attempt(method: Method, path: string, body: JsonObject | undefined, done: (answer: JsonObject) => string, advice: string): Promise<Outcome> {
  if (!signer.value) {
    notify("refused", "Sign in first.");
    return { kind: "refused", code: "" };
  }
  try {
    const answer = await request(signer.value, method, path, body);
    notify("done", done(answer));
    return { kind: "done", answer };
  } catch (problem) {
    const { outcome, notice } = failed(problem, advice);
    notify("refused", notice);
    return outcome;
  }
}

/** What a signed question answers; null where it was refused, which is said unless that is expected, or where another key is used by then. */
export async function askOwn(path: string, isRefusalSaid = true): Promise<JsonObject | null> {
  const asking = signer.value;
  if (asking === null) return null;
  try {
    const answer = await request(asking, "GET", path);
    return signer.value === asking ? answer : null;
  } catch (problem) {
    if (isRefusalSaid && signer.value === asking && user.value !== null) notify("refused", problem instanceof Error ? problem.message : String(problem));
    return null;
  }
}

/** What anybody may ask; null where it was refused, which is said. While the connection is lost nothing is: that is said above all. */
export async function askPublic(path: string): Promise<JsonObject | null> {
  try {
    return await ask(path);
  } catch (problem) {
    if (connection.value === "live") notify("refused", problem instanceof Error ? problem.message : String(problem));
    return null;
  }
}

/** Begins or ends to hear a JSON channel over the page's connection; those of the key end with it. */
export function follow(channel: string, isWanted: boolean): void {
  stream.follow(channel, isWanted);
}

export function notify(kind: Notice["kind"], text: string): void {
  const notice: Notice = { id: ++noticeNumber, kind, text };
  notices.value = [...notices.value.slice(-3), notice];
  setTimeout(() => dismiss(notice.id), kind === "halt" ? 15_000 : kind === "refused" ? 12_000 : 8_000);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

function onMessage(message: JsonObject): void {
  if (message.type === "authenticated") {
    user.value = { name: text(message.user_id), permissions: Array.isArray(message.permissions) ? message.permissions.map(text) : [] };
    if (may("read")) for (const channel of ["balances", "positions"]) stream.follow(channel, true);
  } else if (message.type === "error" && message.id === "auth") {
    const error = message.error as JsonObject | undefined;
    signInProblem.value = [text(error?.title), text(error?.detail)].filter(Boolean).join(" ") || "The exchange refuses this key.";
    sessionStorage.removeItem(sessionName);
    signer.value = null;
    stream.signIn(null);
  }
  for (const listener of messageListeners) listener(message);
}

function take(frame: Frame): void {
  switch (frame.kind) {
    case "instruments":
      instruments.value = new Map([...instruments.value, ...frame.instruments.map((one) => [one.id, one] as const)].sort(([one], [other]) => one - other));
      break;
    case "market":
      for (const one of frame.tickers) takeTicker(one);
      marketVersion.value++;
      break;
    case "book":
      takeBook(frame);
      break;
    case "trades":
      takeTrades(frame);
      break;
    case "orders":
      takeOrders(frame);
      break;
    case "fills":
      fills.value = [...(frame.snapshot ? [] : fills.value), ...frame.fills].slice(-keptFills);
      break;
  }
}

function takeTicker(now: Ticker): void {
  const before = tickers.get(now.id);
  tickers.set(now.id, now);
  if (!before || before.state === now.state) return;
  const symbol = instruments.value.get(now.id)?.symbol ?? "";
  stateChanges.value = [{ symbol, from: before.state, to: now.state, at: Date.now() }, ...stateChanges.value].slice(0, 100);
  notify("halt", `${symbol} is ${now.state} (was ${before.state}).`);
}

function takeBook(frame: Extract<Frame, { kind: "book" }>): void {
  if (frame.instrument !== selected.value) return;
  if (frame.snapshot) book.value.restart(frame.sequence, frame.bids, frame.asks);
  else if (!book.value.apply(frame.previous, frame.sequence, frame.bids, frame.asks)) {
    stream.resync();
    return;
  }
  bookVersion.value++;
  for (const listener of bookListeners) listener(frame.time);
}

function takeTrades(frame: Extract<Frame, { kind: "trades" }>): void {
  if (frame.instrument !== selected.value) return;
  tradesHaveGap.value = frame.gap || (!frame.snapshot && tradesHaveGap.value);
  trades.value = [...(frame.snapshot ? [] : trades.value), ...frame.trades].slice(-keptTrades);
  for (const listener of tradeListeners) listener(frame.trades, frame.snapshot);
}

function takeOrders(frame: Extract<Frame, { kind: "orders" }>): void {
  if (frame.snapshot) orders.clear();
  for (const order of frame.orders) orders.set(order.id, order);
  liveOrders.value = frame.live;
  ordersAreCut.value = frame.snapshot ? frame.gap : ordersAreCut.value;
  const ended = [...orders.values()].filter((order) => !isLive(order)).sort((one, other) => (one.updated < other.updated ? -1 : 1));
  for (const order of ended.slice(0, Math.max(0, ended.length - keptEnded))) orders.delete(order.id);
  ordersVersion.value++;
}

export function isLive(order: OwnOrder): boolean {
  return order.status === "open" || order.status === "waiting" || order.status === "partially_filled";
}

function forgetOwn(): void {
  orders.clear();
  fills.value = [];
  liveOrders.value = 0;
  ordersVersion.value++;
}

function readKept(): { key: string; secret: string } | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(sessionName) ?? "null") as { key?: unknown; secret?: unknown } | null;
    return typeof kept?.key === "string" && typeof kept.secret === "string" ? { key: kept.key, secret: kept.secret } : null;
  } catch {
    return null;
  }
}
