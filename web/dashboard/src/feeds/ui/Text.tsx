import { groupDecimal } from "../../decimal";
import type { BookState } from "../view";

/** A quantity or price for narrow columns: grouped, without zeros at the end of its decimals. */
export function short(decimal: string | null): string {
  if (decimal === null) return "–";
  const grouped = groupDecimal(decimal);
  return grouped.includes(".") ? grouped.replace(/\.?0+$/, "") : grouped;
}

/** A price with all the decimals it has, so that columns stay in line. */
export function price(decimal: string | null): string {
  return decimal === null ? "–" : groupDecimal(decimal);
}

export function whole(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}

/** How long ago, in words as short as they go. */
export function age(ns: number | null): string {
  if (ns === null) return "–";
  const seconds = ns / 1e9;
  return seconds < 1 ? `${Math.round(ns / 1e6)} ms` : seconds < 120 ? `${seconds.toFixed(1)} s` : seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** Local time of day with milliseconds. */
export function timeOf(iso: string | null): string {
  const at = iso === null ? NaN : Date.parse(iso);
  if (Number.isNaN(at)) return "–";
  return `${new Date(at).toLocaleTimeString("en-GB", { hour12: false })}.${String(new Date(at).getMilliseconds()).padStart(3, "0")}`;
}

export function words(text: string): string {
  return text.replaceAll("_", " ");
}

export function StateWord({ state, title = "" }: { state: BookState; title?: string }) {
  return <span class={`book-state ${state}`} title={title}>{state}</span>;
}

/** 0 to 100, and a bar beside it. */
export function Score({ of }: { of: number }) {
  const kind = of >= 90 ? "good" : of >= 60 ? "doubtful" : "poor";
  return (
    <span class={`score ${kind}`}>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="8" /><rect width={of} height="8" /></svg>
      <b>{of}</b>
    </span>
  );
}
