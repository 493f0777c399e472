import { computed, effect, signal } from "@preact/signals";
import { ask } from "../api/rest";
import { Reload } from "../reload";
import { FeedStream, type FeedConnection } from "./stream";
import type { FeedEvent, FeedHistory, Feeds, Ladder, Quality } from "./view";

/** All that the page of the feeds knows, and where it is; the address keeps the latter. */

export type Page = "ladder" | "venues" | "latency" | "quality";

export const pages: readonly { page: Page; name: string }[] = [
  { page: "ladder", name: "Prices" }, { page: "venues", name: "Venues" }, { page: "latency", name: "Latency" }, { page: "quality", name: "Quality" },
];

const depth = 15;
const historyShown = 100;

export const connection = signal<FeedConnection>("connecting");
export const feeds = signal<Feeds | null>(null);
export const ladder = signal<Ladder | null>(null);
export const page = signal<Page>("ladder");
/** The symbol of the address; null until one is chosen. */
export const chosen = signal<string | null>(null);
/** Newest first; of the chosen symbol. */
export const history = signal<readonly FeedEvent[]>([]);
export const quality = signal<Quality | null>(null);
/** Why the last question was not answered; empty while all are. */
export const problem = signal("");

/** The symbol that is shown: the chosen one, or else the first there is. */
export const shown = computed(() => chosen.value ?? feeds.value?.symbols[0]?.name ?? null);
/** The ladder of the shown symbol; null until it has come. */
export const shownLadder = computed(() => (ladder.value?.name === shown.value ? ladder.value : null));

export function hashOf(to: Page, symbol: string | null): string {
  return to === "ladder" && symbol !== null ? `#/ladder/${encodeURIComponent(symbol)}` : `#/${to}`;
}

export function readHash(hash: string): { page: Page; symbol: string | null } {
  const [, where, symbol] = hash.split("/");
  const to = pages.find((one) => one.page === where)?.page ?? "ladder";
  return { page: to, symbol: to === "ladder" && symbol ? decode(symbol) : null };
}

export function start(): void {
  const take = (): void => {
    const at = readHash(location.hash);
    page.value = at.page;
    if (at.symbol !== null) chosen.value = at.symbol;
  };
  addEventListener("hashchange", take);
  take();
  const stream = new FeedStream({
    onConnection: (state) => (connection.value = state),
    onFeeds: (told) => (feeds.value = told),
    onLadder: (told) => (ladder.value = told),
  });
  effect(() => stream.show(page.value === "ladder" ? shown.value : null, depth));
  every(2_000, () => page.value === "ladder" && shown.value !== null, async () => {
    const symbol = shown.value;
    if (symbol === null) return;
    const answer = (await ask(`/feeds/history?symbol=${encodeURIComponent(symbol)}&limit=${historyShown}`)) as unknown as FeedHistory;
    if (symbol === shown.value) history.value = answer.events.toReversed();
  });
  every(2_000, () => page.value === "quality", async () => {
    quality.value = (await ask("/feeds/quality")) as unknown as Quality;
  });
  effect(() => {
    if (shown.value !== null) history.value = [];
  });
}

/** Asks every so often while it is looked at, in a tab that is seen, and never twice at a time. */
function every(everyMs: number, isWanted: () => boolean, load: () => Promise<void>): void {
  const reload = new Reload(async () => {
    try {
      await load();
      problem.value = "";
    } catch (caught) {
      problem.value = caught instanceof Error ? caught.message : String(caught);
    }
  }, everyMs / 2);
  effect(() => {
    if (!isWanted() || connection.value !== "live") return;
    reload.want();
    const clock = setInterval(() => {
      if (!document.hidden) reload.want();
    }, everyMs);
    return () => clearInterval(clock);
  });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
