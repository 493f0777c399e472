import type { Strategy } from "../view";
import { brief, exact, Gain } from "./Text";

/** Where gains came from: how much better than the middle price the fills were, what moves of the price made of what was held, and fees. */
export function SplitTable({ of }: { of: readonly Strategy[] }) {
  const rows = of.flatMap((strategy) => strategy.markets.map((market) => ({ strategy: strategy.name, market })));
  return (
    <section class="panel" aria-labelledby="split-title">
      <header><h2 id="split-title">Where gains came from</h2><small class="dim">since the start of the run, each in the market's own currency</small></header>
      <div class="scroll">
        <table class="figures cards split">
          <thead>
            <tr>
              <th scope="col">Strategy</th><th scope="col">Market</th><th scope="col" class="n">Position</th><th scope="col" class="n">Spread</th><th scope="col" class="n">Inventory</th><th scope="col" class="n">Fees</th><th scope="col" class="n">Total</th>
              <th scope="col" class="n">Volume</th><th scope="col">In</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ strategy, market }) => (
              <tr key={`${strategy} ${market.venue} ${market.symbol}`}>
                <th scope="row">{strategy}</th>
                <td data-label="Market">{market.symbol} <span class="dim">{market.venue}</span></td>
                <td class="n" data-label="Position">{exact(market.position)}</td>
                <td class="n" data-label="Spread"><Gain of={market.spread} digits={4} /></td>
                <td class="n" data-label="Inventory"><Gain of={market.inventory} digits={4} /></td>
                <td class="n" data-label="Fees">{brief(market.fees, 4)}</td>
                <td class="n" data-label="Total"><Gain of={market.total} digits={4} /></td>
                <td class="n" data-label="Volume">{brief(market.volume)}</td>
                <td data-label="In">{market.in}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
