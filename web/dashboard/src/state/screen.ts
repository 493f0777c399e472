import { effect, signal } from "@preact/signals";
import { instruments, select, selected } from "./store";
import { startTheme } from "./theme";

/** Where the page is, which the address keeps, and what is open on it. */

export type Page = "trade" | "halts" | "cases" | "health" | "admin";
export type Pane = "markets" | "chart" | "book" | "ticket" | "orders";
export type Chart = "heatmap" | "candles";
/** Parts of what is one's own. */
export type OwnTab = "live" | "ended" | "fills" | "algos" | "baskets" | "positions" | "balances" | "identity";

export const page = signal<Page>("trade");
/** Which part of the trade page a narrow screen shows. */
export const pane = signal<Pane>("book");
export const chart = signal<Chart>("heatmap");
export const ownTab = signal<OwnTab>("live");
/** What the ticket writes: an order, or a basket of several. */
export const ticketTab = signal<"order" | "basket">("order");
/** Own orders of all instruments are listed, not of the chosen one alone. */
export const everywhere = signal(true);
export const open = signal<"help" | "sign-in" | null>(null);

/** Something that is done only after it was asked about once more. */
export interface Question { title: string; text: string; verb: string; act: () => Promise<unknown> }
export const question = signal<Question | null>(null);

/** A click in the ladder sends an order at once instead of filling the ticket. */
export const armed = signal(false);
export const centred = signal(0);

export function go(to: Page): void {
  location.hash = to === "trade" ? tradeHash() : `#/${to}`;
}

export function startScreen(): void {
  addEventListener("hashchange", readHash);
  startTheme();
  // The instrument of the address, as soon as it is known; else the first.
  effect(() => {
    const all = instruments.value;
    if (selected.value !== null || all.size === 0) return;
    const named = symbolOfHash();
    const first = [...all.values()].find((one) => one.symbol === named) ?? [...all.values()][0];
    if (first) select(first.id);
  });
  effect(() => {
    if (selected.value !== null && page.value === "trade") history.replaceState(null, "", tradeHash());
  });
  readHash();
}

function tradeHash(): string {
  const symbol = selected.value === null ? undefined : instruments.value.get(selected.value)?.symbol;
  return symbol ? `#/trade/${encodeURIComponent(symbol)}` : "#/trade";
}

function symbolOfHash(): string | null {
  const [, where, symbol] = location.hash.split("/");
  return where === "trade" && symbol ? decodeURIComponent(symbol) : null;
}

function readHash(): void {
  const where = location.hash.split("/")[1];
  page.value = where === "halts" || where === "cases" || where === "health" || where === "admin" ? where : "trade";
  const symbol = symbolOfHash();
  const found = [...instruments.value.values()].find((one) => one.symbol === symbol);
  if (found) select(found.id);
}
