import type { Alert } from "../view";
import { timeOf, whole, Word } from "./Text";

const kinds = { Info: "", Warning: "doubtful", Critical: "poor" } as const;

/** What people were told of: what lasts first, the gravest first. */
export function AlertTable({ of, isLastingOnly = false }: { of: readonly Alert[] | null; isLastingOnly?: boolean }) {
  const shown = (of ?? []).filter((one) => one.lasting || !isLastingOnly);
  if (isLastingOnly && shown.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="alerts-title">
      <header><h2 id="alerts-title">Alerts</h2><small class="dim">{isLastingOnly ? "what lasts; the rest is in the log" : "what lasts first; this machine's time, UTC"}</small></header>
      <div class="scroll">
        <table class="figures cards alerts">
          <thead><tr><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Since</th><th scope="col">Last told</th><th scope="col" class="n">Times</th><th scope="col" class="n">Suppressed</th></tr></thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.name} data-alert={one.name} class={one.lasting ? "" : "not-believed"}>
                <th scope="row">{one.name.replace(/^desk_/, "").replaceAll("_", " ")}</th>
                <td data-label="Severity"><Word kind={one.lasting || one.severity !== "Info" ? kinds[one.severity] : ""} text={one.severity.toLowerCase()} /></td>
                <td data-label="What" class="wraps whole">{one.text}</td>
                <td data-label="Since">{one.since.slice(5, 10)} {timeOf(one.since).slice(0, 8)}</td>
                <td data-label="Last told">{one.last.slice(5, 10)} {timeOf(one.last).slice(0, 8)}</td>
                <td class="n" data-label="Times">{whole(one.count)}</td>
                <td class="n" data-label="Suppressed">{whole(one.suppressed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p class="empty">{of === null ? "Nobody is told of this desk: it has no rules running." : "Nothing to tell so far."}</p>}
      </div>
    </section>
  );
}
