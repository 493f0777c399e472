import { computed, effect, signal } from "@preact/signals";
import { rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { Reload } from "../reload";
import { poll } from "./poll";
import { page } from "./screen";
import { act, askOwn, may, user } from "./store";

/**
 * The queue of cases, for keys that operate, a page at a time: what has waited longest stands first. No stream tells of cases: while they are looked at they are asked for every few
 * seconds, and after each act of this page.
 */

const pageSize = 100;
const gapMs = 250;
const pollMs = 4_000;

export type CaseStatus = "open" | "in_review" | "escalated" | "closed";

export const shownStatus = signal<CaseStatus>("open");
/** The shown page, ascending; null until it is known. */
export const cases = signal<readonly JsonObject[] | null>(null);
/** Where the shown page begins, behind where those before it began. */
const cursors = signal<readonly string[]>(["0"]);
/** Where the next page begins; empty where there is none. */
const nextCursor = signal("");
export const pageNumber = computed(() => cursors.value.length);
export const hasNext = computed(() => nextCursor.value !== "");
/** The case that is worked on, with its trail. */
export const chosenCase = signal<JsonObject | null>(null);
/** The application behind it, once somebody has looked: each look is written down. */
export const application = signal<JsonObject | null>(null);

const reload = new Reload(load, gapMs);

export function startCases(): void {
  effect(() => {
    if (user.value !== null) return;
    turnTo(["0"]);
    putAside();
  });
  poll(pollMs, () => page.value === "cases" && may("operate"), () => {
    // An exchange without a compliance desk has said so once.
    if (cases.value === null) return;
    loadCases();
    const id = text(chosenCase.value?.case_id);
    if (id !== "") void look(id, choices);
  });
}

export function loadCases(): void {
  reload.want();
}

export function showStatus(status: CaseStatus): void {
  shownStatus.value = status;
  turnTo(["0"]);
  loadCases();
}

export function showNext(): void {
  if (nextCursor.value === "") return;
  turnTo([...cursors.value, nextCursor.value]);
  loadCases();
}

export function showPrevious(): void {
  if (cursors.value.length === 1) return;
  turnTo(cursors.value.slice(0, -1));
  loadCases();
}

function turnTo(begins: readonly string[]): void {
  cursors.value = begins;
  cases.value = null;
  nextCursor.value = "";
}

async function load(): Promise<void> {
  const [status, begins] = [shownStatus.value, cursors.value];
  const found = await askOwn(`/compliance/cases?status=${status}&limit=${pageSize}&after=${begins.at(-1) ?? "0"}`);
  // An answer about another page than the one shown by now is too late.
  if (found === null || status !== shownStatus.value || begins !== cursors.value) return;
  cases.value = rows(found.cases);
  nextCursor.value = text(found.next);
}

// Who chooses again does not want the answer about the one before.
let choices = 0;

/** Opens a case; false where another one was chosen before it was there. */
export async function choose(id: string): Promise<boolean> {
  const choice = ++choices;
  application.value = null;
  return look(id, choice);
}

/** A trail only grows: an answer with a shorter one than what is shown is an older one. */
async function look(id: string, choice: number): Promise<boolean> {
  const found = await askOwn(`/compliance/cases/${piece(id)}`);
  if (choice !== choices) return false;
  const shown = chosenCase.value;
  if (found !== null && text(shown?.case_id) === id && rows(found.trail).length < rows(shown?.trail).length) return true;
  if (found !== null || text(shown?.case_id) !== id) chosenCase.value = found;
  return true;
}

export function putAside(): void {
  choices++;
  chosenCase.value = null;
  application.value = null;
}

/** The number of the application that a case is about; empty for other cases. */
export function applicationOf(one: JsonObject): string {
  return one.kind === "verification" ? text(one.key).replace(/^kyc-/, "") : "";
}

export async function lookAtApplication(one: JsonObject): Promise<void> {
  const id = text(one.case_id);
  const found = await askOwn(`/compliance/applications/${piece(applicationOf(one))}`);
  if (text(chosenCase.value?.case_id) === id && await choose(id)) application.value = found;
}

/** Does something to a case, and says so once it is done; what is shown follows. */
export async function work(one: JsonObject, body: JsonObject, done: () => void): Promise<void> {
  const id = text(one.case_id);
  if ((await act("POST", `/compliance/cases/${piece(id)}`, body, () => `Case ${id}: done, and written down.`)) === null) return;
  done();
  loadCases();
  if (text(chosenCase.value?.case_id) === id) await choose(id);
}
