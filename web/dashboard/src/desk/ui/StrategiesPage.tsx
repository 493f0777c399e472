import { useState } from "preact/hooks";
import { ActButton, useBusy, WaitingButton } from "../../ui/Waiting";
import { declarations, tell } from "../state";
import type { Configuration, Desk, Parameter, Strategy } from "../view";
import { brief, exact, Gain, StateWord, whole } from "./Text";

/** Each strategy with where its gains came from, what it has done, and what may be set. */
export function StrategiesPage({ of }: { of: Desk }) {
  return <main class="page desk-page">{of.configuration && <FromFile of={of.configuration} />}{of.strategies.map((one) => <One key={one.name} of={one} reporting={of.reporting} />)}</main>;
}

/** What was taken over from the configuration file since the start, and what waits for the next one. */
function FromFile({ of }: { of: Configuration }) {
  if (of.taken === null && of.restart.length === 0) return null;
  return (
    <p class="line dim configuration">
      {of.taken !== null && `${whole(of.changes)} ${of.changes === 1 ? "setting was" : "settings were"} taken over from ${of.file}, last at ${of.taken.slice(0, 19).replace("T", " ")} UTC. `}
      {of.restart.length > 0 && `Needs a restart: ${of.restart.join(", ")}.`}
    </p>
  );
}

function One({ of, reporting }: { of: Strategy; reporting: string }) {
  const id = `strategy-${of.name}`;
  const declared = declarations.value.find((one) => one.name === of.name);
  const does = (command: string, done: string) => () => tell({ command, strategy: of.name }, `${of.name} ${done}.`);
  return (
    <section class="panel strategy" aria-labelledby={id} data-strategy={of.name}>
      <header>
        <h2 id={id}>{of.name}</h2><span class="dim">{of.kind} {of.version}, {of.mode.toLowerCase()}</span><StateWord state={of.state} fault={of.fault} />
        <span class="actions">
          {of.state !== "Running" && of.state !== "Starting" && of.state !== "Stopping" && <ActButton aria-label={`Start ${of.name}`} act={does("start", "was started")}>Start</ActButton>}
          {of.state === "Running" && <ActButton aria-label={`Pause ${of.name}`} act={does("pause", "is paused; its orders are being cancelled")}>Pause</ActButton>}
          {(of.state === "Running" || of.state === "Paused") && <ActButton class="danger" aria-label={`Stop ${of.name}`} act={does("stop", "ends; its orders are being cancelled")}>Stop</ActButton>}
          <ActButton aria-label={`Cancel orders of ${of.name}`} act={does("cancel_all", "has its orders cancelled")}>Cancel orders</ActButton>
        </span>
      </header>
      {declared && <p class="line dim">{declared.summary}</p>}
      <p class="line figures">
        <Gain of={of.result} /> {reporting} in all, <Gain of={of.daily} /> today, {brief(of.drawdown)} below the best of the day, {brief(of.gross)} in the market{of.sharpe === null ? "" : `, Sharpe ratio of its minutes ${of.sharpe.toFixed(3)}`}.{" "}
        {whole(of.decisions)} decisions, {whole(of.intents)} requests ({whole(of.refused)} refused{of.observed > 0 ? `, ${whole(of.observed)} only observed` : ""}), {whole(of.fills)} fills ({whole(of.maker_fills)} as maker), {whole(of.live_orders)} live orders, {whole(of.signals)} signals.
      </p>
      <div class="scroll">
        <table class="figures cards">
          <thead><tr><th scope="col">Market</th><th scope="col" class="n">Position</th><th scope="col" class="n">Spread</th><th scope="col" class="n">Inventory</th><th scope="col" class="n">Fees</th><th scope="col" class="n">Total</th><th scope="col" class="n">Volume</th><th scope="col">In</th></tr></thead>
          <tbody>
            {of.markets.map((one) => (
              <tr key={`${one.venue} ${one.symbol}`}>
                <th scope="row">{one.symbol} <span class="dim">{one.venue}</span></th>
                <td class="n" data-label="Position">{exact(one.position)}</td>
                <td class="n" data-label="Spread"><Gain of={one.spread} digits={4} /></td>
                <td class="n" data-label="Inventory"><Gain of={one.inventory} digits={4} /></td>
                <td class="n" data-label="Fees">{brief(one.fees, 4)}</td>
                <td class="n" data-label="Total"><Gain of={one.total} digits={4} /></td>
                <td class="n" data-label="Volume">{brief(one.volume)}</td>
                <td data-label="In">{one.in}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {declared && declared.parameters.length > 0 && (
        <details class="further-parameters">
          <summary class="line">Parameters</summary>
          <div class="parameters">{declared.parameters.map((one) => <SetParameter key={one.name} strategy={of} parameter={one} />)}</div>
        </details>
      )}
    </section>
  );
}

/** What was typed stays until it is set or taken back; what somebody else sets meanwhile shows where nothing was typed. */
function SetParameter({ strategy, parameter }: { strategy: Strategy; parameter: Parameter }) {
  const now = strategy.parameters[parameter.name] ?? "";
  const [typed, setTyped] = useState<string | null>(null);
  const [isBusy, begin] = useBusy();
  const isCalled = strategy.state === "Running" || strategy.state === "Paused" || strategy.state === "Stopping";
  const isOff = !parameter.hot && isCalled;
  const send = async (): Promise<void> => {
    if (typed !== null && await tell({ command: "set_parameter", strategy: strategy.name, parameter: parameter.name, value: typed.trim() }, `${strategy.name}: ${parameter.name} is ${typed.trim()} now.`)) setTyped(null);
  };
  return (
    <form aria-label={`${parameter.name} of ${strategy.name}`} onSubmit={(event) => { event.preventDefault(); begin(send); }}>
      <label><b>{parameter.name}</b> {parameter.unit && <span class="dim">{parameter.unit}</span>}</label>
      <input aria-label={`${parameter.name} of ${strategy.name}`} autocomplete="off" disabled={isOff} value={typed ?? now} onInput={(event) => setTyped(event.currentTarget.value === now ? null : event.currentTarget.value)} />
      <WaitingButton type="submit" busy={isBusy} disabled={typed === null || isOff}>Set</WaitingButton>
      <small>{parameter.meaning} {parameter.bounds}{isOff ? "; only while it is stopped" : ""}</small>
    </form>
  );
}
