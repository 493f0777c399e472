import { ThemeChoice } from "../../ui/ThemeChoice";
import { connection, feeds, hashOf, page, pages, problem, shown } from "../state";
import type { Venue } from "../view";
import { LatencyPage } from "./LatencyPage";
import { PricesPage } from "./PricesPage";
import { QualityPage } from "./QualityPage";
import { VenuesPage } from "./VenuesPage";

export function App() {
  return (
    <>
      <header class="bar">
        <a class="brand" href={hashOf("ladder", shown.value)} aria-label="Rialto feeds"><img src="/bridge.svg" alt="" width="22" height="22" /> <span>Rialto feeds</span></a>
        <nav aria-label="Pages">
          {pages.map((one) => (
            <a key={one.page} class="page-link" href={hashOf(one.page, shown.value)} aria-current={page.value === one.page ? "page" : undefined}>{one.name}</a>
          ))}
        </nav>
        <span class={`connection ${connection.value}`} role="status"><i aria-hidden="true" />{connection.value === "live" ? "live" : connection.value === "lost" ? "reconnecting" : "connecting"}</span>
        <Summary />
        <span class="fill" />
        <ThemeChoice />
      </header>
      {connection.value === "lost" && <p class="banner critical over" role="alert">The feed role does not answer. What is shown is what it said last.</p>}
      {problem.value && connection.value === "live" && <p class="banner over" role="alert">{problem.value}</p>}
      {page.value === "venues" ? <VenuesPage /> : page.value === "latency" ? <LatencyPage /> : page.value === "quality" ? <QualityPage /> : <PricesPage />}
    </>
  );
}

/** All feeds in one line. */
function Summary() {
  const now = feeds.value;
  if (!now) return null;
  const { venues } = now;
  const sum = (of: (venue: Venue) => number): number => venues.reduce((total, venue) => total + of(venue), 0);
  const [up, down] = [sum((venue) => venue.links_up), sum((venue) => venue.links_down)];
  const trusted = sum((venue) => venue.books.trusted);
  const books = sum((venue) => venue.books.trusted + venue.books.stale + venue.books.resyncing + venue.books.disconnected);
  return (
    <span class="figures dim" data-field="summary">
      {venues.length} venues · {up} of {up + down} connections up · {trusted} of {books} books trusted · {Math.round(sum((venue) => venue.events_per_second)).toLocaleString("en-US")} events/s
    </span>
  );
}
