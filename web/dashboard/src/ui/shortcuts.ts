import { armed, centred, go, open, pane, ticketTab } from "../state/screen";
import { setTheme, theme } from "../state/theme";
import { ticket } from "../state/ticket";
import type { Side } from "../wire/frames";

const nextTheme = { system: "dark", dark: "light", light: "system" } as const;

/** Keys of the whole page; none of them acts while something is typed into, or a dialog is open. */
export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const types = target?.closest("input, select, textarea, dialog") !== null && target !== null;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || (types && event.key !== "Escape")) return;
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    if (event.key !== "Escape") event.preventDefault();
    act();
  });
}

const actions: Record<string, () => void> = {
  "/": () => show("markets", "#instrument-search"),
  t: () => go("trade"),
  g: () => go("halts"),
  k: () => go("cases"),
  h: () => go("health"),
  a: () => go("admin"),
  b: () => write("buy"),
  s: () => write("sell"),
  l: () => show("book", ".rungs tr[tabindex='0']"),
  o: () => show("orders", ".own-panel [role=tab][aria-selected=true]"),
  c: () => {
    centred.value++;
  },
  w: () => void (armed.value = !armed.value),
  d: () => setTheme(nextTheme[theme.value]),
  "?": () => void (open.value = "help"),
  Escape: () => (document.activeElement as HTMLElement | null)?.blur(),
};

function write(side: Side): void {
  ticket.side.value = side;
  ticketTab.value = "order";
  show("ticket", ".ticket [name=quantity], .ticket [name=quote_quantity]");
}

function show(which: typeof pane.value, selector: string): void {
  go("trade");
  pane.value = which;
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}
