import { series } from "../state";
import { byUrgency, type Desk, type SignalValue } from "../view";
import { AlertTable } from "./AlertTable";
import { LegSetTable, OpportunityTable } from "./Arbitrage";
import { DayTable } from "./DayTable";
import { PnlCharts } from "./PnlCharts";
import { UseTable, Venues } from "./RiskPage";
import { SplitTable } from "./SplitTable";
import { FillTable, OrderTable, PositionTable } from "./Tables";
import { brief, Gain, money, ns, StateWord, timeOf, whole } from "./Text";

/** The whole desk at a glance: what it has made, what it holds, what it does, how near its limits are. */
export function OverviewPage({ of }: { of: Desk }) {
  const near = byUrgency(of.risk.use).slice(0, 6);
  return (
    <main class="page desk-page">
      <div class="tiles">
        <Money name="Result" value={of.pnl.result} note={of.pnl.all_time === of.pnl.result ? of.reporting : `${of.reporting}, all time ${money(of.pnl.all_time)}`} />
        <Money name="Today" value={of.pnl.today} note={`${money(of.pnl.drawdown)} below the best`} />
        <Money name="Unrealised" value={of.pnl.unrealised} note={`realised ${money(of.pnl.realised)}`} />
        <Tile name="Fees" value={money(of.pnl.fees)} note="paid, less rebates" />
        <Tile name="Equity" value={money(of.pnl.equity)} note={`leverage ${brief(of.pnl.leverage)}`} />
        <Tile name="In the market" value={money(of.pnl.gross)} note={`${whole(of.risk.live_orders)} live orders`} />
        <Tile name="Fills" value={whole(of.fills)} note={of.fills > 0 ? `${Math.round((100 * of.maker_fills) / of.fills)} % as maker` : ""} />
        <Tile name="Tick to intent" value={of.tick_to_intent_ns.count > 0 ? ns(of.tick_to_intent_ns.p50) : "–"} note={of.tick_to_intent_ns.count > 0 ? `p99 ${ns(of.tick_to_intent_ns.p99)}, p99.9 ${ns(of.tick_to_intent_ns.p999)}` : ""} />
      </div>
      <AlertTable of={of.alerts} isLastingOnly />
      <PnlCharts of={series.value} reporting={of.reporting} />
      <DayTable of={of.pnl.days.slice(0, 7)} reporting={of.reporting} />
      <section class="panel" aria-labelledby="strategies-title">
        <header><h2 id="strategies-title">Strategies</h2><small class="dim">results in {of.reporting}</small></header>
        <div class="scroll">
          <table class="figures cards strategies">
            <thead>
              <tr>
                <th scope="col">Strategy</th><th scope="col">State</th><th scope="col">Mode</th><th scope="col" class="n">Result</th><th scope="col" class="n">Today</th><th scope="col" class="n">Drawdown</th><th scope="col" class="n">In the market</th>
                <th scope="col" class="n">Orders</th><th scope="col" class="n">Fills</th><th scope="col" class="n">Maker</th><th scope="col" class="n">Refused</th>
              </tr>
            </thead>
            <tbody>
              {of.strategies.map((one) => (
                <tr key={one.name} data-strategy={one.name}>
                  <th scope="row">{one.name} <span class="dim">{one.kind}</span></th>
                  <td data-label="State"><StateWord state={one.state} fault={one.fault} /></td>
                  <td data-label="Mode">{one.mode.toLowerCase()}</td>
                  <td class="n" data-label="Result"><Gain of={one.result} /></td>
                  <td class="n" data-label="Today"><Gain of={one.daily} /></td>
                  <td class="n" data-label="Drawdown">{money(one.drawdown)}</td>
                  <td class="n" data-label="In the market">{money(one.gross)}</td>
                  <td class="n" data-label="Orders">{whole(one.live_orders)}</td>
                  <td class="n" data-label="Fills">{whole(one.fills)}</td>
                  <td class="n" data-label="Maker">{one.fills > 0 ? `${Math.round((100 * one.maker_fills) / one.fills)} %` : "–"}</td>
                  <td class="n" data-label="Refused">{whole(one.refused)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <SplitTable of={of.strategies} />
      <PositionTable of={of.positions} reporting={of.reporting} />
      <OrderTable of={of.open_orders.slice(0, 12)} all={of.risk.live_orders} />
      <FillTable of={of.last_fills.slice(0, 12)} all={of.fills} />
      <OpportunityTable of={of.opportunities} />
      <LegSetTable of={of.leg_sets.slice(0, 12)} begun={of.leg_sets_begun} stuck={of.leg_sets_stuck} />
      <Signals of={of.signals} />
      <Venues of={of.venues} />
      <UseTable title="Nearest to their limits" of={near} reporting={of.reporting} />
    </main>
  );
}

function Tile({ name, value, note }: { name: string; value: string; note: string }) {
  return <div class="tile" data-tile={name}><span>{name}</span><b class="figures">{value}</b><small class="dim">{note}</small></div>;
}

function Money({ name, value, note }: { name: string; value: string; note: string }) {
  return <div class="tile" data-tile={name}><span>{name}</span><b class="figures"><Gain of={value} /></b><small class="dim">{note}</small></div>;
}

function Signals({ of }: { of: readonly SignalValue[] }) {
  return (
    <section class="panel" aria-labelledby="signals-title">
      <header><h2 id="signals-title">Signals</h2><small class="dim">the newest of each</small></header>
      <div class="scroll">
        {of.length === 0 ? <p class="empty">No strategy tells signals.</p> : (
          <table class="figures cards">
            <thead><tr><th scope="col">Market</th><th scope="col">Strategy</th><th scope="col" class="n">No.</th><th scope="col" class="n">Value</th><th scope="col" class="n">Told</th><th scope="col">Last</th></tr></thead>
            <tbody>
              {of.map((one) => (
                <tr key={`${one.strategy} ${one.venue ?? ""} ${one.symbol ?? ""} ${one.signal}`}>
                  <th scope="row">{one.symbol ?? "–"} <span class="dim">{one.venue ?? ""}</span></th>
                  <td data-label="Strategy">{one.strategy}</td>
                  <td class="n" data-label="No.">{one.signal}</td>
                  <td class="n" data-label="Value">{one.value === null ? "–" : one.value.toPrecision(5)}</td>
                  <td class="n" data-label="Told">{whole(one.count)}</td>
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
