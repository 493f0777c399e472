import { effect, signal } from "@preact/signals";
import { rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { isAlgoLive } from "../algos";
import { Reload } from "../reload";
import { ownTab } from "./screen";
import { act, askOwn, connection, follow, may, messageListeners, user } from "./store";

/** Own algo orders. Their events come in the channel `orders`, which tells each step of each order: it is listened to only while they, or baskets, are looked at. */

const gapMs = 400;
const page = 1_000;
const keptEnded = 100;

export const algos = signal<readonly JsonObject[]>([]);
/** Newest first. */
export const endedAlgos = signal<readonly JsonObject[]>([]);

const reload = new Reload(load, gapMs);
const reloadEnded = new Reload(loadEnded, gapMs);

export function startAlgos(): void {
  messageListeners.add(onMessage);
  effect(() => {
    const isShown = (ownTab.value === "algos" || ownTab.value === "baskets") && user.value !== null && connection.value === "live" && may("read");
    if (!isShown) return;
    follow("orders", true);
    return () => follow("orders", false);
  });
  effect(() => {
    if (user.value !== null) return;
    algos.value = [];
    endedAlgos.value = [];
  });
}

export function pause(row: JsonObject): Promise<unknown> {
  return change("POST", row, "/pause");
}

export function resume(row: JsonObject): Promise<unknown> {
  return change("POST", row, "/resume");
}

export function cancelAlgo(row: JsonObject): Promise<unknown> {
  return change("DELETE", row, "");
}

function change(method: "POST" | "DELETE", row: JsonObject, what: string): Promise<unknown> {
  return act(method, `/algo-orders/${piece(text(row.algo_order_id))}${what}`, undefined, (answer) => `Algo order ${text(answer.algo_order_id)} is ${text(answer.status)}.`);
}

function onMessage(message: JsonObject): void {
  if (ownTab.value !== "algos") return;
  // What happened before the subscription is asked for once it stands, so that nothing falls between.
  if (message.type === "subscribed" && message.id === "orders") {
    reload.want();
    reloadEnded.want();
  } else if (message.type === "algo_order") {
    reload.want();
    if (message.event === "status" && !isAlgoLive(message)) reloadEnded.want();
  }
}

async function load(): Promise<void> {
  const found = await askOwn(`/algo-orders?limit=${page}`);
  if (found !== null) algos.value = rows(found.algo_orders).reverse();
}

async function loadEnded(): Promise<void> {
  const found = await askOwn(`/algo-orders?open=false&limit=${page}`);
  if (found !== null) endedAlgos.value = rows(found.algo_orders).reverse().slice(0, keptEnded);
}
