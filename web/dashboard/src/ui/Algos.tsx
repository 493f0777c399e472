import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { done, slippage } from "../algos";
import { object, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { duration } from "../duration";
import { isMade } from "../reference";
import { algos, cancelAlgo, endedAlgos, pause, resume } from "../state/algos";
import { everywhere } from "../state/screen";
import { instrument, may } from "../state/store";
import { amount, clock, percent, SideWord, words } from "./Text";
import { ActButton } from "./Waiting";

/** Own algo orders: how far each is, how well it did, and the means to pause, resume and cancel it. */
export function Algos() {
  if (!may("read")) return <p class="empty">This key may not read its account.</p>;
  const isShown = (row: JsonObject): boolean => everywhere.value || row.symbol === instrument.value?.symbol;
  const [live, ended] = [algos.value.filter(isShown), endedAlgos.value.filter(isShown)];
  if (live.length === 0 && ended.length === 0) return <p class="empty">No algo orders. In the ticket, choose TWAP, VWAP or POV as the type.</p>;
  return (
    <>
      {live.length > 0 && <AlgoTable name="Live algo orders" rows={live} isLive />}
      {ended.length > 0 && <AlgoTable name="Ended algo orders" rows={ended} isLive={false} />}
    </>
  );
}

function AlgoTable({ name, rows, isLive }: { name: string; rows: readonly JsonObject[]; isLive: boolean }) {
  const [open, setOpen] = useState("");
  return (
    <table class="figures" aria-label={name}>
      <thead>
        <tr>
          <th scope="col">{isLive ? "Live" : "Ended"}</th><th scope="col">Market</th><th scope="col">Side</th><th scope="col">Status</th><th scope="col">Filled</th><th scope="col" class="n">Average</th><th scope="col">Benchmark</th>
          <th scope="col" class="n">{isLive ? "Done about" : "Ended"}</th><th scope="col"><span class="visually-hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const id = text(row.algo_order_id);
          return (
            <Fragment key={id}>
              <tr data-algo={id}>
                <th scope="row">
                  <button type="button" class="plain unfolds" aria-expanded={open === id} aria-label={`More about algo order ${id}`} onClick={() => setOpen(open === id ? "" : id)}>{text(row.algo_type).toUpperCase()} {id}</button>
                  {text(row.client_algo_id) && !isMade(text(row.client_algo_id)) && <small class="dim"> {text(row.client_algo_id)}</small>}
                </th>
                <td>{text(row.symbol)}</td>
                <td><SideWord side={row.side === "sell" ? "sell" : "buy"} /></td>
                <td>{text(row.status)}{text(row.end_reason) && <small class="dim"> {words(text(row.end_reason))}</small>}</td>
                <td><progress max="1" value={done(row)} aria-label={`Filled of algo order ${id}`} /> {amount(row.filled_quantity)} <small class="dim">of {amount(row.quantity)}</small></td>
                <td class="n">{amount(row.avg_price)}</td>
                <td title={`${words(text(row.benchmark))} ${amount(row.benchmark_price)}; against arrival ${slippage(row.arrival_slippage_bps)}`}>{slippage(row.slippage_bps)}</td>
                <td class="n dim">{clock(isLive ? row.estimated_completion : row.updated)}</td>
                <td class="actions">
                  {isLive && may("trade") && row.status === "running" && <ActButton class="small" aria-label={`Pause algo order ${id}`} act={() => pause(row)}>Pause</ActButton>}
                  {isLive && may("trade") && row.status === "paused" && <ActButton class="small" aria-label={`Resume algo order ${id}`} act={() => resume(row)}>Resume</ActButton>}
                  {isLive && may("trade") && <ActButton class="small danger" aria-label={`Cancel algo order ${id}`} act={() => cancelAlgo(row)}>Cancel</ActButton>}
                </td>
              </tr>
              {open === id && <tr class="changing"><td colSpan={9} class="wraps">{more(row)}</td></tr>}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function more(row: JsonObject): string {
  const slice = object(row.last_slice);
  const parts = [
    `From ${clock(row.start_time)} to ${clock(row.end_time)}, a slice every ${duration(Number(row.interval_ms))}`,
    Number(text(row.participation_rate)) > 0 ? `at ${percent(Math.round(Number(text(row.participation_rate)) * 1e6))} of others' volume (${amount(row.others_volume)} so far)` : "",
    text(row.limit_price) ? `limit ${amount(row.limit_price)}` : "no limit",
    row.passive === true ? "passive" : "", row.finish === true ? "the rest at the end" : "",
    `orders entered: ${text(row.child_orders)}`,
    slice ? `slice ${text(slice.slice)} aimed at ${amount(slice.target_quantity)}${text(slice.order_id) && text(slice.order_id) !== "0" ? ` with order ${text(slice.order_id)}` : ""}${text(slice.refused) ? `, refused: ${text(slice.refused)}` : ""}` : "no slice yet",
    `arrival ${amount(row.arrival_price)}: ${slippage(row.arrival_slippage_bps)}; ${words(text(row.benchmark))} ${amount(row.benchmark_price)}: ${slippage(row.slippage_bps)}`,
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
}
