import { useState } from "preact/hooks";
import { rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { marginLine, standing } from "../margin";
import { account, holdsMargin } from "../state/account";
import { margin, marginEvents, marks, positions } from "../state/positions";
import { act, may, notify } from "../state/store";
import { amount, clock, words } from "./Text";
import { useBusy, WaitingButton } from "./Waiting";

/** Above everything while the own margin is in danger. */
export function MarginBanner() {
  const said = standing(text(margin.value?.status));
  return said ? <p class={`banner over ${margin.value?.status === "margin_call" ? "" : "critical"}`} role="alert">{said}</p> : null;
}

/** Own positions at the present mark, the margin behind them, and what became of both. */
export function Positions() {
  if (!may("read")) return <p class="empty">This key may not read its account.</p>;
  if (account.value === null) return <p class="empty">Contracts are traded by margin accounts, and this key's owner has no account with money in it.</p>;
  if (!holdsMargin()) return <p class="empty">Contracts are traded by margin accounts; this one is a cash account. An administrator makes one: <code>rialto account create NAME --rights trade,deposit,withdraw,transfer,margin</code>.</p>;
  return (
    <>
      {positions.value.size === 0 ? <p class="empty">No open positions.</p> : <PositionTable />}
      {rows(margin.value?.assets).length > 0 && <MarginTable />}
      {marginEvents.value.length > 0 && (
        <table class="figures cards" aria-label="History of margin">
          <thead><tr><th scope="col">What happened</th><th scope="col" /><th scope="col" class="n">Time</th></tr></thead>
          <tbody>{marginEvents.value.map((row) => <tr key={text(row.event_id)}><th scope="row">{words(text(row.event))}</th><td class="whole">{marginLine(row)}</td><td class="n dim whole">{clock(row.time)}</td></tr>)}</tbody>
        </table>
      )}
    </>
  );
}

function PositionTable() {
  return (
    <table class="figures cards" aria-label="Positions">
      <thead>
        <tr>
          <th scope="col">Contract</th><th scope="col" class="n">Quantity</th><th scope="col" class="n">Entry</th><th scope="col" class="n">Mark</th><th scope="col" class="n">Unrealised</th><th scope="col" class="n">Realised</th>
          <th scope="col" class="n">Funding</th><th scope="col" class="n">Margin</th><th scope="col" class="n">Maintenance</th><th scope="col">Mode</th><th scope="col"><span class="visually-hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody>{[...positions.value.values()].map((row) => <PositionRow key={text(row.symbol)} row={row} />)}</tbody>
    </table>
  );
}

function PositionRow({ row }: { row: JsonObject }) {
  const [isChanging, setChanging] = useState(false);
  const symbol = text(row.symbol);
  return (
    <>
      <tr data-position={symbol}>
        <th scope="row">{symbol} <small class="dim">{text(row.asset)}</small></th>
        <td data-label="Quantity" class={`n ${isBelow(row.quantity) ? "ask" : "bid"}`}>{amount(row.quantity)}{isOrdered(row) && <small class="dim"> +{amount(row.open_buys)} −{amount(row.open_sells)}</small>}</td>
        <td data-label="Entry" class="n">{amount(row.avg_entry_price)}</td>
        <td data-label="Mark" class="n" title={`Marked at ${clock(marks.value.get(symbol)?.mark_time)}`}>{amount(row.mark_price)}</td>
        <td data-label="Unrealised" class={`n ${isBelow(row.unrealized_pnl) ? "down" : "up"}`}>{amount(row.unrealized_pnl)}</td>
        <td data-label="Realised" class="n">{amount(row.realized_pnl)}</td>
        <td data-label="Funding" class="n">{amount(row.funding)}</td>
        <td data-label="Margin" class="n" title={`Of it for what open orders may lose against the mark: ${amount(row.open_loss)}`}>{amount(row.margin_used)}</td>
        <td data-label="Maintenance" class="n">{amount(row.maintenance_margin)}</td>
        <td class="whole">{text(row.mode)} <small class="dim">up to {text(row.leverage)}×</small></td>
        <td class="actions">{may("trade") && <button type="button" class="small" aria-expanded={isChanging} aria-label={`Margin of ${symbol}`} onClick={() => setChanging(!isChanging)}>Margin</button>}</td>
      </tr>
      {isChanging && <tr class="changing"><td colSpan={11}><MarginForm row={row} onDone={() => setChanging(false)} /></td></tr>}
    </>
  );
}

/** Leverage and mode of a position, and money to or from an isolated one. */
function MarginForm({ row, onDone }: { row: JsonObject; onDone: () => void }) {
  const [leverage, setLeverage] = useState(text(row.leverage));
  const [mode, setMode] = useState(text(row.mode));
  const [moved, setMoved] = useState("");
  const [isBusy, begin] = useBusy();
  const symbol = text(row.symbol);
  const set = async (): Promise<void> => {
    if (leverage !== "" && !/^\d{1,4}$/.test(leverage)) {
      notify("refused", "Leverage is a whole number, such as 5; empty leaves it as it is.");
      return;
    }
    const body = { symbol, mode, ...(leverage === "" ? {} : { leverage: Number(leverage) }) };
    if ((await act("PUT", "/users/me/leverage", body, (answer) => `${symbol} is ${text(answer.mode)}, leverage up to ${text(answer.leverage)}.`)) !== null) onDone();
  };
  const move = async (): Promise<void> => {
    if ((await act("POST", "/users/me/isolated-margin", { symbol, amount: moved.trim() }, () => `${moved.trim()} ${text(row.asset)} moved to ${symbol}.`)) !== null) onDone();
  };
  return (
    <>
      <form class="change" aria-label={`Leverage of ${symbol}`} onSubmit={(event) => { event.preventDefault(); begin(set); }}>
        <label>Leverage <input aria-label="Leverage" inputMode="numeric" value={leverage} onInput={(event) => setLeverage(event.currentTarget.value)} /></label>
        <label>Mode <select aria-label="Margin mode" value={mode} onChange={(event) => setMode(event.currentTarget.value)}><option>cross</option><option>isolated</option></select></label>
        <WaitingButton type="submit" busy={isBusy}>Set</WaitingButton>
        <button type="button" class="plain" onClick={onDone}>Leave</button>
      </form>
      {row.mode === "isolated" && (
        <form class="change" aria-label={`Money of ${symbol}`} onSubmit={(event) => { event.preventDefault(); begin(move); }}>
          <label>Move to it, below zero back <input aria-label="Amount to move" inputMode="decimal" required value={moved} onInput={(event) => setMoved(event.currentTarget.value)} /></label>
          <WaitingButton type="submit" busy={isBusy}>Move {text(row.asset)}</WaitingButton>
          <span class="dim">it has {amount(row.isolated_margin)}</span>
        </form>
      )}
    </>
  );
}

function MarginTable() {
  return (
    <table class="figures cards" aria-label="Margin">
      <thead>
        <tr>
          <th scope="col">Margin of</th><th scope="col" class="n">Money</th><th scope="col" class="n">Unrealised</th><th scope="col" class="n">Equity</th><th scope="col" class="n">Initial</th><th scope="col" class="n">Maintenance</th>
          <th scope="col" class="n">Available</th><th scope="col" class="n">May be taken out</th><th scope="col" class="n">Level</th><th scope="col">Status</th>
        </tr>
      </thead>
      <tbody>
        {rows(margin.value?.assets).map((row) => (
          <tr key={`${text(row.asset)} ${text(row.isolated)}`} data-margin={text(row.isolated) || text(row.asset)}>
            <th scope="row">{text(row.asset)}{text(row.isolated) && ` in ${text(row.isolated)}`}</th><td data-label="Money" class="n">{amount(row.balance)}</td><td data-label="Unrealised" class={`n ${isBelow(row.unrealized_pnl) ? "down" : "up"}`}>{amount(row.unrealized_pnl)}</td>
            <td data-label="Equity" class="n">{amount(row.equity)}</td><td data-label="Initial" class="n" title={`Of it for what open orders may lose against the mark: ${amount(row.open_loss)}`}>{amount(row.initial_margin)}</td><td data-label="Maintenance" class="n">{amount(row.maintenance_margin)}</td><td data-label="Available" class="n">{amount(row.available)}</td><td data-label="May be taken out" class="n">{amount(row.withdrawable)}</td>
            <td data-label="Level" class="n">{amount(row.margin_level)}</td><td data-label="Status"><span class={`standing ${text(row.status)}`}>{words(text(row.status))}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isBelow(value: JsonObject[string] | undefined): boolean {
  return text(value).startsWith("-");
}

function isOrdered(row: JsonObject): boolean {
  return /[1-9]/.test(text(row.open_buys) + text(row.open_sells));
}
