import { text } from "./api/json";
import type { JsonObject } from "./api/rest";
import { formatDecimal, parseDecimal } from "./decimal";
import { Typed, type Check } from "./typed";
import type { Instrument, Side } from "./wire/frames";

/** Orders that the exchange works over time: how one is written, and how far it is. */

export type AlgoKind = "twap" | "vwap" | "pov";

/** How fast something is worked, as typed. */
export interface PaceTyped {
  minutes: string;
  /** Of this browser's clock and place; empty: now. */
  begins: string;
  intervalSeconds: string;
  jitterPercent: string;
  catchUpPercent: string;
}

/** As typed. */
export interface AlgoTyped extends PaceTyped {
  kind: AlgoKind;
  quantity: string;
  /** No child at a worse price; empty: at any. */
  limit: string;
  /** Percent of what others trade. */
  participation: string;
  passive: boolean;
  finish: boolean;
  stp: string;
  clientId: string;
}

/** Nothing is worked longer. */
export const longestMs = 7n * 86_400_000n;

/** The body of POST /algo-orders, or what is wrong. */
export function checkAlgo(typed: AlgoTyped, side: Side, one: Instrument, nowMs: number): Check {
  const fields = new Typed({ symbol: one.symbol, side, algo_type: typed.kind }, one);
  fields.quantity("quantity", "Quantity", typed.quantity);
  if (typed.limit !== "") fields.price("limit_price", "Limit", typed.limit);
  const begin = typed.begins === "" ? nowMs : new Date(typed.begins).getTime();
  const minutes = parseDecimal(typed.minutes, 3);
  if (!minutes.ok) fields.refuse("minutes", `The time it lasts ${minutes.problem}.`);
  else if (minutes.units <= 0n || minutes.units * 60n > longestMs) fields.refuse("minutes", "It lasts more than nothing, and at most seven days (10080 minutes).");
  else if (Number.isNaN(begin)) fields.refuse("begins", "The time it begins is none.");
  else {
    if (typed.begins !== "") fields.put("start_time", new Date(begin).toISOString());
    fields.put("end_time", new Date(begin + Number(minutes.units * 60n)).toISOString());
  }
  putParticipation(fields, typed);
  putPace(fields, typed);
  if (typed.passive) fields.put("passive", true);
  if (typed.finish) fields.put("finish", true);
  if (typed.stp !== "none") fields.put("stp_mode", typed.stp);
  if (typed.clientId !== "") fields.put("client_algo_id", typed.clientId);
  return fields.check;
}

function putParticipation(fields: Typed, typed: AlgoTyped): void {
  if (typed.participation === "") {
    if (typed.kind === "pov") fields.refuse("participation_rate", "Say which share of others' volume it follows, in percent.");
    return;
  }
  const percent = parseDecimal(typed.participation, 4);
  if (!percent.ok) fields.refuse("participation_rate", `The share of volume ${percent.problem}.`);
  else if (percent.units <= 0n || percent.units > 1_000_000n) fields.refuse("participation_rate", "The share of volume is more than 0 and at most 100 percent.");
  else fields.put("participation_rate", formatDecimal(percent.units, 6));
}

/** Its slices; what is left empty is left to the exchange. */
export function putPace(fields: Typed, typed: PaceTyped): void {
  if (typed.intervalSeconds !== "") putInterval(fields, typed.intervalSeconds);
  if (typed.jitterPercent !== "") fields.whole("jitter_percent", "Jitter", typed.jitterPercent, 0, 50);
  if (typed.catchUpPercent !== "") fields.whole("catch_up_percent", "Catch-up", typed.catchUpPercent, 0, 1_000);
}

function putInterval(fields: Typed, text: string): void {
  const seconds = parseDecimal(text, 3);
  if (!seconds.ok) fields.refuse("interval_ms", `The time between slices ${seconds.problem}.`);
  else fields.whole("interval_ms", "The time between slices, in milliseconds,", seconds.units.toString(), 100, 86_400_000);
}

/** Whether an algo order, or a basket, goes on. */
export function isAlgoLive(row: JsonObject): boolean {
  return row.status === "scheduled" || row.status === "running" || row.status === "paused";
}

/** How far it is, from 0 to 1, for drawing only. */
export function done(row: JsonObject): number {
  const [filled, quantity] = [Number(text(row.filled_quantity)), Number(text(row.quantity))];
  return quantity > 0 ? Math.min(1, filled / quantity) : 0;
}

/** Slippage in words: positive is worse than the benchmark. */
export function slippage(bps: JsonObject[string] | undefined): string {
  const written = text(bps);
  if (written === "") return "–";
  return /[1-9]/.test(written) ? `${written.replace("-", "")} bp ${written.startsWith("-") ? "better" : "worse"}` : "0 bp";
}
