import { effect, signal } from "@preact/signals";
import { object, rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { haltNotice } from "../halts";
import { Reload } from "../reload";
import { clock } from "../ui/Text";
import { askOwn, askPublic, connection, may, messageListeners, notify, stateChanges, user } from "./store";
import { watch } from "./watch";

/** What stops trading at the moment. Asked for once a connection stands, and again with each notice of the channel `halts`. */

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
const reload = new Reload(load, gapMs);
const reloadSwitches = new Reload(loadSwitches, gapMs);

export function startHalts(): void {
  messageListeners.add(onMessage);
  effect(() => {
    watch(stateChanges);
    if (connection.value === "live") reload.want();
  });
  effect(() => {
    if (user.value === null) switches.value = [];
    else if (may("operate")) reloadSwitches.want();
  });
}

/** Kill switches of accounts and sessions are told to nobody: they are asked for when the page that lists them is opened, and after each change made there. */
export function lookAtSwitches(): void {
  if (may("operate")) reloadSwitches.want();
}

export async function showGuard(symbol: string): Promise<void> {
  const found = await askPublic(`/instruments/${piece(symbol)}/breaker`);
  if (found !== null) guard.value = found;
}

export function hideGuard(): void {
  guard.value = null;
}

function onMessage(message: JsonObject): void {
  if (message.type !== "circuit_breaker") return;
  const said = haltNotice(message, clock);
  if (said) notify("halt", said);
  if (message.status === "limit_up" || message.status === "limit_down") limits.value = new Map([...limits.value, [text(message.symbol), message]]);
  reload.want();
  if (message.status === "stopped" || message.status === "released") lookAtSwitches();
}

async function load(): Promise<void> {
  const [now, market] = await Promise.all([askPublic("/halts"), askPublic("/market-breaker")]);
  if (now === null || market === null) return;
  halts.value = new Map(rows(now.halts).map((row) => [text(row.symbol), row]));
  stopped.value = new Set(Array.isArray(now.stopped_instruments) ? now.stopped_instruments.map(text) : []);
  exchangeIsStopped.value = now.exchange_stopped === true;
  marketBreaker.value = market;
  const shown = text(guard.value?.symbol);
  if (shown) await showGuard(shown);
  await checkLimits();
}

// A limit state may end without a notice: with its instrument's state, or its guard's terms.
async function checkLimits(): Promise<void> {
  for (const symbol of limits.peek().keys()) {
    const now = await askPublic(`/instruments/${piece(symbol)}/breaker`);
    if (now !== null && object(now.limit_state) === null) limits.value = new Map([...limits.peek()].filter(([at]) => at !== symbol));
  }
}

async function loadSwitches(): Promise<void> {
  const answer = await askOwn("/kill-switches");
  if (answer) switches.value = rows(answer.kill_switches);
}
