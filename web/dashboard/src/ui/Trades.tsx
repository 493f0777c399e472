import { instrument, trades, tradesHaveGap } from "../state/store";
import { price, quantity, timeOfDay } from "./Text";

const shownRows = 60;

/** The tape: newest first. */
export function Trades() {
  const one = instrument.value;
  const shown = trades.value.slice(-shownRows).reverse();
  return (
    <section class="panel trades" aria-labelledby="trades-title">
      <header>
        <h2 id="trades-title">Trades</h2>
        {tradesHaveGap.value && <small title="More traded at once than is shown here; the day's figures have all of it.">some left out</small>}
      </header>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col" class="n">Price</th>
              <th scope="col" class="n">Quantity</th>
            </tr>
          </thead>
          <tbody>
            {one && shown.map((trade) => (
              <tr key={trade.id}>
                <td class="dim">{timeOfDay(trade.time)}</td>
                <td class={`n ${trade.side === "buy" ? "bid" : "ask"}`}>{price(trade.price, one)}</td>
                <td class="n">{quantity(trade.quantity, one)}{trade.auction && <small> auction</small>}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">Nothing has traded yet.</p>}
      </div>
    </section>
  );
}
