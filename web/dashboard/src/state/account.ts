import { effect, signal } from "@preact/signals";
import { rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { Reload } from "../reload";
import { askOwn, messageListeners, user } from "./store";

/** The own account: what it has, what came and went, what it pays. Amounts stay the text that the exchange wrote. */

const keptMovements = 100;

/** By asset; null until the exchange has told. */
export const balances = signal<ReadonlyMap<string, JsonObject> | null>(null);
/** Newest first. */
export const movements = signal<readonly JsonObject[]>([]);
/** Null where the key's owner has none, as far as is known. */
export const account = signal<JsonObject | null>(null);
export const feeTier = signal<JsonObject | null>(null);

export function startAccount(): void {
  messageListeners.add(onMessage);
  effect(() => {
    if (user.value !== null) return;
    balances.value = null;
    movements.value = [];
    account.value = null;
    feeTier.value = null;
  });
}

export function holdsMargin(): boolean {
  const rights = account.value?.rights;
  return Array.isArray(rights) && rights.includes("margin");
}

/** Days of fees end while a page is open. */
export async function loadFeeTier(): Promise<void> {
  if (account.value !== null) feeTier.value = await askOwn("/users/me/fee-tier");
}

function onMessage(message: JsonObject): void {
  if (message.channel !== "balances") return;
  if (message.type === "snapshot") balances.value = new Map(rows(message.balances).map((row) => [text(row.asset), row]));
  else if (message.type === "balance") balances.value = new Map([...(balances.value ?? []), [text(message.asset), message]]);
  else if (message.type === "movement") takeMovements(rows([message.movement ?? null]));
  // Who has no account has no balances: it is asked for once there are some.
  if (account.value === null && (balances.value?.size ?? 0) > 0) loading.want();
}

const loading = new Reload(load, 1_000);

async function load(): Promise<void> {
  if (account.value !== null) return;
  account.value = await askOwn("/accounts/me");
  if (account.value === null) return;
  takeMovements(rows((await askOwn(`/users/me/movements?limit=${keptMovements}`))?.movements));
  await loadFeeTier();
}

function takeMovements(more: readonly JsonObject[]): void {
  const byNumber = new Map([...movements.value, ...more].map((row) => [text(row.movement_id), row]));
  movements.value = [...byNumber.values()].sort((one, other) => Number(other.movement_id) - Number(one.movement_id)).slice(0, keptMovements);
}
