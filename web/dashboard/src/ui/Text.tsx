import { text } from "../api/json";
import type { Json } from "../api/rest";
import { formatDecimal, groupDecimal, showDecimal, showShort } from "../decimal";
import type { Instrument, Side } from "../wire/frames";

/** Prices with exactly the instrument's decimals. */
export function price(units: bigint, one: Instrument): string {
  return units === 0n ? "–" : showDecimal(units, one.priceScale);
}

export function quantity(units: bigint, one: Instrument): string {
  return showShort(units, one.quantityScale);
}

export function money(units: bigint, one: Instrument): string {
  return showDecimal(units, one.moneyScale);
}

/** For a field that is typed into. */
export function plainPrice(units: bigint, one: Instrument): string {
  return formatDecimal(units, one.priceScale);
}

/** Of nanoseconds; local time of day. */
export function timeOfDay(nanoseconds: bigint, decimals = 0): string {
  if (nanoseconds === 0n) return "–";
  const ms = Number(nanoseconds / 1_000_000n);
  const text = new Date(ms).toLocaleTimeString("en-GB", { hour12: false });
  return decimals === 0 ? text : `${text}.${String(ms % 1_000).padStart(3, "0")}`;
}

/** Of a time as the exchange writes it; local time of day, with the date where it is not today's. */
export function clock(time: Json | undefined): string {
  const at = new Date(text(time));
  if (Number.isNaN(at.getTime())) return "–";
  const clock = at.toLocaleTimeString("en-GB", { hour12: false });
  return at.toDateString() === new Date().toDateString() ? clock : `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock}`;
}

/** A decimal as the exchange wrote it, grouped for reading. */
export function amount(value: Json | undefined): string {
  return value === null || value === undefined ? "–" : groupDecimal(text(value));
}

/** As {@link amount} without zeros at the end of the decimals, for narrow columns. */
export function short(value: Json | undefined): string {
  const written = amount(value);
  return written.includes(".") ? written.replace(/\.?0+$/, "") : written;
}

/** Millionths as percent: 1500 is 0.15 %. */
export function percent(ppm: Json | undefined): string {
  return typeof ppm === "number" ? `${showShort(BigInt(ppm), 4)} %` : "–";
}

export function words(text: string): string {
  return text.replaceAll("_", " ");
}

export function SideWord({ side }: { side: Side }) {
  return <span class={side === "buy" ? "bid" : "ask"}>{side === "buy" ? "Buy" : "Sell"}</span>;
}

export const cancelReasons: readonly string[] = [
  "", "requested", "mass cancel", "disconnected", "immediate remainder", "fill or kill", "insufficient liquidity", "budget spent", "expired", "day ended", "self trade",
  "post-only would cross", "replaced below filled", "reduced", "instrument expired",
];
