import { computed, effect, signal } from "@preact/signals";
import { Reload } from "../reload";
import { DeskStream, type DeskConnection } from "./stream";
import type { Act, Declaration, Desk, Series } from "./view";

/** All that the page of a desk knows, and where it is; the address keeps the latter. */

export type Page = "overview" | "strategies" | "orders" | "risk" | "log";

export const pages: readonly { page: Page; name: string }[] = [
  { page: "overview", name: "Desk" }, { page: "strategies", name: "Strategies" }, { page: "orders", name: "Orders" }, { page: "risk", name: "Risk" }, { page: "log", name: "Log" },
];

const tokenName = "rialto.desk.token";

export const connection = signal<DeskConnection>("connecting");
export const desk = signal<Desk | null>(null);
export const page = signal<Page>("overview");
export const series = signal<Series | null>(null);
export const declarations = signal<readonly Declaration[]>([]);
export const acts = signal<readonly Act[]>([]);
/** Who may act; kept for this tab alone. Empty: nobody has signed in. */
export const token = signal(sessionStorage.getItem(tokenName) ?? "");
/** What was answered to the last act, or why it was not. */
export const notice = signal<{ kind: "done" | "refused"; text: string; at: number } | null>(null);
/** Which dialog is open. */
export const open = signal<"sign-in" | "stop" | "resume" | null>(null);
/** Why the last question was not answered; empty while all are. */
export const problem = signal("");

/** Whether this tab has a token. */
export const isOperator = computed(() => token.value !== "");

let stream: DeskStream | null = null;

export function hashOf(to: Page): string {
  return `#/${to}`;
}

export function readHash(hash: string): Page {
  const where = hash.split("/")[1];
  return pages.find((one) => one.page === where)?.page ?? "overview";
}

export function start(): void {
  const take = (): void => {
    page.value = readHash(location.hash);
  };
  addEventListener("hashchange", take);
  take();
  stream = new DeskStream({ onConnection: (state) => (connection.value = state), onDesk: (told) => (desk.value = told) }, () => token.peek());
  stream.connect();
  every(2_000, () => page.value === "overview", async () => {
    series.value = (await ask("/series")) as Series;
  });
  every(30_000, () => page.value === "strategies", async () => {
    declarations.value = ((await ask("/strategies")) as { strategies: Declaration[] }).strategies;
  });
  every(2_000, () => page.value === "log", async () => {
    acts.value = ((await ask("/acts")) as { acts: Act[] }).acts;
  });
}

/** Takes a token: of whoever acts from now on; empty signs out. */
export function signIn(given: string): void {
  token.value = given.trim();
  if (token.value === "") sessionStorage.removeItem(tokenName);
  else sessionStorage.setItem(tokenName, token.value);
  if (connection.value === "closed") {
    connection.value = "connecting";
    stream?.connect();
  }
}

/** Asks the desk to do something and says what was answered. Whether it was done. */
export async function tell(command: Readonly<Record<string, string>>, done: string): Promise<boolean> {
  if (!isOperator.value) {
    open.value = "sign-in";
    return false;
  }
  try {
    const response = await fetch("/api/v1/desk/commands", {
      method: "POST", cache: "no-store", body: JSON.stringify(command), headers: { "Content-Type": "application/json", Authorization: `Bearer ${token.value}` },
    });
    const answer = (await response.json()) as { detail?: string };
    if (response.status === 401) {
      signIn("");
      open.value = "sign-in";
    }
    if (!response.ok) throw new Error(answer.detail ?? `HTTP ${response.status}`);
    say("done", done);
    return true;
  } catch (caught) {
    say("refused", caught instanceof Error ? caught.message : String(caught));
    return false;
  }
}

export function say(kind: "done" | "refused", text: string): void {
  notice.value = { kind, text, at: performance.now() };
}

async function ask(path: string): Promise<unknown> {
  const response = await fetch(`/api/v1/desk${path}`, { cache: "no-store", headers: token.value === "" ? {} : { Authorization: `Bearer ${token.value}` } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
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
