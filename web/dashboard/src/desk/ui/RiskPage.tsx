import { useState } from "preact/hooks";
import { ActButton, useBusy, WaitingButton } from "../../ui/Waiting";
import { tell } from "../state";
import { byUrgency, urgency, type Desk, type Use, type VenueStanding } from "../view";
import { brief, ns, whole, Word, words } from "./Text";

/** What is used of each limit, what may be set, and how the desk stands with its venues. */
export function RiskPage({ of }: { of: Desk }) {
  return (
    <main class="page desk-page">
      {of.risk.rejects_breaker_open && <p class="banner critical" role="alert">Venues refused too much within a minute: nothing is placed until the desk is resumed.</p>}
      <Venues of={of.venues} />
      <Modes of={of} />
      <UseTable title="Limits" of={byUrgency(of.risk.use.filter((one) => one.sense !== "one_order"))} reporting={of.reporting} isSettable />
      <UseTable title="Limits of single orders" of={of.risk.use.filter((one) => one.sense === "one_order")} reporting={of.reporting} isSettable />
    </main>
  );
}

/** How the desk stands with its venues, and how fast they answer. */
export function Venues({ of }: { of: readonly VenueStanding[] }) {
  return (
    <section class="panel" aria-labelledby="venues-title">
      <header><h2 id="venues-title">Venues</h2><small class="dim">answers: from a request for an order to the venue's word on it</small></header>
      <div class="scroll">
        <table class="figures cards venues">
          <thead><tr><th scope="col">Venue</th><th scope="col">Standing</th><th scope="col">Breaker</th><th scope="col">Mode</th><th scope="col" class="n">Answers</th><th scope="col" class="n">p50</th><th scope="col" class="n">p99</th><th scope="col" class="n">p99.9</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
          <tbody>
            {of.map((one) => (
              <tr key={one.venue} data-venue={one.venue}>
                <th scope="row">{one.venue}</th>
                <td data-label="Standing" class="whole">
                  <Word kind={one.up ? "good" : "poor"} text={one.up ? "up" : "down"} />{one.reconciled ? <Word kind="good" text="reconciled" /> : <Word kind="doubtful" text="not reconciled" />}{one.difference_open && <Word kind="poor" text="difference open" />}
                </td>
                <td data-label="Breaker">{one.breaker === "Closed" ? "closed" : <Word kind="poor" text={words(one.breaker)} />}</td>
                <td data-label="Mode">{words(one.mode)}</td>
                <td class="n" data-label="Answers">{one.answer_ns ? whole(one.answer_ns.count) : "–"}</td>
                <td class="n" data-label="p50">{one.answer_ns ? ns(one.answer_ns.p50) : "–"}</td>
                <td class="n" data-label="p99">{one.answer_ns ? ns(one.answer_ns.p99) : "–"}</td>
                <td class="n" data-label="p99.9">{one.answer_ns ? ns(one.answer_ns.p999) : "–"}</td>
                <td class="actions">{one.difference_open && <Accept venue={one.venue} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** A difference is accepted with a reason, or not. */
function Accept({ venue }: { venue: string }) {
  const [reason, setReason] = useState("");
  const [isBusy, begin] = useBusy();
  return (
    <form class="limit-form" aria-label={`Accept the difference at ${venue}`} onSubmit={(event) => { event.preventDefault(); begin(() => tell({ command: "accept_difference", venue, reason: reason.trim() }, `${venue} takes orders again.`)); }}>
      <input aria-label="Why the venue is right" placeholder="why the venue is right" required maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      <WaitingButton type="submit" busy={isBusy} disabled={reason.trim() === ""}>Accept</WaitingButton>
    </form>
  );
}

const modes = ["Normal", "ReduceOnly", "CancelsOnly"] as const;

function Modes({ of }: { of: Desk }) {
  const set = (where: Readonly<Record<string, string>>, limit: string, value: string): Promise<boolean> => tell({ command: "set_limit", limit, value, ...where }, `The mode is ${words(value)} now.`);
  return (
    <section class="panel" aria-labelledby="modes-title">
      <header><h2 id="modes-title">What may be placed</h2><small class="dim">the strictest of desk, venue and strategy counts</small></header>
      <div class="scroll">
        <table class="figures cards">
          <tbody>
            <ModeRow name="desk" mode={of.risk.modes.desk} set={(value) => set({}, "DeskModeOf", value)} />
            {of.venues.map((one) => <ModeRow key={one.venue} name={one.venue} mode={one.mode} set={(value) => set({ venue: one.venue }, "VenueModeOf", value)} />)}
            {Object.entries(of.risk.modes.strategies).map(([name, mode]) => <ModeRow key={name} name={name} mode={mode} set={(value) => set({ strategy: name }, "StrategyModeOf", value)} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function ModeRow({ name, mode, set }: { name: string; mode: string; set: (value: string) => Promise<boolean> }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td><Word kind={mode === "Normal" ? "good" : mode === "ReduceOnly" ? "doubtful" : "poor"} text={words(mode)} /></td>
      <td class="actions">{modes.filter((one) => one !== mode).map((one) => <ActButton key={one} class="small" aria-label={`${name}: ${words(one)}`} act={() => set(one)}>{words(one)}</ActButton>)}</td>
    </tr>
  );
}

export function UseTable({ title, of, reporting, isSettable = false }: { title: string; of: readonly Use[]; reporting: string; isSettable?: boolean }) {
  const id = `${title.toLowerCase().replaceAll(" ", "-")}-title`;
  const [changing, setChanging] = useState<string | null>(null);
  return (
    <section class="panel" aria-labelledby={id}>
      <header><h2 id={id}>{title}</h2><small class="dim">the fullest first</small></header>
      <div class="scroll">
        <table class="figures cards uses">
          <thead><tr><th scope="col">Limit</th><th scope="col">Of</th><th scope="col" class="n">Used</th><th scope="col" class="n">Limit</th><th scope="col">Share</th><th scope="col" class="n"> </th>{isSettable && <th scope="col"><span class="visually-hidden">Set</span></th>}</tr></thead>
          <tbody>
            {of.map((one) => {
              const key = `${one.limit} ${one.venue ?? ""} ${one.name}`;
              const unit = one.unit === "reporting" ? reporting : one.unit;
              return (
                <tr key={key} data-limit={key}>
                  <th scope="row">{words(one.limit)}</th>
                  <td data-label="Of">{one.of === "desk" ? "desk" : <>{one.name} <span class="dim">{one.of === "listing" ? one.venue : one.of}</span></>}</td>
                  <td class="n" data-label="Used">{brief(one.used, 4)}</td>
                  <td class="n" data-label="Limit">{one.sense === "least" ? "at least " : ""}{one.most === null ? "unlimited" : brief(one.most, 4)} <span class="dim">{one.most === null ? "" : unit}</span></td>
                  <td class="bar-cell" data-label="Share"><UseBar of={one} /></td>
                  <td class="n" data-label="">{shareOf(one)}</td>
                  {isSettable && <td class="actions">{changing === key ? <SetLimit of={one} unit={unit} done={() => setChanging(null)} /> : <button type="button" class="small" aria-label={`Set ${words(one.limit)} of ${one.name}`} onClick={() => setChanging(key)}>Set</button>}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function shareOf(use: Use): string {
  const share = urgency(use);
  return share === null ? "" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function UseBar({ of }: { of: Use }) {
  const share = urgency(of);
  if (share === null) return null;
  const kind = share >= 1 ? "poor" : share >= 0.8 ? "doubtful" : "";
  return (
    <svg class={`use ${kind}`} viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={`${Math.round(100 * share)} % used`}>
      <rect class="ground" width="100" height="8" /><rect width={Math.min(100, 100 * share)} height="8" />
    </svg>
  );
}

function SetLimit({ of, unit, done }: { of: Use; unit: string; done: () => void }) {
  const [typed, setTyped] = useState(of.most === null ? "unlimited" : of.most.includes(".") ? of.most.replace(/\.?0+$/, "") : of.most);
  const [isBusy, begin] = useBusy();
  const where: Record<string, string> = of.of === "venue" ? { venue: of.name } : of.of === "strategy" ? { strategy: of.name } : of.of === "symbol" ? { symbol: of.name } : of.of === "listing" ? { venue: of.venue ?? "", symbol: of.name } : {};
  const send = async (): Promise<void> => {
    if (await tell({ command: "set_limit", limit: of.limit, value: typed.trim(), ...where }, `${words(of.limit)} of ${of.name} is ${typed.trim()} now.`)) done();
  };
  return (
    <form class="limit-form" aria-label={`Set ${words(of.limit)} of ${of.name}`} onSubmit={(event) => { event.preventDefault(); begin(send); }}>
      <input aria-label={`New limit, ${unit}, or unlimited`} autocomplete="off" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      <WaitingButton type="submit" busy={isBusy}>Set</WaitingButton>
      <button type="button" class="plain" aria-label="Leave it" onClick={done}>×</button>
    </form>
  );
}
