import type { Day, Made } from "../view";
import { Gain, money } from "./Text";

/** What each day brought, in all and by strategy, the newest first. */
export function DayTable({ of, reporting }: { of: readonly Day[]; reporting: string }) {
  if (of.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="days-title">
      <header><h2 id="days-title">By day</h2><small class="dim">UTC, in {reporting}; with the runs of this desk before</small></header>
      <div class="scroll">
        <table class="figures cards days">
          <thead><tr><th scope="col">Day</th><th scope="col">Strategy</th><th scope="col" class="n">Result</th><th scope="col" class="n">Realised</th><th scope="col" class="n">Unrealised</th><th scope="col" class="n">Fees</th></tr></thead>
          <tbody>
            {of.flatMap((day) => [
              <Row key={day.day} day={day.day} strategy="all" of={day} />,
              ...Object.entries(day.strategies).map(([name, made]) => <Row key={`${day.day} ${name}`} day="" strategy={name} of={made} />),
            ])}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ day, strategy, of }: { day: string; strategy: string; of: Made }) {
  return (
    <tr data-day={day === "" ? undefined : day}>
      <th scope="row">{day}</th>
      <td data-label="Strategy" class={day === "" ? "" : "dim"}>{strategy}</td>
      <td class="n" data-label="Result"><Gain of={of.result} /></td>
      <td class="n" data-label="Realised"><Gain of={of.realised} /></td>
      <td class="n" data-label="Unrealised"><Gain of={of.unrealised} /></td>
      <td class="n" data-label="Fees">{money(of.fees)}</td>
    </tr>
  );
}
