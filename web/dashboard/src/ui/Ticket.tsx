import { open, ticketTab } from "../state/screen";
import { instrument, may, user } from "../state/store";
import { algoKinds, check, checked, has, isAlgo, kinds, placeTicket, ticket, worth, type Kind } from "../state/ticket";
import type { PostOnly, Side, TimeInForce } from "../wire/frames";
import { AlgoFields } from "./AlgoFields";
import { BasketForm } from "./BasketForm";
import { Decimal, Field, StpField } from "./Fields";
import { money } from "./Text";
import { useBusy, WaitingButton } from "./Waiting";

const timeNames: Record<TimeInForce, string> = { GTC: "until cancelled", IOC: "now or never", FOK: "all now or nothing", GTD: "until a time", DAY: "until the day's end" };

/** Order entry: one order, or several as a basket. */
export function Ticket() {
  return (
    <section class="panel ticket" aria-label="Ticket">
      <header>
        <div role="tablist" aria-label="What is entered">
          <button type="button" role="tab" aria-selected={ticketTab.value === "order"} onClick={() => (ticketTab.value = "order")}>Order</button>
          <button type="button" role="tab" aria-selected={ticketTab.value === "basket"} onClick={() => (ticketTab.value = "basket")}>Basket</button>
        </div>
        {ticketTab.value === "order" && <span class="dim">{instrument.value?.symbol}</span>}
      </header>
      {ticketTab.value === "order" ? <OrderForm /> : <BasketForm />}
    </section>
  );
}

/** Every kind of order the exchange has. */
function OrderForm() {
  const one = instrument.value;
  const kind = ticket.kind.value;
  const parts = has(kind);
  const [isBusy, begin] = useBusy();
  const send = (side: Side): void => {
    if (!one) return;
    ticket.side.value = side;
    const result = check(side, one);
    if (result.body) begin(() => placeTicket(result.body));
    else document.querySelector<HTMLElement>(`[name="${result.field}"]`)?.focus();
  };
  const problem = checked.value?.problem ?? "";
  return (
    <form class="scroll" onSubmit={(event) => { event.preventDefault(); send(ticket.side.value); }}>
      <div class="sides" role="radiogroup" aria-label="Side">
        {(["buy", "sell"] as const).map((side) => (
          <button key={side} type="button" role="radio" class={side} aria-checked={ticket.side.value === side} onClick={() => (ticket.side.value = side)}>{side === "buy" ? "Buy" : "Sell"}</button>
        ))}
      </div>
      <Field name="Type">
        <select name="order_type" aria-label="Order type" value={kind} onChange={(event) => (ticket.kind.value = event.currentTarget.value as Kind)}>
          <optgroup label="Orders">{kinds.map((each) => <option key={each.kind} value={each.kind}>{each.name}</option>)}</optgroup>
          <optgroup label="Worked over time">{algoKinds.map((each) => <option key={each.kind} value={each.kind}>{each.name}</option>)}</optgroup>
        </select>
      </Field>
      {parts.stop && <Decimal name="stop_price" label="Stop price" value={ticket.stop} one={one} step="tick" />}
      {parts.price && <Decimal name="price" label="Price" value={ticket.price} one={one} step="tick" />}
      {parts.budget
        ? <Decimal name="quote_quantity" label="Budget" value={ticket.budget} one={one} step="unit" />
        : <Decimal name="quantity" id="ticket-quantity" label="Quantity" value={ticket.quantity} one={one} step="lot" />}
      {parts.display && <Decimal name="display_quantity" label="Shown at a time" value={ticket.display} one={one} step="lot" optional={kind !== "iceberg"} />}
      {parts.protection && <Decimal name="protection_price" label="Worst price" value={ticket.protection} one={one} step="tick" optional />}
      {isAlgo(kind) && <AlgoFields kind={kind} one={one} />}
      {parts.times.length > 0 && (
        <Field name="Valid">
          <select name="time_in_force" aria-label="Time in force" value={parts.times.includes(ticket.timeInForce.value) ? ticket.timeInForce.value : parts.times[0]}
            onChange={(event) => (ticket.timeInForce.value = event.currentTarget.value as TimeInForce)}>
            {parts.times.map((each) => <option key={each} value={each}>{each}, {timeNames[each]}</option>)}
          </select>
        </Field>
      )}
      {ticket.timeInForce.value === "GTD" && parts.times.includes("GTD") && (
        <Field name="Until"><input name="expire_time" type="datetime-local" step="1" aria-label="Time of expiry" value={ticket.expires} onInput={(event) => (ticket.expires.value = event.currentTarget.value)} /></Field>
      )}
      {parts.postOnly && (
        <Field name="Post-only">
          <select name="post_only" aria-label="Post-only" value={ticket.postOnly.value} onChange={(event) => (ticket.postOnly.value = event.currentTarget.value as PostOnly)}>
            <option value="off">no</option>
            <option value="reject">yes, or refuse</option>
            <option value="slide">yes, or slide back</option>
          </select>
        </Field>
      )}
      <StpField mode={ticket.stp} />
      {parts.short && (
        <label class="check"><input type="checkbox" name="reject_if_short" checked={ticket.rejectIfShort.value} onChange={(event) => (ticket.rejectIfShort.value = event.currentTarget.checked)} /> Whole or not at all</label>
      )}
      <Field name="Your id"><input name="client_order_id" maxLength={36} autocomplete="off" placeholder="optional" aria-label="Client order id" value={ticket.clientOrderId} onInput={(event) => (ticket.clientOrderId.value = event.currentTarget.value)} /></Field>
      <p class="worth figures" aria-live="polite">{one && worth.value !== null ? <>about <b>{money(worth.value, one)}</b></> : " "}</p>
      {user.value === null
        ? <button type="button" class="send" onClick={() => (open.value = "sign-in")}>Sign in to trade</button>
        : (
          <WaitingButton type="submit" class={`send ${ticket.side.value}`} busy={isBusy} disabled={!may("trade") || !one} aria-describedby="ticket-problem">
            {ticket.side.value === "buy" ? "Buy" : "Sell"} {one?.symbol}{isAlgo(kind) && " over time"}
          </WaitingButton>
        )}
      <p id="ticket-problem" class="problem" role="status">{user.value !== null && !may("trade") ? "This key may not trade." : ticket.quantity.value || ticket.price.value || ticket.budget.value ? problem : ""}</p>
    </form>
  );
}
