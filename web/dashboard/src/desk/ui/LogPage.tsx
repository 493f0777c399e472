import { acts } from "../state";
import type { Desk } from "../view";
import { AlertTable } from "./AlertTable";
import { timeOf, words } from "./Text";

/** What a person may want to know of, and who asked the desk for what. */
export function LogPage({ of }: { of: Desk }) {
  const refusals = Object.entries(of.refusals).sort((one, other) => other[1] - one[1]);
  const problems = Object.entries(of.problems).sort((one, other) => other[1] - one[1]);
  return (
    <main class="page desk-page">
      <AlertTable of={of.alerts} />
      <section class="panel" aria-labelledby="events-title">
        <header><h2 id="events-title">Events</h2><small class="dim">the newest 50, in the desk's time</small></header>
        <div class="scroll">
          <table class="figures cards events">
            <thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">Of</th><th scope="col">Who</th></tr></thead>
            <tbody>
              {of.events.map((one, i) => (
                <tr key={`${one.time} ${of.events.length - i}`} class={`severity-${one.severity}`}>
                  <th scope="row">{timeOf(one.time)}</th>
                  <td data-label="What">{words(one.kind)}{one.what === undefined ? "" : `: ${words(one.what)}`}</td>
                  <td data-label="Of">{[one.strategy, one.symbol, one.venue, one.order === undefined ? undefined : `order ${one.order}`].filter((part) => part !== undefined && part !== "").join(", ")}</td>
                  <td data-label="Who">{one.who ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {of.events.length === 0 && <p class="empty">Nothing that anybody would want to know of.</p>}
        </div>
      </section>
      <section class="panel" aria-labelledby="acts-title">
        <header><h2 id="acts-title">Commands over this door</h2><small class="dim">this machine's time, UTC</small></header>
        <div class="scroll">
          <table class="figures cards acts">
            <thead><tr><th scope="col">Time</th><th scope="col">Who</th><th scope="col">Command</th><th scope="col">Of</th><th scope="col">Answer</th><th scope="col">Reason</th><th scope="col">From</th></tr></thead>
            <tbody>
              {acts.value.map((one, i) => (
                <tr key={`${one.time} ${acts.value.length - i}`}>
                  <th scope="row">{timeOf(one.time)}</th>
                  <td data-label="Who">{one.who || "nobody"}</td>
                  <td data-label="Command">{one.command.replaceAll("_", " ")}</td>
                  <td data-label="Of">{one.of}</td>
                  <td data-label="Answer">{one.answer}</td>
                  <td data-label="Reason" class="wraps">{one.reason}</td>
                  <td data-label="From">{one.from}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {acts.value.length === 0 && <p class="empty">Nobody has asked for anything.</p>}
        </div>
      </section>
      <div class="pair">
        <Counts title="Refused" id="refusals-title" of={refusals} none="Nothing was refused." />
        <Counts title="Problems" id="problems-title" of={problems} none="Nothing was wrong." />
      </div>
    </main>
  );
}

function Counts({ title, id, of, none }: { title: string; id: string; of: readonly (readonly [string, number])[]; none: string }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <header><h2 id={id}>{title}</h2><small class="dim">since the start</small></header>
      <div class="scroll">
        <table class="figures"><tbody>{of.map(([name, count]) => <tr key={name}><th scope="row">{words(name.replaceAll(":", ", "))}</th><td class="n">{count.toLocaleString("en-US")}</td></tr>)}</tbody></table>
        {of.length === 0 && <p class="empty">{none}</p>}
      </div>
    </section>
  );
}
