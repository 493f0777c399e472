/** Decimals as whole numbers of 10^-scale: `{units: 15045n, scale: 2}` is 150.45. No float is ever made of one on the way to the exchange. */

export type Parsed = { ok: true; units: bigint } | { ok: false; problem: string };

const plain = /^(-?)(\d{1,30})(?:\.(\d{1,18}))?$/;

/** Reads a plain decimal; more decimals than the scale holds are refused, never rounded. */
export function parseDecimal(text: string, scale: number): Parsed {
  const match = plain.exec(text.trim());
  if (!match) return { ok: false, problem: text.trim() === "" ? "is missing" : "is not a plain decimal number" };
  const [, sign = "", whole = "", given = ""] = match;
  const decimals = given.replace(/0+$/, "");
  if (decimals.length > scale) return { ok: false, problem: scale === 0 ? "is a whole number here" : `has more than ${scale} decimals` };
  const units = BigInt(whole + decimals.padEnd(scale, "0"));
  return { ok: true, units: sign === "-" ? -units : units };
}

/** Writes with exactly the scale's decimals. */
export function formatDecimal(units: bigint, scale: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`;
  return negative ? `-${text}` : text;
}

/** As {@link formatDecimal}, with thin groups of three before the point, for reading only. */
export function showDecimal(units: bigint, scale: number): string {
  return groupDecimal(formatDecimal(units, scale));
}

/** Groups of three before the point of a decimal that is text already. */
export function groupDecimal(text: string): string {
  const point = text.indexOf(".");
  const whole = point < 0 ? text : text.slice(0, point);
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (point < 0 ? "" : text.slice(point));
}

/** Drops zeros at the end of the decimals, for quantities of many decimals in narrow columns. */
export function showShort(units: bigint, scale: number): string {
  const text = showDecimal(units, scale);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Price x quantity in the money scale, rounded down. */
export function notional(price: bigint, quantity: bigint, priceScale: number, quantityScale: number, moneyScale: number): bigint {
  const product = price * quantity;
  const excess = priceScale + quantityScale - moneyScale;
  return excess >= 0 ? product / 10n ** BigInt(excess) : product * 10n ** BigInt(-excess);
}

/** Change from one price to another in hundredths of a percent, rounded towards zero; null where there is no first. */
export function basisPoints(from: bigint, to: bigint): bigint | null {
  return from === 0n ? null : ((to - from) * 10_000n) / from;
}

/** A whole number as a float, for drawing only. */
export function forDrawing(units: bigint, scale: number): number {
  return Number(units) / 10 ** scale;
}

/** The multiple of a step at or below a value. */
export function floorTo(units: bigint, step: bigint): bigint {
  const rest = units % step;
  return rest < 0n ? units - rest - step : units - rest;
}

export function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

export function min(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
