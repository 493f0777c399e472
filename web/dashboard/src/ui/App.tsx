import { basisPoints, showDecimal } from "../decimal";
import { go, open, page, pane, type Page, type Pane } from "../state/screen";
import { connection, dismiss, instrument, may, notices, signOut, ticker, user } from "../state/store";
import { Admin } from "./Admin";
import { Cases } from "./Cases";
import { Charts } from "./Charts";
import { Dialogs } from "./Dialogs";
import { Halts, whyStopped } from "./Halts";
import { Health } from "./Health";
import { Instruments } from "./Instruments";
import { Ladder } from "./Ladder";
import { MarginBanner } from "./Positions";
import { Own } from "./Own";
import { price, quantity } from "./Text";
import { ThemeChoice } from "./ThemeChoice";
import { Ticket } from "./Ticket";
import { Trades } from "./Trades";

const panes: readonly { pane: Pane; name: string }[] = [
  { pane: "markets", name: "Markets" }, { pane: "chart", name: "Chart" }, { pane: "book", name: "Book" }, { pane: "ticket", name: "Order" }, { pane: "orders", name: "Mine" },
];

export function App() {
  return (
    <>
      <Bar />
      {page.value === "halts" ? <Halts /> : page.value === "cases" ? <Cases /> : page.value === "health" ? <Health /> : page.value === "admin" ? <Admin /> : <TradePage />}
      <Notices />
      <Dialogs />
    </>
  );
}

function TradePage() {
  return (
    <>
      <MarginBanner />
      <main class="trade" data-pane={pane.value}>
        <Instruments />
        <Trades />
        <Summary />
        <Charts />
        <Own />
        <Ladder />
        <Ticket />
      </main>
      <nav class="panes" aria-label="Parts of the page">
        {panes.map((one) => <button key={one.pane} type="button" aria-current={pane.value === one.pane} onClick={() => (pane.value = one.pane)}>{one.name}</button>)}
      </nav>
    </>
  );
}

function Bar() {
  return (
    <header class="bar">
      <a class="brand" href="#/trade" aria-label="Rialto"><img src="/bridge.svg" alt="" width="22" height="22" /> <span>Rialto</span></a>
      <nav aria-label="Pages">
        <PageLink to="trade" name="Trade" />
        <PageLink to="halts" name="Halts" />
        {may("operate") && <PageLink to="cases" name="Cases" />}
        <PageLink to="health" name="Health" />
        {may("operate") && <PageLink to="admin" name="Admin" />}
      </nav>
      <span class={`connection ${connection.value}`} role="status"><i aria-hidden="true" />{connection.value === "live" ? "live" : connection.value === "lost" ? "reconnecting" : "connecting"}</span>
      <span class="fill" />
      <ThemeChoice />
      <button type="button" class="small help" aria-label="Keyboard shortcuts" title="Keyboard (?)" onClick={() => (open.value = "help")}>?</button>
      {user.value
        ? <button type="button" class="small who" title={`May ${user.value.permissions.join(", ")}`} onClick={signOut}><b>{user.value.name}</b> · Sign out</button>
        : <button type="button" class="small primary" onClick={() => (open.value = "sign-in")}>Sign in</button>}
    </header>
  );
}

function PageLink({ to, name }: { to: Page; name: string }) {
  return <button type="button" class="plain" aria-current={page.value === to ? "page" : undefined} onClick={() => go(to)}>{name}</button>;
}

/** The chosen instrument in one line; a halt or an auction is said aloud. */
function Summary() {
  const [one, now] = [instrument.value, ticker.value];
  if (!one || !now) return <section class="panel summary" aria-label="Instrument" />;
  const change = now.last === 0n ? null : now.last - now.open;
  const points = basisPoints(now.open, now.last);
  return (
    <section class="panel summary figures" aria-label={`${one.symbol} today`}>
      <h1>{one.symbol}</h1>
      <b class={change === null || change === 0n ? "" : change > 0n ? "up" : "down"} data-field="last">{price(now.last, one)}</b>
      <span class={change === null || change === 0n ? "dim" : change > 0n ? "up" : "down"}>
        {change === null ? "" : `${change > 0n ? "+" : ""}${showDecimal(change, one.priceScale)}${points === null ? "" : ` (${showDecimal(points, 2)}%)`}`}
      </span>
      <span class={`state-word ${now.state}`} role="status" data-field="state">{now.state}</span>
      {whyStopped(one.symbol, now.state) && <span class="warn" data-field="guard">{whyStopped(one.symbol, now.state)}</span>}
      {now.indication && now.indication.price !== 0n && <span>would trade {quantity(now.indication.quantity, one)} at {price(now.indication.price, one)}</span>}
      <span class="dim wide">low {price(now.low, one)} · high {price(now.high, one)} · {quantity(now.volume, one)} in {now.trades.toLocaleString("en-US")} trades</span>
    </section>
  );
}

function Notices() {
  return (
    <div class="notices" role="log" aria-live="polite" aria-label="Notices">
      {notices.value.map((notice) => (
        <p key={notice.id} class={notice.kind}>{notice.text} <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>×</button></p>
      ))}
    </div>
  );
}
