import { formatDecimal, showDecimal, showShort } from "../decimal";
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
