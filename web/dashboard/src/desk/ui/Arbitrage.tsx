import type { Leg, LegSet, Opportunity } from "../view";
import { exact, Gain, money, price, timeOf, whole, Word, words } from "./Text";

const kinds: Readonly<Record<string, "good" | "doubtful" | "poor" | "">> = { Taken: "good", NoInventory: "doubtful", Refused: "poor", Complete: "good", Unwinding: "doubtful", Stuck: "poor" };

/** Where to buy and where to sell what is cheaper there than here, what it should bring, and what the strategy does about it. */
export function OpportunityTable({ of }: { of: readonly Opportunity[] }) {
  return (
    <section class="panel" aria-labelledby="opportunities-title">
      <header><h2 id="opportunities-title">Arbitrage opportunities</h2><small class="dim">the newest of each market; net of fees and haircuts, before it is tried</small></header>
      <div class="scroll">
        {of.length === 0 ? <p class="empty">No strategy tells opportunities.</p> : (
          <table class="figures cards opportunities">
            <thead>
              <tr>
                <th scope="col">Buy</th><th scope="col" class="n">At</th><th scope="col">Sell</th><th scope="col" class="n">At</th><th scope="col" class="n">Quantity</th><th scope="col" class="n">Expected</th><th scope="col" class="n">bp</th>
                <th scope="col">Step</th><th scope="col" class="n">Seen</th><th scope="col" class="n">Taken</th><th scope="col">Strategy</th><th scope="col">Last</th>
              </tr>
            </thead>
            <tbody>
              {of.map((one) => (
                <tr key={`${one.strategy} ${one.market} ${one.buy?.venue ?? ""} ${one.buy?.symbol ?? ""}`} class={one.step === "Gone" ? "not-believed" : ""}>
                  <th scope="row"><Where of={one.buy} /></th>
                  <td class="n" data-label="Buy at">{price(one.buy?.price ?? null)}</td>
                  <td data-label="Sell"><Sell of={one} /></td>
                  <td class="n" data-label="Sell at">{price(one.sell?.price ?? null)}</td>
                  <td class="n" data-label="Quantity">{exact(one.quantity)}</td>
                  <td class="n" data-label="Expected">{one.net === null ? "–" : <><Gain of={one.net} digits={4} /> <span class="dim">{one.in}</span></>}</td>
                  <td class="n" data-label="bp">{one.net_bps === null ? "–" : one.net_bps.toFixed(1)}</td>
                  <td data-label="Step">{one.step === null ? "–" : <Word kind={kinds[one.step] ?? ""} text={words(one.step)} />}</td>
                  <td class="n" data-label="Seen">{whole(one.seen)}</td>
                  <td class="n" data-label="Taken">{whole(one.taken)}</td>
                  <td data-label="Strategy">{one.strategy}</td>
                  <td data-label="Last">{timeOf(one.time)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

/** Sets of legs that were begun, and what they brought beside what was expected of them. */
export function LegSetTable({ of, begun, stuck }: { of: readonly LegSet[]; begun: number; stuck: number }) {
  if (begun === 0) return null;
  return (
    <section class="panel" aria-labelledby="leg-sets-title">
      <header><h2 id="leg-sets-title">Arbitrage taken</h2><small class="dim">{begun > of.length ? `the newest ${of.length} of ${whole(begun)}` : `${whole(begun)} in all`}{stuck > 0 ? `, ${whole(stuck)} with something one-sided left` : ""}; grey: money that has moved, not yet what it brings</small></header>
      <div class="scroll">
        <table class="figures cards leg-sets">
          <thead>
            <tr>
              <th scope="col">Begun</th><th scope="col">Buy</th><th scope="col">Sell</th><th scope="col">State</th><th scope="col" class="n">Whole</th><th scope="col" class="n">Expected</th><th scope="col" class="n">Brought</th><th scope="col" class="n">Fees</th><th scope="col">One-sided</th><th scope="col">Strategy</th>
            </tr>
          </thead>
          <tbody>
            {of.map((one) => (
              <tr key={`${one.strategy} ${one.place} ${one.set}`}>
                <th scope="row">{timeOf(one.began)}</th>
                <td data-label="Buy"><Where of={one.buy} /></td>
                <td data-label="Sell"><Sell of={one} /></td>
                <td data-label="State"><Word kind={kinds[one.state] ?? ""} text={words(one.state)} /></td>
                <td class="n" data-label="Whole">{whole(one.whole)} <span class="dim">of {whole(one.wanted)}</span></td>
                <td class="n" data-label="Expected">{one.net === null ? "–" : <Gain of={one.net} digits={4} />}</td>
                <td class="n" data-label="Brought">{one.realised !== null ? <><Gain of={one.realised} digits={4} /> <span class="dim">{one.paid_in}</span></> : one.cash === null ? "–" : <span class="dim">{money(one.cash)} {one.paid_in}</span>}</td>
                <td class="n" data-label="Fees">{one.fees === null ? "–" : exact(one.fees)}{one.fees_unvalued > 0 && <span class="dim" title="fees in other assets, or not told"> + {whole(one.fees_unvalued)} not valued</span>}</td>
                <td data-label="One-sided">{one.excess === null ? "–" : <span class="loss">{exact(one.excess.quantity)} {one.excess.symbol} {one.excess.venue}</span>}</td>
                <td data-label="Strategy">{one.strategy}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Where({ of }: { of: Leg | null }) {
  return of === null ? <>–</> : <>{of.symbol} <span class="dim">{of.venue}</span></>;
}

/** A set is bought whole: it has no side to sell. */
function Sell({ of }: { of: { sell: Leg | null; legs: number } }) {
  return of.sell !== null ? <Where of={of.sell} /> : <span class="dim">{of.legs > 0 ? `set of ${of.legs}` : "–"}</span>;
}
