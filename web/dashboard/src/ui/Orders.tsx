import { useState } from "preact/hooks";
import type { JsonObject } from "../api/rest";
import { formatDecimal } from "../decimal";
import { isMade } from "../reference";
import { everywhere } from "../state/screen";
import { fills, instrument, instruments, isLive, may, orders, ordersVersion } from "../state/store";
import { cancel, replace } from "../state/ticket";
import type { Instrument, OwnOrder } from "../wire/frames";
import { cancelReasons, money, plainPrice, price, quantity, SideWord, timeOfDay, words } from "./Text";
import { watch } from "../state/watch";
import { ActButton, useBusy, WaitingButton } from "./Waiting";

/** Whether own orders of an instrument are listed. */
export function isShown(id: number): boolean {
  return everywhere.value || id === instrument.value?.id;
}

/** Own orders, live or ended. */
export function OrderTable({ live }: { live: boolean }) {
  // A part whose properties are the same is drawn again only for what it watches itself.
  watch(ordersVersion);
  const shown = [...orders.values()].filter((order) => isLive(order) === live && isShown(order.instrument));
  shown.sort((one, other) => (live ? other.id - one.id : one.updated < other.updated ? 1 : -1));
  if (shown.length === 0) return <p class="empty">{live ? "No live orders." : "No order has ended."}</p>;
  return (
    <table class="figures" aria-label={live ? "Live orders" : "Ended orders"}>
      <thead>
        <tr>
          <th scope="col">Order</th><th scope="col">Market</th><th scope="col">Side</th><th scope="col">Type</th><th scope="col" class="n">Price</th><th scope="col" class="n">Left</th>
          <th scope="col" class="n">Filled</th>{!live && <th scope="col" class="n">Average</th>}<th scope="col">Status</th>{live ? <th scope="col"><span class="visually-hidden">Actions</span></th> : <th scope="col" class="n">Time</th>}
        </tr>
      </thead>
      <tbody>
        {shown.slice(0, 300).map((order) => {
          const one = instruments.value.get(order.instrument);
          return one && <OrderRow key={order.id} order={order} one={one} live={live} />;
        })}
      </tbody>
    </table>
  );
}

function OrderRow({ order, one, live }: { order: OwnOrder; one: Instrument; live: boolean }) {
  const [isChanging, setChanging] = useState(false);
  const left = order.budget ? money(order.leaves, one) : quantity(order.leaves, one);
  return (
    <>
      <tr data-order={order.id}>
        <th scope="row" title={order.clientOrderId}>{order.id}{order.clientOrderId && !isMade(order.clientOrderId) && <small class="dim"> {order.clientOrderId}</small>}</th>
        <td>{one.symbol}</td>
        <td><SideWord side={order.side} /></td>
        <td>{words(order.type)} <small class="dim">{details(order, one)}</small></td>
        <td class="n">{order.status === "waiting" ? `◇ ${price(order.stopPrice, one)}` : price(order.price, one)}</td>
        <td class="n">{left}</td>
        <td class="n">{quantity(order.filled, one)}{!order.budget && <small class="dim"> of {quantity(order.quantity, one)}</small>}</td>
        {!live && <td class="n">{price(order.average, one)}</td>}
        <td title={live ? `Average ${price(order.average, one)}, changed ${timeOfDay(order.updated)}` : ""}>{order.status === "canceled" ? cancelReasons[order.cancelReason] ?? "ended" : words(order.status)}</td>
        {!live && <td class="n dim">{timeOfDay(order.updated)}</td>}
        {live && (
          <td class="actions">{may("trade") && <>
            <button type="button" class="small" aria-expanded={isChanging} aria-label={`Change order ${order.id}`} onClick={() => setChanging(!isChanging)}>Change</button>
            <ActButton class="small danger" aria-label={`Cancel order ${order.id}`} act={() => cancel(order)}>Cancel</ActButton>
          </>}</td>
        )}
      </tr>
      {live && isChanging && <tr class="changing"><td colSpan={9}><ChangeForm order={order} one={one} onDone={() => setChanging(false)} /></td></tr>}
    </>
  );
}

function details(order: OwnOrder, one: Instrument): string {
  const parts: string[] = [order.timeInForce];
  if (order.display > 0n) parts.push(`shows ${quantity(order.display, one)}`);
  if (order.postOnly !== "off") parts.push(`post-only${order.slid ? ", slid" : ""}`);
  if (order.stp !== "none") parts.push(words(order.stp));
  if (order.triggered) parts.push("triggered");
  return parts.join(", ");
}

function ChangeForm({ order, one, onDone }: { order: OwnOrder; one: Instrument; onDone: () => void }) {
  const [newPrice, setPrice] = useState(order.price === 0n ? "" : plainPrice(order.price, one));
  const [newStop, setStop] = useState(order.stopPrice === 0n ? "" : plainPrice(order.stopPrice, one));
  const [isBusy, begin] = useBusy();
  const [newQuantity, setQuantity] = useState(formatDecimal(order.quantity, one.quantityScale));
  const send = async (): Promise<void> => {
    const changes: JsonObject = {};
    if (order.price !== 0n && newPrice !== plainPrice(order.price, one)) changes[order.type === "stop_loss" ? "protection_price" : "price"] = newPrice;
    if (order.status === "waiting" && newStop !== plainPrice(order.stopPrice, one)) changes.stop_price = newStop;
    if (newQuantity !== formatDecimal(order.quantity, one.quantityScale)) changes.quantity = newQuantity;
    if (Object.keys(changes).length === 0 || (await replace(order, changes)) !== null) onDone();
  };
  return (
    <form class="change" aria-label={`New terms of order ${order.id}`} onSubmit={(event) => { event.preventDefault(); begin(send); }}>
      {order.status === "waiting" && <label>Stop price <input aria-label="New stop price" inputMode="decimal" value={newStop} onInput={(event) => setStop(event.currentTarget.value)} /></label>}
      {order.price !== 0n && <label>Price <input aria-label="New price" inputMode="decimal" value={newPrice} onInput={(event) => setPrice(event.currentTarget.value)} /></label>}
      {!order.budget && <label>Total quantity <input aria-label="New quantity" inputMode="decimal" value={newQuantity} onInput={(event) => setQuantity(event.currentTarget.value)} /></label>}
      <WaitingButton type="submit" busy={isBusy}>Replace</WaitingButton>
      <button type="button" class="plain" onClick={onDone}>Leave</button>
    </form>
  );
}

/** Own fills, newest first. */
export function FillTable() {
  const shown = fills.value.filter((fill) => isShown(fill.instrument)).slice(-200).reverse();
  if (shown.length === 0) return <p class="empty">Nothing was filled.</p>;
  return (
    <table class="figures" aria-label="Fills">
      <thead>
        <tr>
          <th scope="col">Trade</th><th scope="col">Order</th><th scope="col">Market</th><th scope="col">Side</th><th scope="col" class="n">Price</th><th scope="col" class="n">Quantity</th>
          <th scope="col" class="n">Fee</th><th scope="col">Part</th><th scope="col" class="n">Time</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((fill) => {
          const one = instruments.value.get(fill.instrument);
          return one && (
            <tr key={`${fill.trade}-${fill.order}`}>
              <th scope="row">{fill.trade}</th><td>{fill.order}</td><td>{one.symbol}</td><td><SideWord side={fill.side} /></td><td class="n">{price(fill.price, one)}</td>
              <td class="n">{quantity(fill.quantity, one)}</td><td class="n">{money(fill.fee, one)}</td><td>{fill.maker ? "maker" : "taker"}</td>
              <td class="n dim" title={fill.time === 0n ? "From before this page was signed in" : ""}>{timeOfDay(fill.time)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
