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
  const found = await askOwn(`/compliance/cases?status=${shownStatus.value}&limit=${most}`);
  if (found !== null) cases.value = rows(found.cases).reverse();
}

export async function choose(id: string): Promise<void> {
  application.value = null;
  chosenCase.value = await askOwn(`/compliance/cases/${piece(id)}`);
}

export function putAside(): void {
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
  await choose(id);
  application.value = found;
}

/** Does something to the chosen case; false where it was refused. */
export async function work(one: JsonObject, body: JsonObject): Promise<boolean> {
  const id = text(one.case_id);
  if ((await act("POST", `/compliance/cases/${piece(id)}`, body, () => `Case ${id}: done, and written down.`)) === null) return false;
  await Promise.all([choose(id), loadCases()]);
  return true;
}
