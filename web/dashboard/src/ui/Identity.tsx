import { useState } from "preact/hooks";
import { object, rows, text } from "../api/json";
import type { JsonObject } from "../api/rest";
import { checkApplication, documentTypes, tiers, type ApplicationTyped } from "../identity";
import { standing, submit, takesNone } from "../state/identity";
import { may } from "../state/store";
import { clock, words } from "./Text";
import { useBusy, WaitingButton } from "./Waiting";

/** Where the customer stands: the state and tier that the exchange knows, the application that is looked at, and the form for one. */
export function Identity() {
  if (!may("read")) return <p class="empty">This key may not read its account.</p>;
  const now = standing.value;
  if (now === null) return <p class="empty">{takesNone.value ? "This exchange takes no applications here." : "Waiting for the exchange."}</p>;
  const application = object(now.application);
  return (
    <>
      <p class="line" data-field="standing">
        You are <b>{words(text(now.state))}</b>{text(now.tier) && text(now.tier) !== "unverified" && <>, tier <b>{text(now.tier)}</b></>}{text(now.country) && `, ${text(now.country)}`}.{" "}
        {now.verification_required === true ? "Only who is verified trades here." : "Nobody has to be verified to trade here."}
      </p>
      {application && <Application of={application} />}
      {may("trade") && <ApplicationForm isOpen={application?.status === "submitted"} />}
    </>
  );
}

function Application({ of }: { of: JsonObject }) {
  return (
    <>
      <p class="line" data-field="application">
        Application {text(of.application_id)} for {text(of.tier)}, {text(of.country)}, of {clock(of.submitted)}: <b class={of.status === "rejected" ? "down" : of.status === "approved" ? "up" : ""}>{text(of.status)}</b>{text(of.reason) && `: ${text(of.reason)}`}.
      </p>
      <table class="figures cards" aria-label="Documents">
        <thead><tr><th scope="col">Document</th><th scope="col">Type</th><th scope="col">Format</th><th scope="col" class="n">Bytes</th></tr></thead>
        <tbody>
          {rows(of.documents).map((document) => (
            <tr key={text(document.document)} title={`SHA-256 ${text(document.sha256)}`}>
              <th scope="row">{text(document.document)}</th><td data-label="Type">{words(text(document.type))}</td><td data-label="Format">{text(document.format)}</td><td data-label="Bytes" class="n">{text(document.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function ApplicationForm({ isOpen }: { isOpen: boolean }) {
  const [typed, setTyped] = useState<ApplicationTyped>({ name: "", birthDate: "", country: "", tier: tiers[0], documentType: documentTypes[0], document: null });
  const [problem, setProblem] = useState("");
  const [isBusy, begin] = useBusy();
  const change = (what: Partial<ApplicationTyped>): void => setTyped((now) => ({ ...now, ...what }));
  const choose = async (file: File | undefined): Promise<void> => change({ document: file ? new Uint8Array(await file.arrayBuffer()) : null });
  const send = (form: HTMLFormElement): void => {
    const checked = checkApplication(typed);
    setProblem(checked.problem);
    if (checked.body === null) {
      form.querySelector<HTMLElement>(`[name="${checked.field}"]`)?.focus();
      return;
    }

    const { body } = checked;
    begin(async () => {
      if (!(await submit(body))) return;
      const file = form.querySelector<HTMLInputElement>("[name=document]");
      if (file) file.value = "";
      change({ document: null });
    });
  };
  return (
    <form class="grid-form" aria-label="Application" onSubmit={(event) => { event.preventDefault(); send(event.currentTarget); }}>
      <label><span>Name</span><input name="name" aria-label="Name" autocomplete="name" maxLength={200} value={typed.name} onInput={(event) => change({ name: event.currentTarget.value })} /></label>
      <label><span>Date of birth</span><input name="birth_date" type="date" aria-label="Date of birth" value={typed.birthDate} onInput={(event) => change({ birthDate: event.currentTarget.value })} /></label>
      <label><span>Country</span><input name="country" aria-label="Country" autocomplete="country" maxLength={2} placeholder="CH" value={typed.country} onInput={(event) => change({ country: event.currentTarget.value })} /></label>
      <label><span>Tier asked for</span><select aria-label="Tier asked for" value={typed.tier} onChange={(event) => change({ tier: event.currentTarget.value })}>{tiers.map((one) => <option key={one}>{one}</option>)}</select></label>
      <label><span>Type of document</span>
        <select aria-label="Type of document" value={typed.documentType} onChange={(event) => change({ documentType: event.currentTarget.value })}>{documentTypes.map((one) => <option key={one} value={one}>{words(one)}</option>)}</select>
      </label>
      <label><span>Document: PDF, PNG or JPEG</span><input name="document" type="file" aria-label="Document" accept="application/pdf,image/png,image/jpeg" onChange={(event) => void choose(event.currentTarget.files?.[0])} /></label>
      <WaitingButton type="submit" busy={isBusy}>{isOpen ? "Add the document" : "Apply"}</WaitingButton>
      <p class="problem" role="status">{problem || (isOpen ? "Until it is decided name, date, country and tier stay what they are; a document may be added." : "")}</p>
    </form>
  );
}
