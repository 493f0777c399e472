import { piece } from "../api/rest";
import { text } from "../api/json";
import { question } from "../state/screen";
import { act } from "../state/store";
import type { State } from "../wire/frames";
import { ActButton } from "./Waiting";

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
        <ActButton key={to} class={`small ${to === "halted" || to === "expired" ? "danger" : ""}`} aria-label={`${verbs[to] ?? to} ${symbol}`} act={() => choose(symbol, to)}>{verbs[to] ?? to}</ActButton>
      ))}
    </>
  );
}

async function choose(symbol: string, state: State): Promise<void> {
  const set = (): Promise<unknown> => act("PUT", `/instruments/${piece(symbol)}/state`, { state }, (answer) => `${symbol} is ${text(answer.state)}.`);
  if (state === "expired") question.value = { title: `Expire ${symbol}`, text: `All orders of ${symbol} are cancelled, and it never trades again.`, verb: `Expire ${symbol} for ever`, act: set };
  else await set();
}
