import { useEffect, useRef } from "preact/hooks";
import { ThemeChoice } from "../../ui/ThemeChoice";
import { connection, desk, hashOf, isOperator, notice, open, page, pages, problem, signIn } from "../state";
import { Dialogs } from "./Dialogs";
import { LogPage } from "./LogPage";
import { OrdersPage } from "./OrdersPage";
import { OverviewPage } from "./OverviewPage";
import { RiskPage } from "./RiskPage";
import { StrategiesPage } from "./StrategiesPage";
import { timeOf } from "./Text";

export function App() {
  const now = desk.value;
  return (
    <>
      <header class="bar">
        <a class="brand" href={hashOf("overview")} aria-label="Rialto desk"><img src="/bridge.svg" alt="" width="22" height="22" /> <span>{now ? `Desk ${now.desk}` : "Rialto desk"}</span></a>
        {now && <span class={`mode-word ${now.mode}`} title={now.mode === "live" ? "Real orders, real money" : "Venues that pretend: nothing is traded with anybody"}>{now.mode}</span>}
        <nav aria-label="Pages">
          {pages.map((one) => (
            <a key={one.page} class="page-link" href={hashOf(one.page)} aria-current={page.value === one.page ? "page" : undefined}>{one.name}</a>
          ))}
        </nav>
        <span class={`connection ${connection.value === "closed" ? "lost" : connection.value}`} role="status"><i aria-hidden="true" />{words[connection.value]}</span>
        {now && <span class="figures dim operator" data-field="time">{now.time.slice(0, 10)} {timeOf(now.time)} UTC</span>}
        <span class="fill" />
        {isOperator.value
          ? <button type="button" class="operator" onClick={() => signIn("")}>Forget token</button>
          : <button type="button" class="operator" onClick={() => (open.value = "sign-in")}>Sign in</button>}
        {now?.stopped
          ? <button type="button" onClick={() => (open.value = "resume")}>Resume</button>
          : <button type="button" class="stop-all" onClick={() => (open.value = "stop")}>Emergency stop</button>}
        <ThemeChoice />
      </header>
      {connection.value === "lost" && <p class="banner critical over" role="alert">The desk does not answer. What is shown is what it said last.</p>}
      {now?.stopped && <p class="banner critical over" role="alert">Emergency stop{now.stopped_by === null ? "" : ` by ${now.stopped_by}`}: orders are cancelled, and nothing is placed until somebody resumes the desk.</p>}
      {now?.slow && <p class="banner over" role="alert">The desk is slow: requests are spaced, and nothing takes.</p>}
      {now?.store_failing && <p class="banner critical over" role="alert">The desk's state is not kept: its store does not work.</p>}
      {now?.alerts?.filter((one) => one.lasting && one.severity === "Critical" && one.name !== "desk_stopped").map((one) => <p key={one.name} class="banner critical over" role="alert">{one.text}</p>)}
      {now?.configuration?.problem && <p class="banner over" role="alert">{now.configuration.problem}. Nothing was changed.</p>}
      {problem.value && connection.value === "live" && <p class="banner over" role="alert">{problem.value}</p>}
      {now === null ? <main class="page desk-page"><p class="empty">{connection.value === "closed" ? "This desk shows itself only to its operators: sign in." : "Waiting for the desk."}</p></main>
        : page.value === "strategies" ? <StrategiesPage of={now} /> : page.value === "orders" ? <OrdersPage of={now} /> : page.value === "risk" ? <RiskPage of={now} /> : page.value === "log" ? <LogPage of={now} /> : <OverviewPage of={now} />}
      <Notice />
      <Dialogs />
    </>
  );
}

const words = { connecting: "connecting", live: "live", lost: "reconnecting", closed: "token needed" } as const;

/** The answer to the last act, for a while. */
function Notice() {
  const told = notice.value;
  const leave = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    clearTimeout(leave.current);
    if (told) leave.current = setTimeout(() => (notice.value = null), told.kind === "done" ? 5_000 : 12_000);
    return () => clearTimeout(leave.current);
  }, [told]);
  return <div class="notices" role="status">{told && <p class={told.kind === "refused" ? "refused" : ""}>{told.text}<button type="button" class="plain" aria-label="Dismiss" onClick={() => (notice.value = null)}>×</button></p>}</div>;
}
