import { useEffect } from "preact/hooks";
import { percentOf, weightSum, worthOf, type LegTyped, type Strategy } from "../baskets";
import { showShort } from "../decimal";
import { addLeg, changeLeg, checkedBasket, find, form, placeBasket, removeLeg } from "../state/baskets";
import { open } from "../state/screen";
import { instruments, marketVersion, may, tickers, user } from "../state/store";
import { watch } from "../state/watch";
import type { Side } from "../wire/frames";
import { PaceFields, Typed } from "./AlgoFields";
import { Field, StpField } from "./Fields";
import { useBusy, WaitingButton } from "./Waiting";

/** Several orders that are checked and executed as one, at once or slice by slice: all of it or nothing, or of each the share that the thinnest can have. */
export function BasketForm() {
  const [isBusy, begin] = useBusy();
  const [legs, isByWeight] = [form.legs.value, form.by.value === "weight"];
  const hasInstruments = instruments.value.size > 0;
  useEffect(() => {
    if (hasInstruments && form.legs.value.length === 0) addLeg();
  }, [hasInstruments]);
  const send = (): void => {
    const checked = checkedBasket.value;
    if (checked.body) begin(() => placeBasket(checked.body));
    else showField(checked.field);
  };
  return (
    <form class="scroll basket" aria-label="Basket" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Field name="Legs by">
        <select name="by" aria-label="Legs by" value={form.by.value} onChange={(event) => (form.by.value = event.currentTarget.value === "weight" ? "weight" : "quantity")}>
          <option value="quantity">quantity</option>
          <option value="weight">weight of a total</option>
        </select>
      </Field>
      {isByWeight && (
        <Field name="Total value">
          <input name="total_value" inputMode="decimal" autocomplete="off" aria-label="Total value" title="In the money that the legs' instruments count in" value={form.total} onInput={(event) => (form.total.value = event.currentTarget.value)} />
        </Field>
      )}
      <ol class="legs" aria-label="Legs">{legs.map((leg) => <Leg key={leg.key} leg={leg} isByWeight={isByWeight} isOnly={legs.length === 1} />)}</ol>
      <button type="button" name="add-leg" onClick={addLeg}>Add a leg</button>
      <Field name="Executed">
        <select name="execution_strategy" aria-label="Executed" value={form.strategy.value} onChange={(event) => (form.strategy.value = event.currentTarget.value as Strategy)}>
          <option value="immediate">at once</option>
          <option value="twap">TWAP, evenly over time</option>
          <option value="vwap">VWAP, as the day's volume goes</option>
        </select>
      </Field>
      {form.strategy.value !== "immediate" && (
        <>
          <Typed name="minutes" label="Lasts, minutes" value={form.minutes} hint="60" />
          <details class="further">
            <summary>Further terms</summary>
            <PaceFields pace={form} />
          </details>
        </>
      )}
      <Field name="Filled">
        <select name="fill_policy" aria-label="Filled" title="All of it or nothing; or of each leg the share that the thinnest can have. Over time this holds for each slice" value={form.policy.value} onChange={(event) => (form.policy.value = event.currentTarget.value === "pro_rata" ? "pro_rata" : "all_or_none")}>
          <option value="all_or_none">all or none</option>
          <option value="pro_rata">pro rata</option>
        </select>
      </Field>
      <StpField mode={form.stp} />
      <Field name="Your id"><input name="basket_id" maxLength={36} autocomplete="off" placeholder="optional" aria-label="Basket id" value={form.clientId} onInput={(event) => (form.clientId.value = event.currentTarget.value)} /></Field>
      <p class="worth figures" aria-live="polite">{isByWeight ? <>weights come to <b>{percentOf(weightSum(legs))} %</b></> : <Worth />}</p>
      {user.value === null
        ? <button type="button" class="send" onClick={() => (open.value = "sign-in")}>Sign in to trade</button>
        : <WaitingButton type="submit" class="send" busy={isBusy} disabled={!may("trade") || legs.length === 0} aria-describedby="basket-problem">Place the basket{form.strategy.value !== "immediate" && " over time"}</WaitingButton>}
      <p id="basket-problem" class="problem" role="status">{user.value !== null && !may("trade") ? "This key may not trade." : legs.some((leg) => leg.amount !== "") ? checkedBasket.value.problem : ""}</p>
    </form>
  );
}

/** The keyboard goes where something is wrong, also where that is folded away. */
function showField(name: string): void {
  const field = document.querySelector<HTMLElement>(`.basket [name="${name}"]`);
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
}

function Leg({ leg, isByWeight, isOnly }: { leg: LegTyped; isByWeight: boolean; isOnly: boolean }) {
  const change = (what: Partial<LegTyped>): void => changeLeg(leg.key, what);
  return (
    <li aria-label={`Leg ${leg.symbol}`}>
      <select name={`symbol-${leg.key}`} aria-label="Instrument of the leg" value={leg.symbol} onChange={(event) => change({ symbol: event.currentTarget.value })}>
        {[...instruments.value.values()].map((one) => <option key={one.id}>{one.symbol}</option>)}
      </select>
      <select aria-label="Side of the leg" class={leg.side === "buy" ? "bid" : "ask"} value={leg.side} onChange={(event) => change({ side: event.currentTarget.value as Side })}>
        <option value="buy">Buy</option>
        <option value="sell">Sell</option>
      </select>
      <button type="button" class="plain" disabled={isOnly} aria-label={`Remove the leg ${leg.symbol}`} onClick={() => removeLeg(leg.key)}>×</button>
      <input name={`amount-${leg.key}`} inputMode="decimal" autocomplete="off" aria-label={isByWeight ? "Weight of the leg, percent" : "Quantity of the leg"} placeholder={isByWeight ? "weight, %" : "quantity"} value={leg.amount}
        onInput={(event) => change({ amount: event.currentTarget.value })} />
      <input name={`limit-${leg.key}`} inputMode="decimal" autocomplete="off" aria-label="Limit of the leg" placeholder="no limit" value={leg.limit} onInput={(event) => change({ limit: event.currentTarget.value })} />
    </li>
  );
}

function Worth() {
  watch(marketVersion);
  const worth = worthOf(form.legs.value, find, (one) => tickers.get(one.id)?.last ?? 0n);
  return worth ? <>about <b>{showShort(worth.units, worth.one.moneyScale)}</b></> : <> </>;
}
