import { computed, signal } from "@preact/signals";
import type { JsonObject } from "../api/rest";
import { formatDecimal, notional, parseDecimal } from "../decimal";
import type { Instrument, OwnOrder, PostOnly, Side, StpMode, TimeInForce } from "../wire/frames";
import { act, book, bookVersion, instrument } from "./store";
import { watch } from "./watch";
import { text } from "../api/json";

/** The order being written. Everything is text as typed; it becomes whole numbers when checked, and text of exactly the instrument's decimals when sent. */

export type Kind = "limit" | "market" | "budget" | "stop_loss" | "stop_limit" | "iceberg";

export const kinds: readonly { kind: Kind; name: string }[] = [
  { kind: "limit", name: "Limit" },
  { kind: "market", name: "Market" },
  { kind: "budget", name: "Market, by budget" },
  { kind: "iceberg", name: "Iceberg" },
  { kind: "stop_loss", name: "Stop-loss" },
  { kind: "stop_limit", name: "Stop-limit" },
];

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
  if (kind === "market" || kind === "budget") return ["IOC", "FOK"];
  if (kind === "iceberg") return ["GTC", "GTD", "DAY"];
  return ["GTC", "IOC", "FOK", "GTD", "DAY"];
}

export type Check = { body: JsonObject; problem: "" } | { body: null; problem: string; field: string };

/** The body of the request, or what is wrong with the ticket. */
export function check(side: Side, one: Instrument): Check {
  const kind = ticket.kind.value;
  const parts = has(kind);
  const type = kind === "budget" ? "market" : kind === "iceberg" ? "limit" : kind;
  const time = parts.times.includes(ticket.timeInForce.value) ? ticket.timeInForce.value : parts.times[0] ?? "GTC";
  const body: JsonObject = { symbol: one.symbol, side, order_type: type, time_in_force: time };
  const problems: { field: string; problem: string }[] = [];
  const put = (field: string, name: string, text: string, scale: number, step: bigint, stepName: string): void => {
    const parsed = parseDecimal(text, scale);
    if (!parsed.ok) problems.push({ field, problem: `${name} ${parsed.problem}.` });
    else if (parsed.units <= 0n) problems.push({ field, problem: `${name} must be more than zero.` });
    else if (parsed.units % step !== 0n) problems.push({ field, problem: `${name} is not a multiple of the ${stepName} ${formatDecimal(step, scale)}.` });
    else body[field] = formatDecimal(parsed.units, scale);
  };
  const price = (field: string, name: string, text: string): void => put(field, name, text, one.priceScale, one.tick, "tick");
  if (parts.stop) price("stop_price", "Stop price", ticket.stop.value);
  if (parts.price) price("price", "Price", ticket.price.value);
  if (parts.budget) put("quote_quantity", "Budget", ticket.budget.value, one.moneyScale, 1n, "unit");
  else put("quantity", "Quantity", ticket.quantity.value, one.quantityScale, one.lot, "lot");
  if (parts.display && (kind === "iceberg" || ticket.display.value !== "")) put("display_quantity", "Displayed quantity", ticket.display.value, one.quantityScale, one.lot, "lot");
  if (parts.protection && ticket.protection.value !== "") price("protection_price", "Worst price", ticket.protection.value);
  if (time === "GTD") {
    const at = new Date(ticket.expires.value);
    if (Number.isNaN(at.getTime())) problems.push({ field: "expire_time", problem: "The time of expiry is missing." });
    else body.expire_time = at.toISOString();
  }
  if (parts.postOnly && ticket.postOnly.value !== "off") body.post_only = ticket.postOnly.value;
  if (ticket.stp.value !== "none") body.stp_mode = ticket.stp.value;
  if (parts.short && ticket.rejectIfShort.value) body.reject_if_short = true;
  if (ticket.clientOrderId.value !== "") body.client_order_id = ticket.clientOrderId.value;
  const [first] = problems;
  return first ? { body: null, ...first } : { body, problem: "" };
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

export async function place(body: JsonObject): Promise<boolean> {
  return (await act("POST", "/orders", body, describe)) !== null;
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
  return `Order ${text(answer.order_id)}: ${state(answer)}${typeof average === "string" ? ` at ${average}` : ""}.`;
}

function state(answer: JsonObject): string {
  const status = text(answer.status).replace("_", " ");
  return answer.status === "canceled" ? `ended, ${text(answer.cancel_reason).replaceAll("_", " ")}, filled ${text(answer.filled)}` : status;
}
