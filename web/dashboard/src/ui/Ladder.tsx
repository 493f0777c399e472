import { signal, useSignalEffect } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { stepFor, type Level } from "../book";
import { floorTo, formatDecimal, parseDecimal } from "../decimal";
import { References } from "../reference";
import { armed, centred, ticketTab } from "../state/screen";
import { book, bookVersion, instrument, isLive, may, notify, orders, ordersVersion, ticker } from "../state/store";
import { cancel, place, replace, ticket } from "../state/ticket";
import type { Instrument, OwnOrder, Side } from "../wire/frames";
import { Lean } from "./Lean";
import { plainPrice, price, quantity } from "./Text";
import { watch } from "../state/watch";

const rows = 33;
const steps: readonly bigint[] = [1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n, 1_000n, 2_000n, 5_000n, 10_000n, 100_000n, 1_000_000n];

const walking: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown"]);

/** Ticks in a row; null lets the page choose. */
const grouping = signal<bigint | null>(null);
const carried = signal<OwnOrder | null>(null);

/**
 * Prices from top to bottom, bids left, asks right, own orders outside. The row that has the keyboard is walked by arrows; B and S enter at it, X cancels there, M picks an
 * own order up and Enter puts it down elsewhere.
 */
export function Ladder() {
  watch(bookVersion);
  watch(ordersVersion);
  const one = instrument.value;
  const middle = useRef<Place | null>(null);
  const [row, setRow] = useState<bigint | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  useSignalEffect(() => {
    watch(centred);
    middle.current = null;
  });
  if (!one) return <section class="panel ladder" aria-label="Book" />;
  const step = grouping.value === null ? (middle.current?.id === one.id ? middle.current.step : one.tick) : grouping.value * one.tick;
  const place = placeOf(one, step, middle.current);
  middle.current = place;
  const bids = book.value.grouped("buy", place.step);
  const asks = book.value.grouped("sell", place.step);
  const prices = Array.from({ length: rows }, (_, i) => place.top - BigInt(i) * place.step);
  const largest = prices.reduce((most, at) => maxOf(most, bids.get(at), asks.get(at)), 1n);
  const mine = ownByRow(one, place.step);
  const isQuoted = bids.size > 0 || asks.size > 0 || (ticker.value?.last ?? 0n) !== 0n;
  const focus = row !== null && prices.includes(row) ? row : prices[(rows - 1) / 2];

  const walk = (to: bigint): void => {
    const target = prices.includes(to) ? to : null;
    if (target === null) return;
    setRow(target);
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-price="${target}"]`)?.focus());
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const at = target.dataset.price;
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    // A key that is held down walks; it does not trade again and again.
    if (event.repeat && !walking.has(event.key)) return;
    const here = BigInt(at);
    const act = keys(one, place.step, here, mine, walk, () => walk(prices[(rows - 1) / 2] ?? here))[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <section class="panel ladder" aria-labelledby="ladder-title">
      <header>
        <h2 id="ladder-title">Book</h2>
        <label class="small">
          <select aria-label="Price step" value={grouping.value === null ? "" : grouping.value.toString()} onChange={(event) => chooseStep(event.currentTarget.value)}>
            <option value="">{grouping.value === null ? `${formatDecimal(place.step, one.priceScale)} (fits)` : "fits"}</option>
            {steps.map((ticks) => <option key={ticks.toString()} value={ticks.toString()}>{formatDecimal(ticks * one.tick, one.priceScale)}</option>)}
          </select>
        </label>
        <button type="button" class="small" title="Put the middle in the middle (C)" onClick={() => centred.value++}>Centre</button>
        <label class="small switch" title="A click enters an order at once, with the ticket's quantity">
          <input type="checkbox" checked={armed.value} onChange={(event) => (armed.value = event.currentTarget.checked)} /> Click trades
        </label>
      </header>
      {carried.value && <p class="carry" role="status">Order {carried.value.id} is picked up: choose its new price, Esc puts it back.</p>}
      {!isQuoted && <p class="empty">Nothing is quoted, and nothing has traded yet.</p>}
      <div class="scroll" hidden={!isQuoted}>
        <table class="figures rungs" aria-label="Depth ladder" onKeyDown={onKey}>
          <thead>
            <tr>
              <th scope="col" class="own"><span class="visually-hidden">Own bids</span></th>
              <th scope="col" class="n">Bid</th>
              <th scope="col" class="mid">Price</th>
              <th scope="col">Ask</th>
              <th scope="col" class="own"><span class="visually-hidden">Own asks</span></th>
            </tr>
          </thead>
          <tbody ref={body}>
            {prices.map((at) => (
              <Rung key={at.toString()} one={one} at={at} bid={bids.get(at)} ask={asks.get(at)} largest={largest} mine={mine.get(at) ?? []} hasFocus={at === focus} onFocus={() => setRow(at)} />
            ))}
          </tbody>
        </table>
      </div>
      <Touch one={one} />
      <Lean />
    </section>
  );
}

interface RungProps {
  one: Instrument;
  at: bigint;
  bid: Level | undefined;
  ask: Level | undefined;
  largest: bigint;
  mine: readonly OwnOrder[];
  hasFocus: boolean;
  onFocus: () => void;
}

function Rung({ one, at, bid, ask, largest, mine, hasFocus, onFocus }: RungProps) {
  const last = ticker.value?.last;
  const label = `${price(at, one)}${bid ? `, bid ${quantity(bid.quantity, one)}` : ""}${ask ? `, ask ${quantity(ask.quantity, one)}` : ""}`;
  return (
    <tr class={`${bid ? "has-bid" : ""} ${ask ? "has-ask" : ""} ${last === at ? "last" : ""}`} tabIndex={hasFocus ? 0 : -1} data-price={at.toString()} aria-label={label} onFocus={onFocus}>
      <td class="own">{mine.filter((order) => order.side === "buy").map((order) => <Marker key={order.id} one={one} order={order} />)}</td>
      <td class="n size bid" title={bid ? `${bid.orders} orders` : ""} onClick={() => press(one, "buy", at)}>
        <Bar level={bid} largest={largest} side="buy" />
        <span>{bid ? quantity(bid.quantity, one) : ""}</span>
      </td>
      <th scope="row" class="mid" onClick={() => drop(one, at)}>{price(at, one)}</th>
      <td class="size ask" title={ask ? `${ask.orders} orders` : ""} onClick={() => press(one, "sell", at)}>
        <Bar level={ask} largest={largest} side="sell" />
        <span>{ask ? quantity(ask.quantity, one) : ""}</span>
      </td>
      <td class="own">{mine.filter((order) => order.side === "sell").map((order) => <Marker key={order.id} one={one} order={order} />)}</td>
    </tr>
  );
}

function Bar({ level, largest, side }: { level: Level | undefined; largest: bigint; side: Side }) {
  if (!level) return null;
  return (
    <svg class={`bar ${side}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect x={side === "buy" ? 100 - share(level.quantity, largest) : 0} width={share(level.quantity, largest)} height="10" />
    </svg>
  );
}

/** An own order at its price: cancel it, or pick it up and put it down elsewhere. */
function Marker({ one, order }: { one: Instrument; order: OwnOrder }) {
  const isCarried = carried.value?.id === order.id;
  return (
    <span class={`marker ${order.side} ${order.status === "waiting" ? "waiting" : ""} ${isCarried ? "carried" : ""}`} data-order={order.id}>
      <button type="button" class="plain" tabIndex={-1} title={`Order ${order.id}: pick up`} aria-label={`Pick up order ${order.id}`} onClick={() => pickUp(order)}>
        {order.status === "waiting" ? "◇" : ""}{quantity(order.leaves, one)}
      </button>
      <button type="button" class="plain" tabIndex={-1} title={`Order ${order.id}: cancel`} aria-label={`Cancel order ${order.id}`} onClick={() => void cancel(order)}>×</button>
    </span>
  );
}

function Touch({ one }: { one: Instrument }) {
  watch(bookVersion);
  const [bid, ask] = [book.value.best("buy"), book.value.best("sell")];
  return (
    <footer class="touch figures">
      <span class="bid">{bid ? `${quantity(bid.quantity, one)} @ ${price(bid.price, one)}` : "no bid"}</span>
      <span class="dim">{bid && ask ? `spread ${formatDecimal(ask.price - bid.price, one.priceScale)}` : ""}</span>
      <span class="ask">{ask ? `${quantity(ask.quantity, one)} @ ${price(ask.price, one)}` : "no ask"}</span>
    </footer>
  );
}

function keys(one: Instrument, step: bigint, here: bigint, mine: Map<bigint, OwnOrder[]>, walk: (to: bigint) => void, home: () => void): Record<string, () => void> {
  return {
    ArrowUp: () => walk(here + step),
    ArrowDown: () => walk(here - step),
    PageUp: () => walk(here + 8n * step),
    PageDown: () => walk(here - 8n * step),
    Home: home,
    b: () => press(one, "buy", here),
    s: () => press(one, "sell", here),
    x: () => (mine.get(here) ?? []).forEach((order) => void cancel(order)),
    m: () => {
      const [first] = mine.get(here) ?? [];
      if (first) pickUp(first);
    },
    Enter: () => drop(one, here),
    Escape: () => (carried.value = null),
  };
}

/** Enters at a price if clicks trade, else writes it into the ticket; a picked-up order is put down. */
function press(one: Instrument, side: Side, at: bigint): void {
  if (carried.value) {
    drop(one, at);
    return;
  }
  ticket.side.value = side;
  if (!["limit", "iceberg", "stop_limit"].includes(ticket.kind.value)) ticket.kind.value = "limit";
  ticket.price.value = plainPrice(at, one);
  if (!armed.value) {
    ticketTab.value = "order";
    requestAnimationFrame(() => document.getElementById("ticket-quantity")?.focus());
    return;
  }
  const size = parseDecimal(ticket.quantity.value, one.quantityScale);
  if (!may("trade")) notify("refused", "Sign in with a key that may trade.");
  else if (!size.ok || size.units <= 0n) notify("refused", "Write a quantity into the ticket first.");
  else {
    enter(one, {
      symbol: one.symbol, side, order_type: "limit", time_in_force: "GTC", price: plainPrice(at, one), quantity: formatDecimal(size.units, one.quantityScale),
      ...(ticket.stp.value === "none" ? {} : { stp_mode: ticket.stp.value }), ...(ticket.postOnly.value === "off" ? {} : { post_only: ticket.postOnly.value }),
    });
  }
}

// At a price and side one order is under way at a time, so that a double click enters one; after its answer the next click is another. Where no answer came, the next click there is the same order.
const entering = new Set<string>();
const references = new References();

function enter(one: Instrument, body: JsonObject): void {
  const where = `${one.id} ${text(body.side)} ${text(body.price)}`;
  if (entering.has(where)) return;
  entering.add(where);
  void place(body, references.at(where)).finally(() => entering.delete(where));
}

function pickUp(order: OwnOrder): void {
  carried.value = carried.value?.id === order.id ? null : order;
}

function drop(one: Instrument, at: bigint): void {
  const order = carried.value;
  if (!order) return;
  carried.value = null;
  if (order.price !== at) void replace(order, order.type === "stop_loss" ? { stop_price: plainPrice(at, one) } : { price: plainPrice(at, one) });
}

function chooseStep(text: string): void {
  grouping.value = text === "" ? null : BigInt(text);
  centred.value++;
}

interface Place {
  id: number;
  step: bigint;
  top: bigint;
}

/** Where the ladder stands. It stays until the touch comes near its edge, so that prices do not run away under the pointer. */
function placeOf(one: Instrument, step: bigint, before: Place | null): Place {
  const [bid, ask] = [book.value.best("buy")?.price, book.value.best("sell")?.price];
  const touch = bid !== undefined && ask !== undefined ? (bid + ask) / 2n : bid ?? ask ?? ticker.value?.last ?? 0n;
  const fits = grouping.value === null ? stepFor(book.value, one.tick, rows - 6) : step;
  const isClose = fits < step * 5n && step < fits * 5n;
  if (before?.id === one.id && before.step === step && isClose && (touch === 0n || (touch < before.top - 4n * step && touch > before.top - BigInt(rows - 5) * step))) return before;
  const middle = floorTo(touch, fits);
  const top = middle + BigInt((rows - 1) / 2) * fits;
  const lowest = BigInt(rows) * fits;
  return { id: one.id, step: fits, top: top < lowest ? lowest : top };
}

function ownByRow(one: Instrument, step: bigint): Map<bigint, OwnOrder[]> {
  const mine = new Map<bigint, OwnOrder[]>();
  for (const order of orders.values()) {
    if (order.instrument !== one.id || !isLive(order)) continue;
    const at = order.status === "waiting" ? order.stopPrice : order.price;
    const below = floorTo(at, step);
    const row = order.side === "sell" && below !== at ? below + step : below;
    mine.set(row, [...(mine.get(row) ?? []), order]);
  }
  return mine;
}

function maxOf(most: bigint, ...levels: (Level | undefined)[]): bigint {
  return levels.reduce((found, level) => (level && level.quantity > found ? level.quantity : found), most);
}

function share(units: bigint, largest: bigint): number {
  return Number((units * 100n) / largest);
}
