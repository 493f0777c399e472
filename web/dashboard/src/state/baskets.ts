import { batch, computed, effect, signal } from "@preact/signals";
import { isAlgoLive } from "../algos";
import { rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { basketName, basketNotice, checkBasket, type BasketTyped, type LegsBy, type LegTyped, type Strategy } from "../baskets";
import { Reference } from "../reference";
import { Reload } from "../reload";
import type { Instrument, StpMode } from "../wire/frames";
import { ownTab } from "./screen";
import { act, actOnce, askOwn, instrument, instruments, messageListeners, user } from "./store";

/** The basket being written, and the reports of those that were executed or are worked. Their events come in the channel `orders`, which is listened to while they are looked at. */

const gapMs = 400;
const page = 1_000;
const mostLegs = 64;

export const form = {
  by: signal<LegsBy>("quantity"),
  strategy: signal<Strategy>("immediate"),
  minutes: signal(""),
  begins: signal(""),
  intervalSeconds: signal(""),
  jitterPercent: signal(""),
  catchUpPercent: signal(""),
  total: signal(""),
  policy: signal<BasketTyped["policy"]>("all_or_none"),
  stp: signal<StpMode>("none"),
  clientId: signal(""),
  legs: signal<readonly LegTyped[]>([]),
};

/** Newest first; null until they are known. */
const live = signal<readonly JsonObject[] | null>(null);
const ended = signal<readonly JsonObject[] | null>(null);

/** Those that are worked, then the others; newest first. Null until they are known. */
export const baskets = computed(() => (live.value === null || ended.value === null ? null : [...live.value, ...ended.value]));
/** The one whose legs are shown. */
export const shownBasket = signal("");

const reload = new Reload(load, gapMs);
const reference = new Reference();
let legKey = 0;
let areEndedWanted = false;

export function startBaskets(): void {
  messageListeners.add(onMessage);
  effect(() => {
    if (user.value !== null) return;
    live.value = null;
    ended.value = null;
  });
}

/** A leg of the instrument that is looked at, or of the first that is in no leg yet. */
export function addLeg(): void {
  const [taken, all] = [new Set(form.legs.value.map((leg) => leg.symbol)), [...instruments.value.values()]];
  const shown = instrument.value;
  const next = shown && !taken.has(shown.symbol) ? shown : all.find((one) => !taken.has(one.symbol)) ?? shown ?? all[0];
  if (!next || form.legs.value.length >= mostLegs) return;
  form.legs.value = [...form.legs.value, { key: ++legKey, symbol: next.symbol, side: form.legs.value.at(-1)?.side ?? "buy", amount: "", limit: "" }];
}

export function changeLeg(key: number, change: Partial<LegTyped>): void {
  form.legs.value = form.legs.value.map((leg) => (leg.key === key ? { ...leg, ...change } : leg));
}

export function removeLeg(key: number): void {
  form.legs.value = form.legs.value.filter((leg) => leg.key !== key);
}

export function find(symbol: string): Instrument | undefined {
  return [...instruments.value.values()].find((one) => one.symbol === symbol);
}

export const checkedBasket = computed(() =>
  checkBasket({
    by: form.by.value, strategy: form.strategy.value, minutes: form.minutes.value, begins: form.begins.value, intervalSeconds: form.intervalSeconds.value, jitterPercent: form.jitterPercent.value,
    catchUpPercent: form.catchUpPercent.value, total: form.total.value, policy: form.policy.value, stp: form.stp.value, clientId: form.clientId.value, legs: form.legs.value,
  }, find));

/** Executes it or begins it, and shows the report; also of one that had been before its answer was lost. */
export async function placeBasket(body: JsonObject): Promise<void> {
  const path = "/basket-orders";
  const name = text(body.basket_id) || reference.of(path, body);
  const outcome = await actOnce(reference, "basket_id", path, body, basketNotice);
  const report = outcome.kind === "done" ? outcome.answer : outcome.code === "DuplicateBasketId" ? await askOwn(`${path}/${piece(name)}`) : null;
  if (report === null) return;
  shownBasket.value = text(report.basket_order_id);
  put(report);
  ownTab.value = "baskets";
}

export function pauseBasket(row: JsonObject): Promise<void> {
  return change("POST", row, "/pause");
}

export function resumeBasket(row: JsonObject): Promise<void> {
  return change("POST", row, "/resume");
}

export function cancelBasket(row: JsonObject): Promise<void> {
  return change("DELETE", row, "");
}

async function change(method: "POST" | "DELETE", row: JsonObject, what: string): Promise<void> {
  const report = await act(method, `/basket-orders/${piece(text(row.basket_order_id))}${what}`, undefined, (answer) => `Basket ${basketName(answer)} is ${text(answer.status)}.`);
  if (report !== null) put(report);
}

/** A report takes the place of the one before. */
function put(report: JsonObject): void {
  const without = (all: readonly JsonObject[] | null): readonly JsonObject[] => (all ?? []).filter((one) => one.basket_order_id !== report.basket_order_id);
  batch(() => {
    live.value = isAlgoLive(report) ? [report, ...without(live.value)] : without(live.value);
    ended.value = isAlgoLive(report) ? without(ended.value) : [report, ...without(ended.value)];
  });
}

function onMessage(message: JsonObject): void {
  // What happened before the subscription is asked for once it stands, so that nothing falls between.
  const isBegun = message.type === "subscribed" && message.id === "orders";
  if (ownTab.value !== "baskets" || (!isBegun && message.type !== "basket_order")) return;
  areEndedWanted ||= isBegun || message.event === "ended";
  reload.want();
}

async function load(): Promise<void> {
  const asksEnded = areEndedWanted;
  areEndedWanted = false;
  const [working, done] = await Promise.all([askOwn(`/basket-orders?open=true&limit=${page}`), asksEnded ? askOwn(`/basket-orders?open=false&limit=${page}`) : null]);
  batch(() => {
    if (working !== null) live.value = rows(working.basket_orders).reverse();
    if (done !== null) ended.value = rows(done.basket_orders).reverse();
  });
}
