import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { rows, text } from "../api/json";
import { piece, type JsonObject } from "../api/rest";
import { checkMovement, movementLine, movementNotice, type MovementKind } from "../movements";
import { Reference } from "../reference";
import { question } from "../state/screen";
import { actOnce, askPublic } from "../state/store";

const kinds: readonly { kind: MovementKind; name: string }[] = [{ kind: "deposit", name: "Deposit" }, { kind: "withdraw", name: "Withdrawal" }, { kind: "transfer", name: "Transfer" }];
const assets = signal<readonly JsonObject[]>([]);
const reference = new Reference();

/** For keys that operate: money in, out, and from one account to another. Each is asked about once more, and done once, however often it is sent. */
export function Movements() {
  const [kind, setKind] = useState<MovementKind>("deposit");
  const [values, setValues] = useState({ user: "", to: "", amount: "", reference: "" });
  const [chosen, setAsset] = useState("");
  const [problem, setProblem] = useState("");
  useEffect(() => {
    void askPublic("/assets").then((found) => found && (assets.value = rows(found.assets)));
  }, []);
  const asset = chosen || text(assets.value[0]?.code);
  const input = (name: keyof typeof values, label: string, more: { placeholder?: string; maxLength?: number; inputMode?: "decimal" } = {}) => (
    <label><span>{label}</span><input name={name} aria-label={label} autocomplete="off" {...more} value={values[name]} onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })} /></label>
  );
  const send = (): void => {
    const typed = { kind, asset, ...values };
    const scale = assets.value.find((one) => one.code === asset)?.scale;
    const checked = checkMovement(typed, typeof scale === "number" ? scale : undefined);
    setProblem(checked.problem);
    if (checked.body === null) {
      document.querySelector<HTMLElement>(`[aria-labelledby="movements-title"] [name="${checked.field}"]`)?.focus();
      return;
    }

    const { body } = checked;
    question.value = {
      title: movementLine(typed), text: `${movementLine(typed)}. It cannot be undone, only moved back.`, verb: kinds.find((one) => one.kind === kind)?.name ?? kind,
      act: async () => {
        const outcome = await actOnce(reference, "reference", `/users/${piece(typed.user.trim())}/${kind}`, body, movementNotice);
        if (outcome.kind === "done") setValues((now) => ({ ...now, amount: "", reference: "" }));
      },
    };
  };
  return (
    <section class="panel" aria-labelledby="movements-title">
      <header><h2 id="movements-title">Move money</h2></header>
      <form class="grid-form" aria-label="Move money" onSubmit={(event) => { event.preventDefault(); send(); }}>
        <label><span>What</span>
          <select aria-label="Kind of movement" value={kind} onChange={(event) => setKind(event.currentTarget.value as MovementKind)}>{kinds.map((one) => <option key={one.kind} value={one.kind}>{one.name}</option>)}</select>
        </label>
        {input("user", kind === "transfer" ? "From user" : "User")}
        {kind === "transfer" && input("to", "To user")}
        <label><span>Asset</span>
          <select name="asset" aria-label="Asset" value={asset} onChange={(event) => setAsset(event.currentTarget.value)}>{assets.value.map((one) => <option key={text(one.code)}>{text(one.code)}</option>)}</select>
        </label>
        {input("amount", "Amount", { inputMode: "decimal" })}
        {input("reference", "Reference", { placeholder: "made where empty", maxLength: 36 })}
        <button type="submit">Move…</button>
        <p class="problem" role="status">{problem}</p>
      </form>
    </section>
  );
}
