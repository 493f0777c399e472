import { computed, effect, signal } from "@preact/signals";
import { rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { basketNotice, checkBasket, type BasketTyped, type LegsBy, type LegTyped } from "../baskets";
import { Reference } from "../reference";
import { Reload } from "../reload";
import type { Instrument, StpMode } from "../wire/frames";
import { ownTab } from "./screen";
import { actOnce, askOwn, instrument, instruments, may, user } from "./store";

/** The basket being written, and the reports of those that were executed. */

const gapMs = 400;
const page = 1_000;
const mostLegs = 64;

export const form = {
  by: signal<LegsBy>("quantity"),
  total: signal(""),
  policy: signal<BasketTyped["policy"]>("all_or_none"),
  stp: signal<StpMode>("none"),
  clientId: signal(""),
  legs: signal<readonly LegTyped[]>([]),
};

/** Newest first; null until they are known. */
export const baskets = signal<readonly JsonObject[] | null>(null);
/** The one whose legs are shown. */
export const shownBasket = signal("");

const reload = new Reload(load, gapMs);
const reference = new Reference();
let legKey = 0;

export function startBaskets(): void {
  effect(() => {
    if (user.value === null) baskets.value = null;
    else if (ownTab.value === "baskets" && may("read")) reload.want();
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
  checkBasket({ by: form.by.value, total: form.total.value, policy: form.policy.value, stp: form.stp.value, clientId: form.clientId.value, legs: form.legs.value }, find));

/** Executes it, and shows the report; also of one that had been executed before its answer was lost. */
export async function placeBasket(body: JsonObject): Promise<void> {
  const path = "/basket-orders";
  const name = text(body.basket_id) || reference.of(path, body);
  const outcome = await actOnce(reference, "basket_id", path, body, basketNotice);
  const report = outcome.kind === "done" ? outcome.answer : outcome.code === "DuplicateBasketId" ? await askOwn(`${path}/${piece(name)}`) : null;
  if (report !== null) show(report);
}

function show(report: JsonObject): void {
  shownBasket.value = text(report.basket_order_id);
  baskets.value = [report, ...(baskets.value ?? []).filter((one) => one.basket_order_id !== report.basket_order_id)];
  ownTab.value = "baskets";
}

async function load(): Promise<void> {
  const found = await askOwn(`/basket-orders?limit=${page}`);
  if (found !== null) baskets.value = rows(found.basket_orders).reverse();
}
