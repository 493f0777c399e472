import { useEffect, useState } from "preact/hooks";
import { object, rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { duration } from "../duration";
import { switchName, type Scope } from "../halts";
import { exchangeIsStopped, guard, halts, hideGuard, limits, lookAtSwitches, marketBreaker, showGuard, stopped, switches, switchTurned, takeGuard, takeMarket } from "../state/halts";
import { question } from "../state/screen";
import { act, instruments, marketVersion, may, notify, tickers } from "../state/store";
import { watch } from "../state/watch";
import type { State } from "../wire/frames";
import { StateButtons } from "./StateButtons";
import { amount, clock, percent } from "./Text";
import { ActButton, useBusy, WaitingButton } from "./Waiting";

/** What stops trading now, what would, and for keys that operate the means to stop it and let it go on. */
export function Halts() {
  watch(marketVersion);
  return (
    <main class="page admin halts">
      {exchangeIsStopped.value && <p class="banner critical" role="alert">The exchange is stopped by a kill switch: new orders are refused, cancels work.</p>}
      <section class="panel" aria-labelledby="guards-title">
        <header><h2 id="guards-title">Instruments</h2></header>
        <div class="scroll">
          <table class="figures cards">
            <thead><tr><th scope="col">Symbol</th><th scope="col">State</th><th scope="col">Halt, limit, switch</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
            <tbody>
              {[...instruments.value.values()].map((one) => <Row key={one.id} symbol={one.symbol} state={tickers.get(one.id)?.state ?? "unknown"} />)}
            </tbody>
          </table>
        </div>
      </section>
      {guard.value && <Guard key={text(guard.value.symbol)} of={guard.value} />}
      <MarketBreaker />
      {may("operate") && <Switches />}
    </main>
  );
}

function Row({ symbol, state }: { symbol: string; state: State }) {
  return (
    <tr data-symbol={symbol}>
      <th scope="row">{symbol}</th>
      <td class="whole"><i class={`dot ${state}`} aria-hidden="true" /> {state}</td>
      <td class="wraps whole">{whyStopped(symbol, state) || <span class="dim">–</span>}</td>
      <td class="actions">
        {may("operate") && <StateButtons symbol={symbol} state={state} without={["closed", "expired"]} />}
        {may("operate") && (stopped.value.has(symbol)
          ? <ActButton class="small" aria-label={`Release ${symbol}`} act={() => release(`instrument-${symbol}`)}>Release</ActButton>
          : <button type="button" class="small danger" aria-label={`Stop ${symbol}`} onClick={() => askToStop("instrument", symbol, false, "")}>Stop</button>)}
        <button type="button" class="small" aria-label={`Guard of ${symbol}`} onClick={() => showGuard(symbol)}>Guard</button>
      </td>
    </tr>
  );
}

/** Why an instrument does not trade freely, and until when; empty where it does. */
export function whyStopped(symbol: string, state: State): string {
  const [halt, limit] = [halts.value.get(symbol), limits.value.get(symbol)];
  const parts: string[] = [];
  if (exchangeIsStopped.value) parts.push("the exchange is stopped");
  if (stopped.value.has(symbol)) parts.push("stopped by a kill switch");
  if (halt) {
    const again = typeof halt.resume_at === "string" ? `trades again at ${clock(halt.resume_at)}` : "until told";
    parts.push(`${text(halt.reason)}, ${halt.status === "auction" ? "collecting orders" : "paused"}, ${again}`);
  }
  if (limit && state === "open") parts.push(`at its ${limit.status === "limit_up" ? "upper" : "lower"} limit ${text(limit.limit_price)}, paused at ${clock(limit.pauses_at)} unless it leaves`);
  return parts.join("; ");
}

const settings: readonly (readonly [string, string])[] = [
  ["breaker_ppm", "Breaker: move, millionths (100000 is 10 %)"], ["window_ms", "Within, ms"], ["band_ppm", "Band around the mean price, millionths"], ["limit_state_ms", "At the band's edge for, ms"],
  ["pause_ms", "Pause, ms"], ["auction_ms", "Then auction, ms"],
];

function Guard({ of }: { of: JsonObject }) {
  const symbol = text(of.symbol);
  // Only what was typed here is set: what somebody else set meanwhile shows, and stays.
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [cancels, setCancels] = useState<boolean | null>(null);
  const ms = (name: string): string => (typeof of[name] === "number" ? duration(of[name]) : "–");
  const has = (name: string): boolean => typeof of[name] === "number" && of[name] > 0;
  const limit = object(of.limit_state);
  const [isBusy, begin] = useBusy();
  const send = async (): Promise<void> => {
    const body: JsonObject = cancels === null ? {} : { cancel_orders: cancels };
    for (const [name, value] of Object.entries(typed)) {
      if (!/^\d{1,9}$/.test(value)) {
        notify("refused", `${name} is a whole number of at most nine digits.`);
        return;
      }
      body[name] = Number(value);
    }
    const set = await act("PUT", `/instruments/${piece(symbol)}/breaker`, body, () => `The guard of ${symbol} is set.`);
    if (set === null) return;
    takeGuard(set);
    setTyped({});
    setCancels(null);
  };
  return (
    <section class="panel" aria-labelledby="guard-title">
      <header><h2 id="guard-title">Guard of {symbol}</h2><button type="button" class="plain" onClick={hideGuard}>Close</button></header>
      <p class="line" data-field="guard-terms">
        {has("breaker_ppm") ? `A move of ${percent(of.breaker_ppm)} within ${ms("window_ms")} halts it. ` : "No breaker is set. "}
        {has("band_ppm") ? `It trades within ${percent(of.band_ppm)} of the mean price of ${ms("window_ms")}${has("limit_state_ms") ? `; ${ms("limit_state_ms")} at the edge halt it` : ""}. ` : "No band is set. "}
        {(has("breaker_ppm") || has("limit_state_ms")) && `A halt is a pause of ${ms("pause_ms")} and an auction of ${ms("auction_ms")}${of.cancel_orders === true ? "; live orders are cancelled" : ""}.`}
        {limit && ` It stands at its ${limit.side === "up" ? "upper" : "lower"} limit ${text(limit.price)} and is paused at ${clock(limit.pauses_at)} unless it leaves.`}
      </p>
      {may("admin") && (
        <form class="grid-form" aria-label={`Terms of the guard of ${symbol}`} onSubmit={(event) => { event.preventDefault(); begin(send); }}>
          {settings.map(([name, label]) => (
            <label key={name}><span>{label}</span><input name={name} inputMode="numeric" aria-label={label} value={typed[name] ?? text(of[name])} onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })} /></label>
          ))}
          <label class="check"><input type="checkbox" checked={cancels ?? of.cancel_orders === true} onChange={(event) => setCancels(event.currentTarget.checked)} /> a halt cancels live orders</label>
          <WaitingButton type="submit" busy={isBusy}>Set the guard</WaitingButton>
        </form>
      )}
    </section>
  );
}

function MarketBreaker() {
  const market = marketBreaker.value;
  if (market === null) return null;
  const levels = rows(market.levels).filter((level) => level.fall_ppm !== 0);
  const members = rows(market.members);
  return (
    <section class="panel" aria-labelledby="market-title">
      <header>
        <h2 id="market-title">Market breaker</h2>
        {may("operate") && levels.length > 0 && (
          <button type="button" class="small" onClick={() => (question.value = {
            title: "Start a market day", text: "No level counts as reached any more; halts for the rest of the day go on as if their pause had ended.", verb: "Start it",
            act: () => act("POST", "/market-day", {}, () => "A new market day has begun.").then((answer) => answer && takeMarket(answer)),
          })}>New market day…</button>
        )}
      </header>
      {levels.length === 0 ? <p class="empty">No market-wide breaker is set.</p> : (
        <div class="scroll">
          <table class="figures">
            <thead><tr><th scope="col">Level</th><th scope="col" class="n">Fall of the index</th><th scope="col">Pause</th><th scope="col">Today</th></tr></thead>
            <tbody>
              {levels.map((level) => (
                <tr key={text(level.level)}>
                  <th scope="row">{text(level.level)}</th><td class="n">{percent(level.fall_ppm)}</td><td>{level.pause_ms === 0 ? "rest of the day" : duration(Number(level.pause_ms))}</td>
                  <td>{level.reached === true ? <b class="down">reached</b> : <span class="dim">not reached</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {members.length > 0 && <p class="line dim">Index of {members.map((member) => `${text(member.symbol)} × ${text(member.weight)} (from ${amount(member.reference_price)})`).join(", ")}.</p>}
    </section>
  );
}

const scopes: readonly { scope: Scope; name: string; target: string }[] = [
  { scope: "account", name: "An account", target: "User or owner number" },
  { scope: "session", name: "A session", target: "Session number" },
  { scope: "instrument", name: "An instrument", target: "Symbol" },
  { scope: "exchange", name: "The exchange", target: "" },
];

function Switches() {
  const [scope, setScope] = useState<Scope>("account");
  const [target, setTarget] = useState("");
  const [cancels, setCancels] = useState(true);
  const [note, setNote] = useState("");
  useEffect(lookAtSwitches, []);
  const chosen = scopes.find((one) => one.scope === scope);
  return (
    <section class="panel" aria-labelledby="switches-title">
      <header><h2 id="switches-title">Kill switches</h2><button type="button" class="small" onClick={lookAtSwitches}>Look again</button></header>
      <form class="grid-form" aria-label="Stop" onSubmit={(event) => { event.preventDefault(); askToStop(scope, target, cancels, note); }}>
        <label><span>Stop</span>
          <select aria-label="What to stop" value={scope} onChange={(event) => setScope(event.currentTarget.value as Scope)}>{scopes.map((one) => <option key={one.scope} value={one.scope}>{one.name}</option>)}</select>
        </label>
        {chosen?.target && <label><span>{chosen.target}</span><input aria-label={chosen.target} required autocomplete="off" value={target} onInput={(event) => setTarget(event.currentTarget.value)} /></label>}
        <label><span>Note</span><input aria-label="Note" maxLength={36} autocomplete="off" placeholder="optional" value={note} onInput={(event) => setNote(event.currentTarget.value)} /></label>
        <label class="check"><input type="checkbox" checked={cancels} onChange={(event) => setCancels(event.currentTarget.checked)} /> cancel its live orders</label>
        <button type="submit" class="danger">Stop…</button>
      </form>
      {switches.value.length === 0 ? <p class="empty">No kill switch is on.</p> : (
        <div class="scroll">
          <table class="figures" aria-label="Kill switches that are on">
            <thead><tr><th scope="col">Switch</th><th scope="col">Note</th><th scope="col">Since</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
            <tbody>
              {switches.value.map((one) => (
                <tr key={text(one.switch)}>
                  <th scope="row">{text(one.switch)}</th><td>{text(one.note)}</td><td class="dim">{clock(one.since)}</td>
                  <td class="actions"><ActButton class="small" aria-label={`Release ${text(one.switch)}`} act={() => release(text(one.switch))}>Release</ActButton></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function askToStop(scope: Scope, target: string, cancels: boolean, note: string): void {
  const name = switchName(scope, target);
  if (name === "") {
    notify("refused", scope === "session" ? "A session is a number." : `Say which ${scope}.`);
    return;
  }
  const what = scope === "exchange" ? "the exchange" : `${scope} ${target.trim()}`;
  question.value = {
    title: `Stop ${what}`,
    text: `New orders ${scope === "exchange" ? "of everybody" : scope === "instrument" ? `of ${target}` : `of ${what}`} are refused until the switch is released. Live orders ${cancels ? "are cancelled now" : "stay and may trade"}; cancels always work.`,
    verb: `Stop ${what}`,
    act: () => act("POST", `/kill-switches/${piece(name)}`, { cancel_orders: cancels, ...(note === "" ? {} : { note }) }, () => `${what.slice(0, 1).toUpperCase()}${what.slice(1)} is stopped.`).then(switchTurned),
  };
}

function release(name: string): Promise<unknown> {
  return act("DELETE", `/kill-switches/${piece(name)}`, undefined, () => `${name} is released.`).then(switchTurned);
}
