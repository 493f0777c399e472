import { signal } from "@preact/signals";
import { formatDecimal } from "../../decimal";
import { barOf, largestOf, rungsOf, sharesOf, spreadOf, type Rung } from "../ladder";
import { feeds, hashOf, history, shown, shownLadder } from "../state";
import type { FeedEvent, Ladder, LadderLevel, Listing, SymbolView } from "../view";
import { age, price, Score, short, StateWord, timeOf, words } from "./Text";

const filter = signal("");
/** More rows than a screen has would only cost: the filter finds the others. */
const symbolsShown = 200;

export function PricesPage() {
  return (
    <main class="prices">
      <Symbols />
      <LadderPanel />
      <div class="beside">
        <Listings />
        <History />
      </div>
    </main>
  );
}

function Symbols() {
  const wanted = filter.value.trim().toLowerCase();
  const all = feeds.value?.symbols ?? [];
  const found = wanted === "" ? all : all.filter((one) => one.name.toLowerCase().includes(wanted));
  return (
    <section class="panel symbols" aria-labelledby="symbols-title">
      <header>
        <h2 id="symbols-title">Best prices</h2>
        <input type="search" aria-label="Find a symbol" placeholder="Find" value={filter.value} onInput={(event) => (filter.value = event.currentTarget.value)} />
      </header>
      <div class="scroll">
        {feeds.value === null ? <p class="empty">Waiting for the feed role.</p> : found.length === 0 ? <p class="empty">{all.length === 0 ? "No symbol is subscribed." : "No symbol is called so."}</p> : (
          <table class="figures">
            <thead><tr><th scope="col">Symbol</th><th scope="col" class="n">Bid</th><th scope="col" class="n">Ask</th></tr></thead>
            <tbody>{found.slice(0, symbolsShown).map((one) => <SymbolRow key={one.name} one={one} />)}</tbody>
          </table>
        )}
        {found.length > symbolsShown && <p class="empty">{found.length - symbolsShown} more: type a part of the name.</p>}
      </div>
    </section>
  );
}

function SymbolRow({ one }: { one: SymbolView }) {
  const isChosen = one.name === shown.value;
  const isUnusual = one.touch !== "normal";
  return (
    <tr class={isChosen ? "chosen" : ""} data-symbol={one.name}>
      <th scope="row"><a href={hashOf("ladder", one.name)} aria-current={isChosen ? "true" : undefined}>{one.name}</a>{isUnusual && <span class={`touch-word ${one.touch}`}>{words(one.touch)}</span>}</th>
      <td class="n bid" title={`${short(one.bid_quantity)} at ${one.bid_venues.join(", ") || "nobody"}`}>{price(one.bid)}</td>
      <td class="n ask" title={`${short(one.ask_quantity)} at ${one.ask_venues.join(", ") || "nobody"}`}>{price(one.ask)}</td>
    </tr>
  );
}

function LadderPanel() {
  const now = shownLadder.value;
  const rungs = now ? rungsOf(now) : [];
  const largest = now ? largestOf(rungs, now.quantity_scale) : 1n;
  const spread = now ? spreadOf(now) : null;
  return (
    <section class="panel consolidated" aria-labelledby="ladder-title">
      <header>
        <h2 id="ladder-title">{shown.value ?? "Ladder"}</h2>
        {now && <span class={`touch-word ${now.touch}`} role="status" data-field="touch">{words(now.touch)}</span>}
        {now && spread !== null && <small class="dim figures" data-field="spread">{spread < 0n ? "crossed by" : "spread"} {formatDecimal(spread < 0n ? -spread : spread, now.price_scale)} {now.quote}</small>}
        <small class="dim figures">{now ? timeOf(now.time) : ""}</small>
      </header>
      {now === null ? <p class="empty">{shown.value === null ? "No symbol is subscribed." : "Waiting for the ladder."}</p> : rungs.length === 0 ? <p class="empty">No book of this symbol may be believed now.</p> : (
        <div class="scroll">
          <table class="figures rungs" aria-label={`Consolidated ladder of ${now.symbol}`}>
            <thead>
              <tr>
                <th scope="col" class="who">Who bids</th><th scope="col" class="n">Bid</th><th scope="col" class="mid">Price</th><th scope="col">Ask</th><th scope="col" class="who">Who asks</th>
              </tr>
            </thead>
            <tbody>{rungs.map((rung) => <RungRow key={rung.price} rung={rung} ladder={now} largest={largest} />)}</tbody>
          </table>
        </div>
      )}
      {now?.last_trade && (
        <footer class="figures dim">last trade <b class={now.last_trade.side === "buy" ? "bid" : "ask"}>{price(now.last_trade.price)}</b> × {short(now.last_trade.quantity)} at {now.last_trade.venue}, {timeOf(now.last_trade.time)}</footer>
      )}
    </section>
  );
}

function RungRow({ rung, ladder, largest }: { rung: Rung; ladder: Ladder; largest: bigint }) {
  return (
    <tr class={`${rung.bid ? "has-bid" : ""} ${rung.ask ? "has-ask" : ""} ${rung.mark}`} data-price={rung.price} title={rung.mark === "" ? undefined : rung.mark === "locked" ? "A bid and an ask of different venues at one price" : "A bid at or above another venue's ask"}>
      <Who level={rung.bid} ladder={ladder} side="bid" />
      <Size level={rung.bid} ladder={ladder} largest={largest} side="buy" />
      <th scope="row" class="mid">{price(rung.price)}{rung.mark !== "" && <span class="visually-hidden">, {rung.mark}</span>}</th>
      <Size level={rung.ask} ladder={ladder} largest={largest} side="sell" />
      <Who level={rung.ask} ladder={ladder} side="ask" />
    </tr>
  );
}

function Size({ level, ladder, largest, side }: { level: LadderLevel | null; ladder: Ladder; largest: bigint; side: "buy" | "sell" }) {
  const width = level ? barOf(level.quantity, ladder.quantity_scale, largest) : 0;
  return (
    <td class={side === "buy" ? "n size bid" : "size ask"}>
      {level && <svg class={`bar ${side}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect x={side === "buy" ? 100 - width : 0} width={width} height="10" /></svg>}
      <span>{level ? short(level.quantity) : ""}</span>
    </td>
  );
}

function Who({ level, ladder, side }: { level: LadderLevel | null; ladder: Ladder; side: "bid" | "ask" }) {
  const shares = sharesOf(level, ladder.quantity_scale);
  const all = shares.map((share) => `${share.venue} ${short(share.quantity)}`).join(", ");
  return (
    <td class={`who ${side}`} title={all}>
      {shares.map((share) => <span key={share.venue} class="share">{share.venue}{shares.length > 1 && <small class="dim"> {short(share.quantity)}</small>}</span>)}
    </td>
  );
}

function Listings() {
  const listings = shownLadder.value?.listings ?? [];
  return (
    <section class="panel listings" aria-labelledby="listings-title">
      <header><h2 id="listings-title">By venue</h2><small class="dim">only trusted books count among the best prices</small></header>
      <div class="scroll">
        <table class="figures">
          <thead><tr><th scope="col">Venue</th><th scope="col">Book</th><th scope="col" class="n">Bid</th><th scope="col" class="n">Ask</th><th scope="col" class="n">Age</th><th scope="col" class="n">Score</th></tr></thead>
          <tbody>{listings.map((one) => <ListingRow key={`${one.venue} ${one.venue_symbol}`} one={one} />)}</tbody>
        </table>
        {listings.length === 0 && <p class="empty">None.</p>}
      </div>
    </section>
  );
}

function ListingRow({ one }: { one: Listing }) {
  return (
    <tr class={one.state === "trusted" && one.status === "open" ? "" : "not-trusted"} data-venue={one.venue}>
      <th scope="row" title={one.venue_symbol}>{one.venue}</th>
      <td><StateWord state={one.state} title={words(one.reason)} />{one.state !== "trusted" && one.reason && <small class="dim"> {words(one.reason)}</small>}{one.status !== "open" && <small class="warn"> {words(one.status)}</small>}{one.marks.length > 0 && <small class="warn"> {one.marks.map(words).join(", ")}</small>}</td>
      <td class="n bid" title={short(one.bid_quantity)}>{price(one.bid)}</td>
      <td class="n ask" title={short(one.ask_quantity)}>{price(one.ask)}</td>
      <td class="n">{age(one.age_ns)}</td>
      <td class="n"><Score of={one.score} /></td>
    </tr>
  );
}

function History() {
  const events = history.value;
  return (
    <section class="panel history" aria-labelledby="history-title">
      <header><h2 id="history-title">Newest events</h2><small class="dim">of all venues of this symbol</small></header>
      <div class="scroll">
        {events.length === 0 ? <p class="empty">None yet.</p> : (
          <table class="figures">
            <thead><tr><th scope="col">Received</th><th scope="col">Venue</th><th scope="col">Event</th><th scope="col" class="n">Price</th><th scope="col" class="n">Quantity</th></tr></thead>
            <tbody>{events.map((one, i) => <EventRow key={`${one.receive_time ?? ""} ${events.length - i}`} one={one} />)}</tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function EventRow({ one }: { one: FeedEvent }) {
  const more = [one.state ?? "", one.reason].filter((word) => word !== "").map(words).join(", ");
  return (
    <tr class={one.rejected ? "rejected" : ""}>
      <td class="dim">{timeOf(one.receive_time)}</td>
      <th scope="row">{one.venue}</th>
      <td>{words(one.kind)}{more && <small class="dim"> {more}</small>}{one.marks.length > 0 && <small class="warn"> {one.marks.map(words).join(", ")}</small>}</td>
      <td class={`n ${one.side === "buy" ? "bid" : one.side === "sell" ? "ask" : ""}`}>{price(one.price)}</td>
      <td class="n">{short(one.quantity)}</td>
    </tr>
  );
}
