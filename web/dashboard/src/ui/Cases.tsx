import { useEffect, useState } from "preact/hooks";
import { rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import {
  application, applicationOf, cases, choose, chosenCase, hasNext, loadCases, lookAtApplication, pageNumber, putAside, showNext, showPrevious, showStatus, shownStatus, work, type CaseStatus,
} from "../state/cases";
import { question } from "../state/screen";
import { may } from "../state/store";
import { clock, words } from "./Text";
import { ActButton, useBusy, WaitingButton } from "./Waiting";

const statuses: readonly CaseStatus[] = ["open", "in_review", "escalated", "closed"];
const tiers = ["level1", "level2", "level3", "institutional"] as const;

/** What somebody must look at: alerts, sanctions and applications, and everything that was ever done to each. */
export function Cases() {
  const mayWork = may("operate");
  useEffect(() => {
    if (mayWork) loadCases();
  }, [mayWork]);
  if (!mayWork) return <main class="page admin"><p class="empty">This page is for keys with the permission operate.</p></main>;
  const all = cases.value;
  return (
    <main class="page admin cases">
      <section class="panel" aria-labelledby="cases-title">
        <header>
          <h2 id="cases-title">Cases</h2>
          <label class="small">
            <select aria-label="Status of cases" value={shownStatus.value} onChange={(event) => showStatus(event.currentTarget.value as CaseStatus)}>
              {statuses.map((status) => <option key={status} value={status}>{words(status)}</option>)}
            </select>
          </label>
          {(pageNumber.value > 1 || hasNext.value) && (
            <nav class="turning" aria-label="Pages of cases">
              <button type="button" class="small" disabled={pageNumber.value === 1} onClick={showPrevious}>Earlier</button>
              <span class="figures">page {pageNumber.value}</span>
              <button type="button" class="small" disabled={!hasNext.value} onClick={showNext}>Later</button>
            </nav>
          )}
        </header>
        <div class="scroll">
          {all === null ? <p class="empty">Waiting for the exchange.</p> : all.length === 0 ? <p class="empty">No {pageNumber.value > 1 && "further "}case is {words(shownStatus.value)}.</p> : (
            <table class="figures cards" aria-label="Cases">
              <thead><tr><th scope="col">Case</th><th scope="col">Kind</th><th scope="col">About</th><th scope="col">Users</th><th scope="col">Whose</th><th scope="col" class="n">Opened</th></tr></thead>
              <tbody>
                {all.map((one) => (
                  <tr key={text(one.case_id)} data-case={text(one.case_id)} class={one.case_id === chosenCase.value?.case_id ? "chosen" : ""}>
                    <th scope="row"><button type="button" class="plain unfolds" aria-label={`Work on case ${text(one.case_id)}`} onClick={() => void choose(text(one.case_id))}>{text(one.case_id)}</button></th>
                    <td data-label="Kind">{text(one.kind)}</td><td class="wraps whole">{text(one.title)}</td><td data-label="Users">{usersOf(one)}</td>
                    <td data-label="Whose">{text(one.assignee) || <span class="dim">nobody</span>}</td><td data-label="Opened" class="n dim">{clock(one.opened)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      </section>
      {chosenCase.value && <Work key={text(chosenCase.value.case_id)} one={chosenCase.value} />}
    </main>
  );
}

function Work({ one }: { one: JsonObject }) {
  const [note, setNote] = useState("");
  const [tier, setTier] = useState("");
  const id = text(one.case_id);
  const isClosed = one.status === "closed";
  const isApplication = applicationOf(one) !== "";
  const [isBusy, begin] = useBusy();
  const send = (body: JsonObject): Promise<void> => work(one, body, () => setNote((now) => now === body.text ? "" : now));
  const ask = (title: string, said: string, verb: string, body: JsonObject): void => {
    question.value = { title, text: said, verb, act: () => send(body) };
  };
  return (
    <section class="panel" aria-labelledby="case-title">
      <header><h2 id="case-title">Case {id}: {text(one.kind)}, {words(text(one.status))}</h2><button type="button" class="plain" onClick={putAside}>Close</button></header>
      <p class="line">{text(one.title)}{usersOf(one) && `, of ${usersOf(one)}`}; {text(one.assignee) ? `${text(one.assignee)} works on it` : "nobody works on it"}. Key {text(one.key)}.</p>
      {isApplication && (application.value
        ? <Application of={application.value} />
        : <p class="line"><ActButton act={() => lookAtApplication(one)}>Look at the application</ActButton> <small class="dim">each look is written down</small></p>)}
      <form class="grid-form" aria-label={`Work on case ${id}`} onSubmit={(event) => { event.preventDefault(); begin(() => send({ action: "note", text: note })); }}>
        <label><span>Text</span><input aria-label="Text" autocomplete="off" value={note} onInput={(event) => setNote(event.currentTarget.value)} /></label>
        <WaitingButton type="submit" busy={isBusy} disabled={note === ""}>Note it</WaitingButton>
        {!isClosed && <WaitingButton type="button" busy={isBusy} onClick={() => begin(() => send({ action: "assign" }))}>Take it</WaitingButton>}
        {!isClosed && <WaitingButton type="button" busy={isBusy} disabled={note === ""} onClick={() => begin(() => send({ action: "escalate", text: note }))}>Escalate</WaitingButton>}
        {!isClosed && !isApplication && <WaitingButton type="button" busy={isBusy} disabled={note === ""} onClick={() => begin(() => send({ action: "close", text: note }))}>Close the case</WaitingButton>}
        {isClosed && <WaitingButton type="button" busy={isBusy} onClick={() => begin(() => send({ action: "reopen" }))}>Reopen</WaitingButton>}
        {!isClosed && isApplication && (
          <>
            <label><span>Tier</span>
              <select aria-label="Tier" value={tier} onChange={(event) => setTier(event.currentTarget.value)}><option value="">as asked for</option>{tiers.map((each) => <option key={each}>{each}</option>)}</select>
            </label>
            <button type="button" disabled={isBusy} onClick={() => ask(`Approve ${usersOf(one)}`, `${usersOf(one)} is verified, with ${tier === "" ? "the tier asked for" : tier}.`, "Approve", { action: "approve", ...(tier === "" ? {} : { tier }) })}>Approve…</button>
            <button type="button" class="danger" disabled={isBusy || note === ""} title="The text is what the customer is told" onClick={() => ask(`Reject ${usersOf(one)}`, `The application is rejected, and the customer is told: ${note}`, "Reject", { action: "reject", text: note })}>Reject…</button>
          </>
        )}
      </form>
      <div class="scroll">
        <table class="figures cards" aria-label="Trail">
          <thead><tr><th scope="col">Time</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Text</th></tr></thead>
          <tbody>
            {rows(one.trail).map((entry) => (
              <tr key={text(entry.number)}><td class="dim">{clock(entry.time)}</td><td>{text(entry.actor)}</td><td class="whole">{text(entry.action)}{text(entry.assignee) && ` to ${text(entry.assignee)}`}</td><td class="wraps whole">{text(entry.text)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Application({ of }: { of: JsonObject }) {
  const hits = Array.isArray(of.sanction_hits) ? of.sanction_hits.length : 0;
  const documents = rows(of.documents).map((document) => `${text(document.type)} (${text(document.format)}, ${text(document.bytes)} bytes)`);
  return (
    <p class="line" data-field="application">
      <b>{text(of.name)}</b>{text(of.birth_date) && `, born ${text(of.birth_date)}`}, {text(of.country)}, asks for {text(of.tier)}; submitted {clock(of.submitted)}. {hits === 0 ? "No party of a sanctions list is noted for the name; the trail says whether one was looked at." : <b class="down">{hits} names of the sanctions list are like it.</b>} Documents: {documents.join(", ")}; read them over the API.
    </p>
  );
}

function usersOf(one: JsonObject): string {
  return Array.isArray(one.users) ? one.users.map(text).join(", ") : "";
}
