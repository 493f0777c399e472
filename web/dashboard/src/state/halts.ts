import { effect, signal } from "@preact/signals";
import { object, rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { haltNotice } from "../halts";
import { Newest } from "../newest";
import { Reload } from "../reload";
import { clock } from "../ui/Text";
import { poll } from "./poll";
import { page } from "./screen";
import { askOwn, askPublic, connection, may, messageListeners, notify, stateChanges, user } from "./store";
import { watch } from "./watch";

/**
 * What stops trading at the moment. Asked for once a connection stands, again with each notice of the channel `halts`, and every few seconds while it is looked at: kill switches
 * of accounts and sessions, and the terms of guards, are told to nobody. What was asked earlier never takes the place of what is known to be newer.
 */

export const halts = signal<ReadonlyMap<string, JsonObject>>(new Map());
export const stopped = signal<ReadonlySet<string>>(new Set());
export const exchangeIsStopped = signal(false);
/** Best prices at the edge of their band, by symbol; those that were told since the page was opened. */
export const limits = signal<ReadonlyMap<string, JsonObject>>(new Map());
export const marketBreaker = signal<JsonObject | null>(null);
/** All kill switches that are on; only for keys that operate. */
export const switches = signal<readonly JsonObject[]>([]);
/** The guard of the instrument whose terms are looked at. */
export const guard = signal<JsonObject | null>(null);

const gapMs = 250;
const pollMs = 3_000;
const reload = new Reload(load, gapMs);
const reloadSwitches = new Reload(loadSwitches, gapMs);
const order = { halts: new Newest(), market: new Newest(), switches: new Newest(), guard: new Newest() };

/** The instrument whose guard is looked at. */
let guarded = "";

export function startHalts(): void {
  messageListeners.add(onMessage);
  effect(() => {
    if (connection.value !== "live") return;
    for (const each of Object.values(order)) each.forget();
    reload.want();
  });
  effect(() => {
    watch(stateChanges);
    if (connection.peek() === "live") reload.want();
  });
  effect(() => {
    if (user.value === null) {
      switches.value = [];
      order.switches.forget();
    } else if (may("operate")) reloadSwitches.want();
  });
  poll(pollMs, () => page.value === "halts", () => {
    reload.want();
    lookAtSwitches();
  });
}

export function lookAtSwitches(): void {
  if (may("operate")) reloadSwitches.want();
}

/** A switch was turned: the list is asked for again, and what was asked before is too old. */
export function switchTurned(answer: JsonObject | null): void {
  order.switches.hears(answer?.sequence);
  lookAtSwitches();
}

export function showGuard(symbol: string): void {
  if (guarded !== symbol) {
    guarded = symbol;
    order.guard.forget();
  }
  void loadGuard();
}

export function hideGuard(): void {
  guarded = "";
  guard.value = null;
}

/** Meanwhile another one may have been chosen, or none. */
export function takeGuard(found: JsonObject): void {
  if (guarded === text(found.symbol) && order.guard.takes(found.sequence)) guard.value = found;
}

export function takeMarket(market: JsonObject): void {
  if (order.market.takes(market.sequence)) marketBreaker.value = market;
}

function onMessage(message: JsonObject): void {
  if (message.type !== "circuit_breaker") return;
  const said = haltNotice(message, clock);
  if (said) notify("halt", said);
  if (message.status === "limit_up" || message.status === "limit_down") limits.value = new Map([...limits.value, [text(message.symbol), message]]);
  order.halts.hears(message.sequence);
  order.guard.hears(message.sequence);
  order.market.hears(message.sequence);
  reload.want();
  if (message.status === "stopped" || message.status === "released") switchTurned(message);
}

async function load(): Promise<void> {
  const [now, market] = await Promise.all([askPublic("/halts"), askPublic("/market-breaker")]);
  if (market !== null) takeMarket(market);
  if (now !== null && order.halts.takes(now.sequence)) {
    halts.value = new Map(rows(now.halts).map((row) => [text(row.symbol), row]));
    stopped.value = new Set(Array.isArray(now.stopped_instruments) ? now.stopped_instruments.map(text) : []);
    exchangeIsStopped.value = now.exchange_stopped === true;
  }
  await loadGuard();
  await checkLimits();
}

async function loadGuard(): Promise<void> {
  const symbol = guarded;
  if (symbol === "") return;
  const found = await askPublic(`/instruments/${piece(symbol)}/breaker`);
  if (found !== null) takeGuard(found);
}

// A limit state may end without a notice: with its instrument's state, or its guard's terms.
async function checkLimits(): Promise<void> {
  for (const [symbol, told] of limits.peek()) {
    const now = await askPublic(`/instruments/${piece(symbol)}/breaker`);
    const isOver = now !== null && object(now.limit_state) === null && Number(now.sequence) >= Number(told.sequence);
    if (isOver && limits.peek().get(symbol) === told) limits.value = new Map([...limits.peek()].filter(([at]) => at !== symbol));
  }
}

async function loadSwitches(): Promise<void> {
  const answer = await askOwn("/kill-switches");
  if (answer !== null && order.switches.takes(answer.sequence)) switches.value = rows(answer.kill_switches);
}
