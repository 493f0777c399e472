import { effect, signal } from "@preact/signals";

/** Colours of a page: as the system has them, or as this browser was told. All pages of one address share the choice. */

export type Theme = "system" | "light" | "dark";

const themeName = "rialto.theme";

export const theme = signal<Theme>(readTheme());
/** Counts changes of the colours in use, so that canvases are drawn anew. */
export const colours = signal(0);

export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    colours.value = colours.peek() + 1;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colours.value++);
}

export function setTheme(to: Theme): void {
  theme.value = to;
  localStorage.setItem(themeName, to);
}

function readTheme(): Theme {
  const kept = localStorage.getItem(themeName);
  return kept === "light" || kept === "dark" ? kept : "system";
}
