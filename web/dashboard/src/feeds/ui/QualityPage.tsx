import { showNs } from "../latency";
import { feeds, quality } from "../state";
import { Score, timeOf, whole, words } from "./Text";

/** Most rows of a table of listings; the worst are first. */
const listingsShown = 200;

/** How far data may be believed: scores, what the rules found, samples of it, clocks. */
export function QualityPage() {
  const now = quality.value;
  if (now === null) return <main class="page feeds-page"><p class="empty">Waiting for the feed role.</p></main>;
  const hit = now.rules.filter((rule) => rule.count > 0).toSorted((one, other) => other.count - one.count);
  const worst = now.listings.toSorted((one, other) => one.score - other.score || one.venue.localeCompare(other.venue) || one.venue_symbol.localeCompare(other.venue_symbol));
  return (
    <main class="page feeds-page">
      <div class="tiles">
        {feeds.value?.venues.map((one) => <div key={one.venue} class="tile" data-venue={one.venue}><span>{one.venue}</span><Score of={one.score} /></div>)}
      </div>
      <section class="panel" aria-labelledby="rules-title">
        <header><h2 id="rules-title">Rules broken</h2><small class="dim">of {whole(now.events)} events since the start; a rejected one is not used as a price</small></header>
        <div class="scroll">
          {hit.length === 0 ? <p class="empty">None.</p> : (
            <table class="figures rules">
              <thead><tr><th scope="col">Rule</th><th scope="col" class="n">Times</th><th scope="col" class="n">Rejected</th><th scope="col">Newest samples</th></tr></thead>
              <tbody>
                {hit.map((rule) => (
                  <tr key={rule.rule} data-rule={rule.rule}>
                    <th scope="row">{words(rule.rule)}</th>
                    <td class="n">{whole(rule.count)}</td>
                    <td class="n">{whole(rule.rejected)}</td>
                    <td class="wraps">
                      {rule.samples.slice(0, 3).map((sample, i) => (
                        <span key={i} class="sample">{timeOf(sample.time)} {sample.venue} {sample.venue_symbol} <small class="dim">measured {whole(sample.measured)}{sample.limit !== 0 && `, limit ${whole(sample.limit)}`}{sample.rejected && ", rejected"}</small></span>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      </section>
      <section class="panel" aria-labelledby="clocks-title">
        <header><h2 id="clocks-title">Clocks</h2><small class="dim">how far ours is ahead of the venue's</small></header>
        <div class="scroll">
          <table class="figures">
            <thead><tr><th scope="col">Venue</th><th scope="col" class="n">Ahead by</th><th scope="col" class="n">Give or take</th><th scope="col">Known by</th><th scope="col">Too far</th></tr></thead>
            <tbody>
              {now.clocks.map((clock) => (
                <tr key={clock.venue} data-venue={clock.venue}>
                  <th scope="row">{clock.venue}</th><td class="n">{showNs(clock.offset_ns)}</td><td class="n">{showNs(clock.error_ns)}</td><td>{words(clock.source)}</td><td class={clock.raised ? "bad" : "dim"}>{clock.raised ? "yes" : "no"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="panel" aria-labelledby="scores-title">
        <header><h2 id="scores-title">Listings</h2><small class="dim">the worst first</small></header>
        <div class="scroll">
          <table class="figures">
            <thead><tr><th scope="col">Venue</th><th scope="col">Symbol</th><th scope="col" class="n">Score</th><th scope="col">Now</th><th scope="col">Rules broken</th></tr></thead>
            <tbody>
              {worst.slice(0, listingsShown).map((one) => (
                <tr key={`${one.venue} ${one.venue_symbol}`}>
                  <th scope="row">{one.venue}</th><td>{one.venue_symbol} <small class="dim">{one.symbol}</small></td><td class="n"><Score of={one.score} /></td>
                  <td class="warn">{one.marks.map(words).join(", ")}</td>
                  <td class="wraps dim">{Object.entries(one.breaches).map(([rule, count]) => `${words(rule)} ${whole(count)}`).join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {worst.length > listingsShown && <p class="empty">and {whole(worst.length - listingsShown)} with better scores</p>}
        </div>
      </section>
    </main>
  );
}
