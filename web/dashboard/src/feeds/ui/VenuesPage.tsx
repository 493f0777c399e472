import { feeds } from "../state";
import type { BookState, Distribution, Link, Venue } from "../view";
import { Score, timeOf, whole, words } from "./Text";

const states: readonly BookState[] = ["trusted", "stale", "resyncing", "disconnected"];

/** How connections and books are, venue by venue, and what leaves the process. */
export function VenuesPage() {
  const now = feeds.value;
  return (
    <main class="page feeds-page">
      {now?.problems.map((problem) => <p key={problem} class="banner" role="status">{problem}</p>)}
      <section class="panel" aria-labelledby="venues-title">
        <header><h2 id="venues-title">Venues</h2><small class="dim">rates over about the last second, counts since the start</small></header>
        <div class="scroll">
          <table class="figures venues">
            <thead>
              <tr>
                <th scope="col">Venue</th><th scope="col" class="n">Up</th><th scope="col" class="n">Down</th><th scope="col" class="n">Frames/s</th><th scope="col" class="n">Events/s</th><th scope="col">Books</th><th scope="col" class="n">Score</th>
                <th scope="col" class="n">Reconnects</th><th scope="col" class="n">Drifts</th><th scope="col" class="n">Conflated</th><th scope="col" class="n">Lost trades</th><th scope="col" class="n">Waiting</th>
              </tr>
            </thead>
            <tbody>{now?.venues.flatMap((one) => [<VenueRow key={one.venue} one={one} />, ...(one.last_error === "" ? [] : [<tr key={`${one.venue} error`} class="error"><td colSpan={12}>{one.venue}: {one.last_error}</td></tr>])])}</tbody>
          </table>
          {(now?.venues.length ?? 0) === 0 && <p class="empty">{now === null ? "Waiting for the feed role." : "No venue is subscribed."}</p>}
        </div>
      </section>
      <section class="panel" aria-labelledby="links-title">
        <header><h2 id="links-title">Connections</h2></header>
        <div class="scroll">
          <table class="figures links">
            <thead>
              <tr>
                <th scope="col">Venue</th><th scope="col" class="n">No.</th><th scope="col">State</th><th scope="col">Since</th><th scope="col" class="n">Symbols</th><th scope="col" class="n">Frames/s</th><th scope="col" class="n">Frames</th><th scope="col" class="n">MiB</th>
                <th scope="col" class="n">Reconnects</th><th scope="col">Next try</th><th scope="col">Last error</th>
              </tr>
            </thead>
            <tbody>{now?.links.map((one) => <LinkRow key={`${one.venue} ${one.connection}`} one={one} />)}</tbody>
          </table>
        </div>
      </section>
      {now && <Leaving of={now.distribution} />}
    </main>
  );
}

function VenueRow({ one }: { one: Venue }) {
  return (
    <tr data-venue={one.venue}>
      <th scope="row">{one.venue}</th>
      <td class="n">{whole(one.links_up)}</td>
      <td class={`n ${one.links_down > 0 ? "bad" : ""}`}>{whole(one.links_down)}</td>
      <td class="n">{whole(one.frames_per_second)}</td>
      <td class="n">{whole(one.events_per_second)}</td>
      <td>{states.filter((state) => one.books[state] > 0).map((state) => <span key={state} class={`book-state ${state}`}>{whole(one.books[state])} {state}</span>)}</td>
      <td class="n"><Score of={one.score} /></td>
      <td class="n">{whole(one.reconnects)}</td>
      <td class="n">{whole(one.drifts)}</td>
      <td class="n">{whole(one.conflated)}</td>
      <td class={`n ${one.trades_dropped > 0 ? "bad" : ""}`}>{whole(one.trades_dropped)}</td>
      <td class="n">{whole(one.ring_depth)}</td>
    </tr>
  );
}

function LinkRow({ one }: { one: Link }) {
  const isUp = one.state === "up";
  return (
    <tr class={isUp ? "" : "not-up"} data-link={`${one.venue} ${one.connection}`}>
      <th scope="row" title={one.address}>{one.venue}</th>
      <td class="n">{one.connection}</td>
      <td><span class={`book-state ${isUp ? "trusted" : "disconnected"}`}>{words(one.state)}</span>{one.breaker_open && <small class="warn"> failed too often</small>}</td>
      <td class="dim">{timeOf(one.since)}</td>
      <td class="n" title={one.symbols.join(", ")}>{one.symbols.length}</td>
      <td class="n">{whole(one.frames_per_second)}</td>
      <td class="n">{whole(one.frames)}</td>
      <td class="n">{(one.bytes / 1_048_576).toFixed(1)}</td>
      <td class="n">{whole(one.reconnects)}</td>
      <td class="dim">{timeOf(one.next_attempt)}</td>
      <td class="wraps">{one.last_error}</td>
    </tr>
  );
}

function Leaving({ of: { shared, multicast, recording } }: { of: Distribution }) {
  return (
    <section class="panel" aria-labelledby="leaving-title">
      <header><h2 id="leaving-title">What leaves the process</h2></header>
      <div class="tiles figures leaving">
        <div class="tile"><span>UDP multicast</span><b>{multicast ? `${whole(multicast.packets)} packets` : "off"}</b><small class={multicast && multicast.send_errors > 0 ? "bad" : "dim"}>{multicast ? `${whole(multicast.messages)} messages to ${multicast.group}, ${whole(multicast.send_errors)} not sent` : ""}</small></div>
        <div class="tile"><span>Shared memory</span><b>{shared ? `${whole(shared.events)} events` : "off"}</b><small class="dim">{shared ? `${whole(shared.best_prices)} best prices, ${shared.folder}` : ""}</small></div>
        <div class="tile"><span>Recording</span><b>{recording ? `${whole(recording.records)} records` : "off"}</b><small class={recording && recording.lost > 0 ? "bad" : "dim"}>{recording ? `${whole(recording.lost)} lost, ${recording.folder}` : ""}</small></div>
      </div>
    </section>
  );
}
