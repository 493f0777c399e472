import { computed, signal } from "@preact/signals";
import type { JsonObject } from "../api/rest";
import { checkAlgo, type AlgoKind } from "../algos";
import { notional, parseDecimal } from "../decimal";
import { Reference } from "../reference";
import { Typed, type Check } from "../typed";
import type { Instrument, OwnOrder, PostOnly, Side, StpMode, TimeInForce } from "../wire/frames";
import { ownTab } from "./screen";
import { act, actOnce, book, bookVersion, exchangeNow, instrument } from "./store";
import { watch } from "./watch";
import { text } from "../api/json";

/** The order being written. Everything is text as typed; it becomes whole numbers when checked, and text of exactly the instrument's decimals when sent. */

export type OrderKind = "limit" | "market" | "budget" | "stop_loss" | "stop_limit" | "iceberg";
export type Kind = OrderKind | AlgoKind;

export const kinds: readonly { kind: OrderKind; name: string }[] = [
  { kind: "limit", name: "Limit" },
  { kind: "market", name: "Market" },
  { kind: "budget", name: "Market, by budget" },
  { kind: "iceberg", name: "Iceberg" },
  { kind: "stop_loss", name: "Stop-loss" },
  { kind: "stop_limit", name: "Stop-limit" },
];

/** What the exchange works over time. */
export const algoKinds: readonly { kind: AlgoKind; name: string }[] = [
  { kind: "twap", name: "TWAP, evenly over time" },
  { kind: "vwap", name: "VWAP, as the day's volume goes" },
  { kind: "pov", name: "POV, a share of the volume" },
];

export function isAlgo(kind: Kind): kind is AlgoKind {
  return kind === "twap" || kind === "vwap" || kind === "pov";
}

export const ticket = {
  kind: signal<Kind>("limit"),
  side: signal<Side>("buy"),
  quantity: signal(""),
  budget: signal(""),
  price: signal(""),
  stop: signal(""),
  display: signal(""),
  protection: signal(""),
  timeInForce: signal<TimeInForce>("GTC"),
  expires: signal(""),
  postOnly: signal<PostOnly>("off"),
  stp: signal<StpMode>("none"),
  rejectIfShort: signal(false),
  clientOrderId: signal(""),
  minutes: signal(""),
  begins: signal(""),
  participation: signal(""),
  intervalSeconds: signal(""),
  jitterPercent: signal(""),
  catchUpPercent: signal(""),
  passive: signal(false),
  finish: signal(false),
};

/** What a kind of order has. */
export function has(kind: Kind) {
  const limit = kind === "limit" || kind === "iceberg" || kind === "stop_limit";
  return {
    price: limit,
    stop: kind === "stop_loss" || kind === "stop_limit",
    display: kind === "iceberg" || kind === "stop_limit",
    budget: kind === "budget",
    protection: kind === "market" || kind === "budget" || kind === "stop_loss",
    postOnly: limit,
    short: kind === "market" || kind === "budget" || kind === "stop_loss",
    times: timesOf(kind),
  };
}

function timesOf(kind: Kind): readonly TimeInForce[] {
  if (isAlgo(kind)) return [];
  if (kind === "market") return ["IOC", "FOK"];
  if (kind === "budget") return ["IOC"];
  if (kind === "iceberg") return ["GTC", "GTD", "DAY"];
  return ["GTC", "IOC", "FOK", "GTD", "DAY"];
}

/** The body of the request, or what is wrong with the ticket. */
export function check(side: Side, one: Instrument): Check {
  const kind = ticket.kind.value;
  if (isAlgo(kind)) {
    return checkAlgo({
      kind, quantity: ticket.quantity.value, limit: ticket.price.value, minutes: ticket.minutes.value, begins: ticket.begins.value, participation: ticket.participation.value,
      intervalSeconds: ticket.intervalSeconds.value, jitterPercent: ticket.jitterPercent.value, catchUpPercent: ticket.catchUpPercent.value, passive: ticket.passive.value, finish: ticket.finish.value,
      stp: ticket.stp.value, clientId: ticket.clientOrderId.value,
    }, side, one, exchangeNow());
  }
  return checkOrder(kind, side, one);
}

function checkOrder(kind: OrderKind, side: Side, one: Instrument): Check {
  const parts = has(kind);
  const type = kind === "budget" ? "market" : kind === "iceberg" ? "limit" : kind;
  const time = parts.times.includes(ticket.timeInForce.value) ? ticket.timeInForce.value : parts.times[0] ?? "GTC";
  const fields = new Typed({ symbol: one.symbol, side, order_type: type, time_in_force: time }, one);
  if (parts.stop) fields.price("stop_price", "Stop price", ticket.stop.value);
  if (parts.price) fields.price("price", "Price", ticket.price.value);
  if (parts.budget) fields.money("quote_quantity", "Budget", ticket.budget.value);
  else fields.quantity("quantity", "Quantity", ticket.quantity.value);
  if (parts.display && (kind === "iceberg" || ticket.display.value !== "")) fields.quantity("display_quantity", "Displayed quantity", ticket.display.value);
  if (parts.protection && ticket.protection.value !== "") fields.price("protection_price", "Worst price", ticket.protection.value);
  if (time === "GTD") {
    const at = new Date(ticket.expires.value);
    if (Number.isNaN(at.getTime())) fields.refuse("expire_time", "The time of expiry is missing.");
    else fields.put("expire_time", at.toISOString());
  }
  if (parts.postOnly && ticket.postOnly.value !== "off") fields.put("post_only", ticket.postOnly.value);
  if (ticket.stp.value !== "none") fields.put("stp_mode", ticket.stp.value);
  if (parts.short && ticket.rejectIfShort.value) fields.put("reject_if_short", true);
  if (ticket.clientOrderId.value !== "") fields.put("client_order_id", ticket.clientOrderId.value);
  return fields.check;
}

export const checked = computed<Check | null>(() => (instrument.value ? check(ticket.side.value, instrument.value) : null));

/** Price x quantity of the ticket, where it has both. */
export const worth = computed<bigint | null>(() => {
  watch(bookVersion);
  const one = instrument.value;
  if (!one || has(ticket.kind.value).budget) return null;
  const quantity = parseDecimal(ticket.quantity.value, one.quantityScale);
  if (!quantity.ok) return null;
  if (has(ticket.kind.value).price) {
    const price = parseDecimal(ticket.price.value, one.priceScale);
    return price.ok ? notional(price.units, quantity.units, one.priceScale, one.quantityScale, one.moneyScale) : null;
  }
  const best = book.value.best(ticket.side.value === "buy" ? "sell" : "buy");
  return best ? notional(best.price, quantity.units, one.priceScale, one.quantityScale, one.moneyScale) : null;
});

const ticketReference = new Reference();

/** Enters what the ticket says. */
export function placeTicket(body: JsonObject): Promise<boolean> {
  return place(body, ticketReference);
}

/** Enters an order; sent again before it was answered, it is the same order. */
export async function place(body: JsonObject, reference: Reference): Promise<boolean> {
  if (!("algo_type" in body)) return (await actOnce(reference, "client_order_id", "/orders", body, describe)).kind === "done";
  // The exchange knows the name of an algo order as long as that is live. One that begins at once ends so long after the click: the same form has another end at each.
  const outcome = await actOnce(
    reference, "client_algo_id", "/algo-orders", body, (answer) => `Algo order ${text(answer.algo_order_id)} is ${text(answer.status)}.`,
    "Look under Algo; as long as it is live, the same form is refused.", "start_time" in body ? body : { ...body, end_time: ticket.minutes.value });
  // Where it is seen to go on, also if it had come the first time it was sent.
  if (outcome.kind === "unknown" || (outcome.kind === "refused" && outcome.code !== "DuplicateAlgoId")) return false;
  ownTab.value = "algos";
  return true;
}

export function cancel(order: OwnOrder): Promise<JsonObject | null> {
  return act("DELETE", `/orders/${order.id}`, undefined, () => `Order ${order.id} cancelled.`);
}

export function replace(order: OwnOrder, changes: JsonObject): Promise<JsonObject | null> {
  return act("PUT", `/orders/${order.id}`, changes, (answer) => `Order ${order.id}: ${state(answer)}${answer.priority_kept === true ? ", place kept" : ""}.`);
}

export function cancelAll(symbol: string): Promise<JsonObject | null> {
  return act("DELETE", `/orders?symbol=${encodeURIComponent(symbol)}`, undefined, (answer) => `${text(answer.canceled)} orders of ${symbol} cancelled.`);
}

function describe(answer: JsonObject): string {
  const average = answer.avg_price;
  return `Order ${text(answer.order_id)}${answer.duplicate === true ? ", entered before" : ""}: ${state(answer)}${typeof average === "string" ? ` at ${average}` : ""}.`;
}

function state(answer: JsonObject): string {
  const status = text(answer.status).replace("_", " ");
  return answer.status === "canceled" ? `ended, ${text(answer.cancel_reason).replaceAll("_", " ")}, filled ${text(answer.filled)}` : status;
}
