import { Fragment } from "preact";
import { isAlgoLive, slippage } from "../algos";
import { object, rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { basketName, percentOf, progressOf } from "../baskets";
import { parseDecimal } from "../decimal";
import { baskets, cancelBasket, pauseBasket, resumeBasket, shownBasket } from "../state/baskets";
import { may } from "../state/store";
import { amount, clock, short, SideWord, words } from "./Text";
import { ActButton } from "./Waiting";

/** Reports of own baskets: of each leg and of all together what was filled, at which price, and how far from the price on arrival; and the means to pause, resume and cancel what is worked over time. */
export function Baskets() {
  if (!may("read")) return <p class="empty">This key may not read its account.</p>;
  const all = baskets.value;
  if (all === null) return <p class="empty">Waiting for the exchange.</p>;
  if (all.length === 0) return <p class="empty">No baskets. In the ticket, choose Basket: orders for several instruments that are executed as one, at once or over time.</p>;
  return (
    <table class="figures cards" aria-label="Baskets">
      <thead>
        <tr>
          <th scope="col">Basket</th><th scope="col">Status, limit</th><th scope="col">Side</th><th scope="col" class="n">Asked</th><th scope="col" class="n">Filled</th><th scope="col" class="n">Average</th>
          <th scope="col" class="n">Worth</th><th scope="col" class="n">Fees</th><th scope="col" title="Against the price when it came">vs arrival</th><th scope="col" class="n">Time</th><th scope="col"><span class="visually-hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody>{all.map((one) => <Basket key={text(one.basket_order_id)} one={one} />)}</tbody>
    </table>
  );
}

function Basket({ one }: { one: JsonObject }) {
  const [id, total, legs] = [text(one.basket_order_id), object(one.total), rows(one.legs)];
  const [isShown, isOverTime, progress] = [shownBasket.value === id, object(one.schedule) !== null, progressOf(one, clock)];
  return (
    <Fragment>
      <tr data-basket={id}>
        <th scope="row">
          <button type="button" class="plain unfolds" aria-expanded={isShown} aria-label={`Legs of basket ${id}`} onClick={() => (shownBasket.value = isShown ? "" : id)}>{legs.length} legs</button>
          <small class="dim"> {basketName(one)}</small>
        </th>
        <td data-label="Status">{isOverTime && `${text(one.execution_strategy).toUpperCase()} `}{text(one.status)}{isOverTime && text(one.end_reason) && <small class="dim"> {words(text(one.end_reason))}</small>}</td>
        <td data-label="Filled as">{words(text(one.fill_policy))}</td>
        <td data-label="Total value" class="n">{text(one.total_value) && short(one.total_value)}</td>
        <td data-label="Filled" class="n">{isOverTime && <progress max="1" value={Number(text(total?.completion))} aria-label={`Filled of basket ${id}`} />} {share(total?.completion)}</td>
        <td class="n" />
        <td data-label="Worth" class="n">{short(total?.notional)}</td>
        <td data-label="Fees" class="n">{short(total?.fees)}</td>
        <td data-label="Against arrival">{slippage(total?.slippage_bps)}</td>
        <td data-label="Time" class="n dim">{clock(one.created)}</td>
        <td class="actions">{isAlgoLive(one) && may("trade") && <Actions one={one} id={id} />}</td>
      </tr>
      {isShown && progress && <tr class="changing"><td colSpan={11} class="wraps">{progress}</td></tr>}
      {isShown && legs.map((leg) => <Leg key={text(leg.symbol)} leg={leg} />)}
    </Fragment>
  );
}

/** What may be done with one that is worked. */
function Actions({ one, id }: { one: JsonObject; id: string }) {
  return (
    <>
      {one.status === "running" && <ActButton class="small" aria-label={`Pause basket ${id}`} act={() => pauseBasket(one)}>Pause</ActButton>}
      {one.status === "paused" && <ActButton class="small" aria-label={`Resume basket ${id}`} act={() => resumeBasket(one)}>Resume</ActButton>}
      <ActButton class="small danger" aria-label={`Cancel basket ${id}`} act={() => cancelBasket(one)}>Cancel</ActButton>
    </>
  );
}

function Leg({ leg }: { leg: JsonObject }) {
  const symbol = text(leg.symbol);
  return (
    <tr class="part" data-leg={symbol}>
      <th scope="row" title={text(leg.order_id) && `Order ${text(leg.order_id)}`}>{symbol}</th>
      <td data-label="Limit">{text(leg.limit_price) ? short(leg.limit_price) : "no limit"}</td>
      <td data-label="Side"><SideWord side={leg.side === "sell" ? "sell" : "buy"} /></td>
      <td data-label="Asked" class="n">{short(leg.quantity)}{text(leg.weight) && <small class="dim"> {share(leg.weight)}</small>}</td>
      <td data-label="Filled" class="n">{short(leg.filled_quantity)} <small class="dim">{share(leg.completion)}</small></td>
      <td data-label="Average" class="n">{short(leg.avg_price)}</td>
      <td data-label="Worth" class="n">{short(leg.notional)}</td>
      <td data-label="Fees" class="n">{short(leg.fees)}</td>
      <td data-label="Against arrival" title={`Arrival price ${short(leg.arrival_price)}`}>{slippage(leg.slippage_bps)}</td>
      <td data-label="Against its benchmark" class="dim" colSpan={2}>{text(leg.benchmark) && <span title={`${words(text(leg.benchmark))} ${amount(leg.benchmark_price)}`}>{words(text(leg.benchmark))}: {slippage(leg.benchmark_slippage_bps)}</span>}</td>
    </tr>
  );
}

/** A share of one as percent, as far as its decimals go. */
function share(value: JsonObject[string] | undefined): string {
  const parsed = parseDecimal(text(value), 6);
  return parsed.ok ? `${percentOf(parsed.units)} %` : "–";
}
