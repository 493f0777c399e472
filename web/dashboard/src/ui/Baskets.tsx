import { Fragment } from "preact";
import { slippage } from "../algos";
import { object, rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { basketName, percentOf } from "../baskets";
import { parseDecimal } from "../decimal";
import { baskets, shownBasket } from "../state/baskets";
import { may } from "../state/store";
import { clock, short, SideWord, words } from "./Text";

/** Reports of own baskets: of each leg and of all together what was filled, at which price, and how far from the price on arrival. */
export function Baskets() {
  if (!may("read")) return <p class="empty">This key may not read its account.</p>;
  const all = baskets.value;
  if (all === null) return <p class="empty">Waiting for the exchange.</p>;
  if (all.length === 0) return <p class="empty">No baskets. In the ticket, choose Basket: orders for several instruments that are executed as one.</p>;
  return (
    <table class="figures cards" aria-label="Baskets">
      <thead>
        <tr>
          <th scope="col">Basket</th><th scope="col">Status, limit</th><th scope="col">Side</th><th scope="col" class="n">Asked</th><th scope="col" class="n">Filled</th><th scope="col" class="n">Average</th>
          <th scope="col" class="n">Worth</th><th scope="col" class="n">Fees</th><th scope="col" title="Against the price when it came">vs arrival</th><th scope="col" class="n">Time</th>
        </tr>
      </thead>
      <tbody>{all.map((one) => <Basket key={text(one.basket_order_id)} one={one} />)}</tbody>
    </table>
  );
}

function Basket({ one }: { one: JsonObject }) {
  const [id, total, legs] = [text(one.basket_order_id), object(one.total), rows(one.legs)];
  const isShown = shownBasket.value === id;
  return (
    <Fragment>
      <tr data-basket={id}>
        <th scope="row">
          <button type="button" class="plain unfolds" aria-expanded={isShown} aria-label={`Legs of basket ${id}`} onClick={() => (shownBasket.value = isShown ? "" : id)}>{legs.length} legs</button>
          <small class="dim"> {basketName(one)}</small>
        </th>
        <td data-label="Status">{text(one.status)}</td>
        <td data-label="Filled as">{words(text(one.fill_policy))}</td>
        <td data-label="Total value" class="n">{text(one.total_value) && short(one.total_value)}</td>
        <td data-label="Filled" class="n">{share(total?.completion)}</td>
        <td class="n" />
        <td data-label="Worth" class="n">{short(total?.notional)}</td>
        <td data-label="Fees" class="n">{short(total?.fees)}</td>
        <td data-label="Against arrival">{slippage(total?.slippage_bps)}</td>
        <td data-label="Time" class="n dim">{clock(one.created)}</td>
      </tr>
      {isShown && legs.map((leg) => <Leg key={text(leg.symbol)} leg={leg} />)}
    </Fragment>
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
      <td />
    </tr>
  );
}

/** A share of one as percent, as far as its decimals go. */
function share(value: JsonObject[string] | undefined): string {
  const parsed = parseDecimal(text(value), 6);
  return parsed.ok ? `${percentOf(parsed.units)} %` : "–";
}
