import { object, text } from "./api/json";
import type { JsonObject } from "./api/rest";
import { longestMs, putPace, type PaceTyped } from "./algos";
import { formatDecimal, notional, parseDecimal } from "./decimal";
import { duration } from "./duration";
import { isMade } from "./reference";
import { Typed, type Check } from "./typed";
import type { Instrument, Side } from "./wire/frames";

/** Orders for several instruments that are checked and executed as one: how one is written, and what its legs are worth. */

export type LegsBy = "quantity" | "weight";

/** Executed at once, or slice by slice. */
export type Strategy = "immediate" | "twap" | "vwap";

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

export interface BasketTyped extends PaceTyped {
  by: LegsBy;
  strategy: Strategy;
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
  if (typed.strategy !== "immediate") putSchedule(head, typed, typed.strategy);
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

/** Of one that is worked over time: when, how, and what became of its slices. Nothing of one that was executed at once. */
export function progressOf(one: JsonObject, clock: (time: JsonObject[string] | undefined) => string): string {
  const [schedule, refused] = [object(one.schedule), object(one.last_refusal)];
  if (!schedule) return "";
  const parts = [
    `From ${clock(schedule.start_time)} to ${clock(schedule.end_time)}, ${text(schedule.slices)} slices, one every ${duration(Number(schedule.interval_ms))}`,
    `${text(one.slices_done)} executed, ${text(one.slices_refused)} refused`,
    refused ? `the last, slice ${text(refused.slice)}${text(refused.symbol) && ` because of ${text(refused.symbol)}`} at ${clock(refused.timestamp)}: ${text(refused.refused)}` : "",
    text(one.estimated_completion) ? `done about ${clock(one.estimated_completion)}` : "",
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
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

/** How long it lasts, not when it ends: the same form sent again later is the same basket. */
function putSchedule(head: Typed, typed: BasketTyped, strategy: Strategy): void {
  head.put("execution_strategy", strategy);
  const [minutes, begin] = [parseDecimal(typed.minutes, 3), new Date(typed.begins)];
  const ms = minutes.ok ? minutes.units * 60n : 0n;
  if (!minutes.ok) head.refuse("minutes", `The time it lasts ${minutes.problem}.`);
  else if (ms <= 0n || ms > longestMs || ms % 1_000n !== 0n) head.refuse("minutes", "It lasts whole seconds, at least one and at most seven days (10080 minutes).");
  else head.whole("duration_seconds", "The time it lasts, in seconds,", (ms / 1_000n).toString(), 1, Number(longestMs / 1_000n));
  if (typed.begins !== "" && Number.isNaN(begin.getTime())) head.refuse("begins", "The time it begins is none.");
  else if (typed.begins !== "") head.put("start_time", begin.toISOString());
  putPace(head, typed);
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
