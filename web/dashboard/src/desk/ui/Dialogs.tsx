import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useBusy, WaitingButton } from "../../ui/Waiting";
import { desk, open, say, signIn, tell } from "../state";

export function Dialogs() {
  return (
    <>
      {open.value === "sign-in" && <Dialog title="Sign in"><SignIn /></Dialog>}
      {open.value === "stop" && <Dialog title="Stop everything"><Stop /></Dialog>}
      {open.value === "resume" && <Dialog title="Resume the desk"><Resume /></Dialog>}
    </>
  );
}

function leave(): void {
  open.value = null;
}

function Dialog({ title, children }: { title: string; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={leave}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="plain" aria-label="Close" onClick={() => dialog.current?.close()}>×</button>
      </header>
      {children}
    </dialog>
  );
}

/** The token stays in this tab; the door compares it and keeps no session. */
function SignIn() {
  const [typed, setTyped] = useState("");
  return (
    <form class="typed" onSubmit={(event) => { event.preventDefault(); signIn(typed); leave(); say("done", "The token is kept for this tab; the desk checks it with each command."); }}>
      <p>Acting on a desk needs the token of an operator (<code>Door:Operators</code>), or the one that was made at the start: it lies in <code>door.json</code> in the desk's folder.</p>
      <label><span>Token</span><input name="token" type="password" autocomplete="off" required value={typed} onInput={(event) => setTyped(event.currentTarget.value)} /></label>
      <p class="actions"><button type="submit" class="send">Sign in</button></p>
    </form>
  );
}

/** What cannot be undone is typed, not clicked. */
function Stop() {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [isBusy, begin] = useBusy();
  const name = desk.value?.desk ?? "";
  const send = async (): Promise<void> => {
    if (await tell({ command: "emergency_stop", confirm: typed, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) }, "Everything is stopped.")) leave();
  };
  return (
    <form class="typed" aria-label="Emergency stop" onSubmit={(event) => { event.preventDefault(); begin(send); }}>
      <p>All strategies stop, all orders are cancelled, and nothing is placed until somebody resumes the desk. Positions stay, unless the desk is set to close them.</p>
      <label><span>Type the desk's name, <b>{name}</b></span><input name="confirm" autocomplete="off" spellcheck={false} required value={typed} onInput={(event) => setTyped(event.currentTarget.value)} /></label>
      <label><span>Reason (may be empty)</span><input name="reason" autocomplete="off" maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
      <p class="actions">
        <button type="button" onClick={leave}>Leave it</button>
        <WaitingButton type="submit" class="stop-all" busy={isBusy} disabled={typed !== name}>Stop everything</WaitingButton>
      </p>
    </form>
  );
}

function Resume() {
  const [reason, setReason] = useState("");
  const [isBusy, begin] = useBusy();
  const send = async (): Promise<void> => {
    if (await tell({ command: "resume", reason: reason.trim() }, "The desk may trade again. Strategies stay paused until they are started.")) leave();
  };
  return (
    <form class="typed" aria-label="Resume" onSubmit={(event) => { event.preventDefault(); begin(send); }}>
      <p>The desk may place orders again; strategies that were paused wait to be started.</p>
      <label><span>Why it may go on</span><input name="reason" autocomplete="off" required maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
      <p class="actions">
        <button type="button" onClick={leave}>Leave it</button>
        <WaitingButton type="submit" class="send" busy={isBusy} disabled={reason.trim() === ""}>Resume</WaitingButton>
      </p>
    </form>
  );
}
