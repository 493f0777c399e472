import { piece } from "../api/rest";
import { text } from "../api/json";
import { question } from "../state/screen";
import { act } from "../state/store";
import type { State } from "../wire/frames";

const next: Partial<Record<State, readonly State[]>> = {
  announced: ["auction", "open", "expired"],
  auction: ["open", "halted", "closed", "expired"],
  open: ["auction", "halted", "closed", "expired"],
  halted: ["auction", "open", "closed", "expired"],
  closed: ["auction", "open", "expired"],
};
const verbs: Partial<Record<State, string>> = { auction: "Call auction", open: "Open", halted: "Halt", closed: "Close", expired: "Expire" };

/** The states that an instrument may be put into from the one it is in. */
export function StateButtons({ symbol, state, without = [] }: { symbol: string; state: State; without?: readonly State[] }) {
  return (
    <>
      {(next[state] ?? []).filter((to) => !without.includes(to)).map((to) => (
        <button key={to} type="button" class={`small ${to === "halted" || to === "expired" ? "danger" : ""}`} aria-label={`${verbs[to] ?? to} ${symbol}`} onClick={() => choose(symbol, to)}>{verbs[to] ?? to}</button>
      ))}
    </>
  );
}

function choose(symbol: string, state: State): void {
  const set = (): void => void act("PUT", `/instruments/${piece(symbol)}/state`, { state }, (answer) => `${symbol} is ${text(answer.state)}.`);
  if (state === "expired") question.value = { title: `Expire ${symbol}`, text: `All orders of ${symbol} are cancelled, and it never trades again.`, verb: `Expire ${symbol} for ever`, act: set };
  else set();
}
