import type { Fill, Position, Order } from "../view";
import { exact, Gain, price, SideWord, timeOf, Word, words } from "./Text";

export function PositionTable({ of, reporting }: { of: readonly Position[]; reporting: string }) {
  return (
    <section class="panel" aria-labelledby="positions-title">
      <header><h2 id="positions-title">Positions</h2><small class="dim">unrealised and fees in {reporting}; grey prices are not believed now</small></header>
      <div class="scroll">
        <table class="figures cards positions">
          <thead>
            <tr>
              <th scope="col">Market</th><th scope="col" class="n">Quantity</th><th scope="col" class="n">Average</th><th scope="col" class="n">Bid</th><th scope="col" class="n">Ask</th><th scope="col" class="n">Buying</th><th scope="col" class="n">Selling</th>
              <th scope="col" class="n">Realised</th><th scope="col" class="n">Unrealised</th><th scope="col" class="n">Fees</th>
            </tr>
          </thead>
          <tbody>
            {of.map((one) => (
              <tr key={`${one.venue} ${one.symbol}`} data-market={`${one.venue} ${one.symbol}`}>
                <th scope="row">{one.symbol} <span class="dim">{one.venue}</span>{!one.trusted && <> <Word kind="doubtful" text="old prices" /></>}{one.closing && <> <Word kind="poor" text="stop-loss: being closed" /></>}</th>
                <td class="n" data-label="Quantity">{exact(one.quantity)}</td>
                <td class="n" data-label="Average">{one.quantity.replace(/[-0.]/g, "") === "" ? "–" : price(one.average)}</td>
                <td class={`n ${one.trusted ? "" : "not-believed"}`} data-label="Bid">{price(one.bid)}</td>
                <td class={`n ${one.trusted ? "" : "not-believed"}`} data-label="Ask">{price(one.ask)}</td>
                <td class="n" data-label="Buying">{exact(one.open_buy)}</td>
                <td class="n" data-label="Selling">{exact(one.open_sell)}</td>
                <td class="n" data-label="Realised"><Gain of={one.realised} /></td>
                <td class="n" data-label="Unrealised"><Gain of={one.unrealised} /></td>
                <td class="n" data-label="Fees">{exact(one.fees) === "0" ? "0" : <Gain of={one.fees.startsWith("-") ? one.fees.slice(1) : `-${one.fees}`} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {of.length === 0 && <p class="empty">Nothing is traded.</p>}
      </div>
    </section>
  );
}

export function OrderTable({ of, all }: { of: readonly Order[]; all: number }) {
  return (
    <section class="panel" aria-labelledby="orders-title">
      <header><h2 id="orders-title">Open orders</h2><small class="dim">{all > of.length ? `the oldest ${of.length} of ${all}` : `${all} live`}</small></header>
      <div class="scroll">
        <table class="figures cards orders">
          <thead>
            <tr>
              <th scope="col">Market</th><th scope="col">Strategy</th><th scope="col">Side</th><th scope="col" class="n">Price</th><th scope="col" class="n">Quantity</th><th scope="col" class="n">Filled</th><th scope="col">State</th><th scope="col">Placed</th><th scope="col" class="n">No.</th>
            </tr>
          </thead>
          <tbody>
            {of.map((one) => (
              <tr key={one.order} data-order={one.order}>
                <th scope="row">{one.symbol} <span class="dim">{one.venue}</span></th>
                <td data-label="Strategy">{one.strategy}</td>
                <td data-label="Side"><SideWord side={one.side} />{one.post_only ? " post-only" : ""}</td>
                <td class="n" data-label="Price">{one.price === null ? "market" : price(one.price)}</td>
                <td class="n" data-label="Quantity">{exact(one.quantity)}</td>
                <td class="n" data-label="Filled">{exact(one.filled)}</td>
                <td data-label="State">{words(one.state)}{one.cancelling ? ", cancelling" : one.amending ? ", amending" : ""}</td>
                <td data-label="Placed">{timeOf(one.placed)}</td>
                <td class="n" data-label="No.">{one.order}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {of.length === 0 && <p class="empty">No order lives.</p>}
      </div>
    </section>
  );
}

export function FillTable({ of, all }: { of: readonly Fill[]; all: number }) {
  return (
    <section class="panel" aria-labelledby="fills-title">
      <header><h2 id="fills-title">Fills</h2><small class="dim">{all > of.length ? `the newest ${of.length} of ${all.toLocaleString("en-US")}` : `${all} in all`}</small></header>
      <div class="scroll">
        <table class="figures cards fills">
          <thead>
            <tr>
              <th scope="col">Time</th><th scope="col">Market</th><th scope="col">Strategy</th><th scope="col">Side</th><th scope="col" class="n">Price</th><th scope="col" class="n">Quantity</th><th scope="col">As</th><th scope="col" class="n">Position then</th>
            </tr>
          </thead>
          <tbody>
            {of.map((one, i) => (
              <tr key={`${one.trade_id} ${one.order} ${of.length - i}`}>
                <th scope="row">{timeOf(one.time)}</th>
                <td data-label="Market">{one.symbol} <span class="dim">{one.venue}</span></td>
                <td data-label="Strategy">{one.strategy}</td>
                <td data-label="Side"><SideWord side={one.side} /></td>
                <td class="n" data-label="Price">{price(one.price)}</td>
                <td class="n" data-label="Quantity">{exact(one.quantity)}</td>
                <td data-label="As">{words(one.liquidity)}</td>
                <td class="n" data-label="Position then">{exact(one.position)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {of.length === 0 && <p class="empty">Nothing was filled yet.</p>}
      </div>
    </section>
  );
}
