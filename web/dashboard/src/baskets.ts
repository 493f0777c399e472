import { text } from "./api/json";
import type { JsonObject } from "./api/rest";
import { formatDecimal, notional, parseDecimal } from "./decimal";
import { isMade } from "./reference";
import { Typed, type Check } from "./typed";
import type { Instrument, Side } from "./wire/frames";

/** Orders for several instruments that are checked and executed as one: how one is written, and what its legs are worth. */

export type LegsBy = "quantity" | "weight";

/** As typed. */
export interface LegTyped {
  /** Tells the leg from others as long as the form is open. */
  key: number;
  symbol: string;
  side: Side;
  /** Of the instrument, or percent of the total value. */
  amount: string;
  /** Never a worse price; empty: at what there is. */
  limit: string;
}

export interface BasketTyped {
  by: LegsBy;
  total: string;
  policy: "all_or_none" | "pro_rata";
  stp: string;
  clientId: string;
  legs: readonly LegTyped[];
}

const wholePpm = 1_000_000n;

/** The body of POST /basket-orders, or what is wrong and where: the field of a leg has the leg's key behind its name. */
export function checkBasket(typed: BasketTyped, find: (symbol: string) => Instrument | undefined): Check {
  const legs: JsonObject[] = [];
  for (const leg of typed.legs) {
    const one = find(leg.symbol);
    if (!one) return wrong(`symbol-${leg.key}`, "Choose an instrument for each leg.");
    const fields = new Typed({ symbol: one.symbol, side: leg.side }, one);
    if (typed.by === "weight") putWeight(fields, leg.amount);
    else fields.quantity("quantity", "Quantity", leg.amount);
    if (leg.limit !== "") fields.price("limit_price", "Limit", leg.limit);
    const checked = fields.check;
    if (checked.body === null) return wrong(`${checked.field === "limit_price" ? "limit" : "amount"}-${leg.key}`, `${one.symbol}: ${checked.problem}`);
    legs.push(checked.body);
  }

  const first = find(typed.legs[0]?.symbol ?? "");
  if (!first) return wrong("add-leg", "A basket has a leg at least.");
  const head = new Typed({ fill_policy: typed.policy, orders: legs }, first);
  if (typed.by === "weight") {
    head.money("total_value", "Total value", typed.total);
    const sum = weightSum(typed.legs);
    if (sum !== wholePpm) head.refuse(`amount-${typed.legs[0]?.key ?? 0}`, `The weights come to ${percentOf(sum)} %, not to 100 %.`);
  }
  if (typed.stp !== "none") head.put("stp_mode", typed.stp);
  if (typed.clientId !== "") head.put("basket_id", typed.clientId);
  return head.check;
}

/** Of what is typed so far, in millionths. */
export function weightSum(legs: readonly LegTyped[]): bigint {
  return legs.reduce((sum, leg) => {
    const percent = parseDecimal(leg.amount, 4);
    return percent.ok ? sum + percent.units : sum;
  }, 0n);
}

/** Millionths as percent. */
export function percentOf(ppm: bigint): string {
  return formatDecimal(ppm, 4).replace(/\.?0+$/, "");
}

/** What legs by quantity are worth at their limits, or at a price that is known; null where they count in different money or one has no price. */
export function worthOf(legs: readonly LegTyped[], find: (symbol: string) => Instrument | undefined, priceOf: (one: Instrument) => bigint): { units: bigint; one: Instrument } | null {
  let [sum, first] = [0n, undefined as Instrument | undefined];
  for (const leg of legs) {
    const one = find(leg.symbol);
    if (!one || (first && first.moneyScale !== one.moneyScale)) return null;
    first ??= one;
    const [quantity, limit] = [parseDecimal(leg.amount, one.quantityScale), parseDecimal(leg.limit, one.priceScale)];
    const price = limit.ok ? limit.units : priceOf(one);
    if (!quantity.ok || price <= 0n) return null;
    sum += notional(price, quantity.units, one.priceScale, one.quantityScale, one.moneyScale);
  }
  return first ? { units: sum, one: first } : null;
}

/** The name somebody gave it, else its number. */
export function basketName(one: JsonObject): string {
  const name = text(one.basket_id);
  return name === "" || isMade(name) ? text(one.basket_order_id) : name;
}

/** What became of a basket, in one sentence. */
export function basketNotice(answer: JsonObject): string {
  return `Basket ${basketName(answer)}: ${text(answer.status) === "reduced" ? "reduced, of each leg the share that could be had" : text(answer.status)}.`;
}

function putWeight(fields: Typed, amount: string): void {
  const percent = parseDecimal(amount, 4);
  if (!percent.ok) fields.refuse("weight", `Weight ${percent.problem}.`);
  else if (percent.units <= 0n || percent.units > wholePpm) fields.refuse("weight", "A weight is more than 0 and at most 100 percent.");
  else fields.put("weight", formatDecimal(percent.units, 6));
}

function wrong(field: string, problem: string): Check {
  return { body: null, field, problem };
}
