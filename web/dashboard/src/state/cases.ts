import { effect, signal } from "@preact/signals";
import { rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { act, askOwn, user } from "./store";

/** The queue of cases, for keys that operate. No stream tells of cases: they are asked for when the page is opened, after each act of its own, and when asked to. */

const most = 1_000;

export type CaseStatus = "open" | "in_review" | "escalated" | "closed";

export const shownStatus = signal<CaseStatus>("open");
/** Newest first; null until they are known. */
export const cases = signal<readonly JsonObject[] | null>(null);
/** The case that is worked on, with its trail. */
export const chosenCase = signal<JsonObject | null>(null);
/** The application behind it, once somebody has looked: each look is written down. */
export const application = signal<JsonObject | null>(null);

export function startCases(): void {
  effect(() => {
    if (user.value !== null) return;
    cases.value = null;
    putAside();
  });
}

export async function loadCases(): Promise<void> {
  const status = shownStatus.value;
  const found = await askOwn(`/compliance/cases?status=${status}&limit=${most}`);
  // An answer about another status than the one shown by now is too late.
  if (found !== null && status === shownStatus.value) cases.value = rows(found.cases).reverse();
}

// Who chooses again does not want the answer about the one before.
let choices = 0;

/** Opens a case; false where another one was chosen before it was there. */
export async function choose(id: string): Promise<boolean> {
  const choice = ++choices;
  application.value = null;
  const found = await askOwn(`/compliance/cases/${piece(id)}`);
  if (choice !== choices) return false;
  chosenCase.value = found;
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
  await Promise.all([text(chosenCase.value?.case_id) === id ? choose(id) : undefined, loadCases()]);
}
