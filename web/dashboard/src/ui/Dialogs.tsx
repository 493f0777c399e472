import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { open, question, type Question } from "../state/screen";
import { signIn, signInProblem, user } from "../state/store";
import { useBusy, WaitingButton } from "./Waiting";

export function Dialogs() {
  useEffect(() => {
    if (user.value !== null && open.value === "sign-in") open.value = null;
  }, [user.value]);
  return (
    <>
      {open.value === "sign-in" && <Dialog title="Sign in" onClose={close}><SignIn /></Dialog>}
      {open.value === "help" && <Dialog title="Keyboard" onClose={close}><Shortcuts /></Dialog>}
      {question.value && <Dialog title={question.value.title} onClose={leave}><Ask {...question.value} /></Dialog>}
    </>
  );
}

function close(): void {
  open.value = null;
}

function leave(): void {
  question.value = null;
}

function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="plain" aria-label="Close" onClick={() => dialog.current?.close()}>×</button>
      </header>
      {children}
    </dialog>
  );
}

/** The question comes with the answer that changes nothing. */
function Ask({ text, verb, act }: Question) {
  const [isBusy, begin] = useBusy();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div class="ask-again">
      <p>{text}</p>
      <p class="actions">
        <button ref={first} type="button" onClick={leave}>Leave it</button>
        <WaitingButton type="button" class="danger" busy={isBusy} onClick={() => begin(() => act().finally(leave))}>{verb}</WaitingButton>
      </p>
    </div>
  );
}

/** Key and secret stay in this page's memory; the exchange is never sent the secret, only signatures made with it. */
function SignIn() {
  const [key, setKey] = useState("");
  const [secret, setSecret] = useState("");
  const [keep, setKeep] = useState(false);
  const take = (text: string): boolean => {
    const profile = readProfile(text);
    if (!profile) return false;
    setKey(profile.key);
    setSecret(profile.secret);
    return true;
  };
  return (
    <form class="sign-in" method="dialog" onSubmit={(event) => { event.preventDefault(); void signIn(key.trim(), secret.trim(), keep); }}>
      <p>An API key of this exchange, as <code>rialto keys create</code> printed it. On the machine of the exchange the development key lies in <code>data/client.json</code>: open that file here, or paste its text.</p>
      <label><span>Key</span><input name="key" autocomplete="off" spellcheck={false} required value={key}
        onPaste={(event) => { if (take(event.clipboardData?.getData("text") ?? "")) event.preventDefault(); }} onInput={(event) => setKey(event.currentTarget.value)} /></label>
      <label><span>Secret</span><input name="secret" type="password" autocomplete="off" required value={secret} onInput={(event) => setSecret(event.currentTarget.value)} /></label>
      <label><span>Key file</span><input type="file" accept=".json,application/json" onChange={(event) => void event.currentTarget.files?.[0]?.text().then(take)} /></label>
      <label class="check"><input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} /> Keep for this tab, over reloads (sessionStorage)</label>
      <p class="problem" role="alert">{signInProblem.value}</p>
      <button type="submit" class="send">Sign in</button>
    </form>
  );
}

function readProfile(text: string): { key: string; secret: string } | null {
  try {
    const profile = JSON.parse(text) as { key?: unknown; secret?: unknown } | null;
    return typeof profile?.key === "string" && typeof profile.secret === "string" ? { key: profile.key, secret: profile.secret } : null;
  } catch {
    return null;
  }
}

const shortcuts: readonly (readonly [string, string])[] = [
  ["/", "find an instrument"], ["↑ ↓ in Markets", "the one above, below"], ["T G K H A", "pages: trade, halts, cases, health, admin"], ["B S", "write a buy, a sell order"], ["L", "go to the book"], ["O", "go to own orders and money"],
  ["C", "put the book's middle in the middle"], ["W", "clicks trade: on, off"], ["D", "dark, light, as the system"], ["?", "this list"], ["Esc", "close, put back"],
  ["In the book: ↑ ↓ Page", "walk the prices; Home goes to the middle"], ["In the book: B S", "buy, sell at this price"], ["In the book: X", "cancel own orders at this price"],
  ["In the book: M, then Enter", "pick an own order up, put it down at another price"], ["In a number: ↑ ↓", "a tick or lot more, less; with Shift ten"],
];

function Shortcuts() {
  return <dl class="keys">{shortcuts.map(([keys, what]) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{what}</dd></div>)}</dl>;
}
