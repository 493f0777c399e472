import { effect, signal } from "@preact/signals";
import { rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { marginNotice } from "../margin";
import { Reload } from "../reload";
import { holdsMargin } from "./account";
import { askOwn, messageListeners, notify, ordersVersion, user } from "./store";
import { watch } from "./watch";

/** Own positions and margin, and the marks that both are measured by. The exchange tells what changes; what a mark changes is asked for, so that nothing here computes money a second time. */

const gapMs = 400;
const keptEvents = 100;

/** Contracts as the channel `mark` tells them, by symbol. */
export const marks = signal<ReadonlyMap<string, JsonObject>>(new Map());
/** Open positions by symbol. */
export const positions = signal<ReadonlyMap<string, JsonObject>>(new Map());
/** GET /users/me/margin-status; null for a cash account, and until it is known. */
export const margin = signal<JsonObject | null>(null);
/** Newest first. */
export const marginEvents = signal<readonly JsonObject[]>([]);

const reload = new Reload(load, gapMs);
const reloadEvents = new Reload(loadEvents, gapMs);

export function startPositions(): void {
  messageListeners.add(onMessage);
  effect(() => {
    if (!holdsMargin()) return;
    reload.want();
    reloadEvents.want();
  });
  // Open orders need margin as well.
  effect(() => {
    watch(ordersVersion);
    want();
  });
  effect(() => {
    if (user.value !== null) return;
    positions.value = new Map();
    margin.value = null;
    marginEvents.value = [];
  });
}

/** Whether the exchange has contracts at all. */
export function hasContracts(): boolean {
  return marks.value.size > 0;
}

function onMessage(message: JsonObject): void {
  if (message.type === "mark") {
    marks.value = new Map([...marks.value, [text(message.symbol), message]]);
    if (positions.value.has(text(message.symbol))) want();
    return;
  }
  if (message.channel === "positions") {
    if (message.type === "snapshot") positions.value = new Map(rows(message.positions).map((row) => [text(row.symbol), row]));
    else if (message.type === "position") take(message);
    else if (message.type === "margin") {
      const said = marginNotice(message);
      if (said) notify("halt", said);
      reloadEvents.want();
    }
    want();
  } else if (message.channel === "balances") want();
}

function want(): void {
  if (holdsMargin()) reload.want();
}

/** Positions that were closed go; what is left of them is in the history of fills. */
function take(row: JsonObject): void {
  const now = new Map(positions.value);
  if (/[1-9]/.test(text(row.quantity) + text(row.open_buys) + text(row.open_sells))) now.set(text(row.symbol), row);
  else now.delete(text(row.symbol));
  positions.value = now;
}

async function load(): Promise<void> {
  const [found, status] = await Promise.all([askOwn("/users/me/positions?limit=1000"), askOwn("/users/me/margin-status")]);
  if (found !== null) positions.value = new Map(rows(found.positions).map((row) => [text(row.symbol), row]));
  if (status !== null) margin.value = status;
}

async function loadEvents(): Promise<void> {
  const found = holdsMargin() ? await askOwn(`/users/me/margin-events?limit=${keptEvents}`) : null;
  if (found !== null) marginEvents.value = rows(found.events);
}
