using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools;
using Rialto.Trading.Arbitrage;
using Spectre.Console;

namespace Rialto.Host.Arbitrage;

/// <summary>What a scan found, for people and for machines.</summary>
/// <param name="ledger">What was found.</param>
/// <param name="resolutionNs">What is shorter could not be seen; zero where everything could.</param>
/// <param name="list">Most opportunities that are named one by one.</param>
internal sealed class ArbReport(ArbLedger ledger, long resolutionNs, int list)
{
    /// <summary>Tables.</summary>
    public void Print(Terminal terminal)
    {
        var (first, last) = ledger.Span;
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{(first.IsNone ? "nothing was told" : $"{first.ToDateTimeUtc():yyyy-MM-dd HH:mm:ss} to {last.ToDateTimeUtc():yyyy-MM-dd HH:mm:ss} UTC, {Span(last.Nanoseconds - first.Nanoseconds)}")}: {ledger.Updates:N0} changes of best prices, {ledger.Work.Looks:N0} looks, {ledger.Work.Candidates:N0} candidates, {ledger.Count:N0} opportunities"));
        if (ledger.Count == 0)
            return;
        terminal.Out.Write(Markets());
        if (ledger.Tallies.Count > 0)
            terminal.Out.Write(Latencies());
        if (list > 0 && ledger.Entries.Count > 0)
            terminal.Out.Write(Best());
        if (ledger.Summaries.Any(static summary => !summary.Key.HasSizes))
            terminal.Line("per unit: how much rests there was not recorded; net is of one unit.  hint: prices are not quotes one could trade at.");
    }

    /// <summary>One object, members in a fixed order.</summary>
    public void Write(Utf8JsonWriter json, IEnumerable<string> remarks)
    {
        json.WriteString("event", "summary");
        json.WriteNumber("from_ns", ledger.Span.First.Nanoseconds);
        json.WriteNumber("to_ns", ledger.Span.Last.Nanoseconds);
        json.WriteNumber("resolution_ns", resolutionNs);
        json.WriteNumber("updates", ledger.Updates);
        json.WriteNumber("looks", ledger.Work.Looks);
        json.WriteNumber("candidates", ledger.Work.Candidates);
        json.WriteNumber("opportunities", ledger.Count);
        json.WriteStartArray("markets");
        foreach (var summary in Ordered())
        {
            json.WriteStartObject();
            json.WriteString("market", summary.Key.Name);
            json.WriteString("kind", summary.Key.Kind);
            json.WriteString("quote", summary.Key.Quote);
            json.WriteBoolean("per_unit", !summary.Key.HasSizes);
            json.WriteBoolean("hint", !summary.Key.IsQuote);
            json.WriteNumber("opportunities", summary.Count);
            json.WriteNumber("cut", summary.Cut);
            json.WriteString("net", AmountText.Exact(summary.Net, summary.Key.AmountScale));
            json.WriteString("best", AmountText.Exact(summary.Best, summary.Key.AmountScale));
            foreach (var (name, share) in new[] { ("lifetime_p50_ns", 50), ("lifetime_p90_ns", 90), ("lifetime_max_ns", 100) })
            {
                if (summary.LifetimesNs.Count > 0)
                    json.WriteNumber(name, Quantile(summary.LifetimesNs, share));
                else
                    json.WriteNull(name);
            }

            json.WriteStartArray("net_after");
            foreach (var net in summary.NetAfter)
                json.WriteStringValue(AmountText.Exact(net, summary.Key.AmountScale));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("latencies");
        foreach (var tally in ledger.Tallies)
        {
            json.WriteStartObject();
            json.WriteNumber("latency_ns", tally.LatencyNs);
            json.WriteBoolean("visible", tally.LatencyNs >= resolutionNs);
            json.WriteNumber("survived", tally.Survived);
            json.WriteNumber("missed", tally.Missed);
            json.WriteNumber("unknown", tally.Unknown);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("best");
        foreach (var entry in BestEntries())
        {
            json.WriteStartObject();
            Write(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("remarks");
        foreach (var remark in remarks)
            json.WriteStringValue(remark);
        json.WriteEndArray();
    }

    /// <summary>The members of one opportunity.</summary>
    public static void Write(Utf8JsonWriter json, ArbEntry entry)
    {
        var (key, episode) = entry;
        json.WriteString("market", key.Name);
        json.WriteString("kind", key.Kind);
        json.WriteString("route", RouteOf(key, episode.First));
        json.WriteNumber("opened_ns", episode.Opened.Nanoseconds);
        if (episode.End != EpisodeEnd.Open)
            json.WriteNumber("lifetime_ns", episode.LifetimeNs);
        json.WriteString("end", episode.End.ToString().ToLowerInvariant());
        json.WriteString("quantity", AmountText.Exact(episode.First.Quantity, key.QuantityScale));
        json.WriteString("cost", AmountText.Exact(episode.First.Cost, key.AmountScale));
        json.WriteString("net", AmountText.Exact(episode.First.Net, key.AmountScale));
        json.WriteString("best_net", AmountText.Exact(episode.Best.Net, key.AmountScale));
        json.WriteBoolean("per_unit", !key.HasSizes);
        json.WriteBoolean("hint", !key.IsQuote);
    }

    /// <summary>Where one buys and where one sells; of a set all its legs.</summary>
    public static string RouteOf(ArbKey key, in Finding found) =>
        key.Kind == "cross" ? $"{key.Places[found.Buy]} > {key.Places[found.Sell]}"
        : key.Places.Count <= 3 ? string.Join(" + ", key.Places) : $"{key.Places[0]} + {key.Places.Count - 1} more";

    private IEnumerable<ArbSummary> Ordered() => ledger.Summaries.OrderByDescending(static summary => summary.Count).ThenBy(static summary => summary.Key.Name, StringComparer.Ordinal);

    private IEnumerable<ArbEntry> BestEntries() =>
        ledger.Entries.OrderByDescending(static entry => (double)entry.Episode.Best.Net / Math.Pow(10, entry.Key.AmountScale)).ThenBy(static entry => entry.Episode.Opened).Take(list);

    private Table Markets()
    {
        var table = Terminal.Table("market", "kind", "#opportunities", "#cut off", "#net when seen", "#best", "#p50 there", "#p90", "#longest", "");
        foreach (var summary in Ordered().Take(50))
        {
            var lives = summary.LifetimesNs;
            table.AddRow(
                Markup.Escape(summary.Key.Name), summary.Key.Kind, Count(summary.Count), Count(summary.Cut),
                Markup.Escape($"{AmountText.Short(summary.Net, summary.Key.AmountScale)} {summary.Key.Quote}"), AmountText.Short(summary.Best, summary.Key.AmountScale),
                lives.Count > 0 ? Span(Quantile(lives, 50)) : "-", lives.Count > 0 ? Span(Quantile(lives, 90)) : "-", lives.Count > 0 ? Span(Quantile(lives, 100)) : "-",
                string.Join(", ", new[] { summary.Key.HasSizes ? "" : "per unit", summary.Key.IsQuote ? "" : "hint" }.Where(static mark => mark.Length > 0)));
        }

        return table;
    }

    private Table Latencies()
    {
        var table = Terminal.Table("#after", "#still there", "#gone", "#not known", "net then");
        for (var i = 0; i < ledger.Tallies.Count; i++)
        {
            var tally = ledger.Tallies[i];
            var at = i;
            var left = ledger.Summaries.GroupBy(static summary => (summary.Key.Quote, summary.Key.AmountScale)).Select(group => $"{AmountText.Short(group.Aggregate((Int128)0, (sum, summary) => sum + summary.NetAfter[at]), group.Key.AmountScale)} {group.Key.Quote}");
            if (tally.LatencyNs < resolutionNs)
                table.AddRow(Span(tally.LatencyNs), "-", "-", "-", $"shorter than the {Span(resolutionNs)} between two looks");
            else
                table.AddRow(Span(tally.LatencyNs), Count(tally.Survived), Count(tally.Missed), Count(tally.Unknown), Markup.Escape(string.Join(", ", left)));
        }

        return table;
    }

    private Table Best()
    {
        var table = Terminal.Table("seen", "market", "route", "#quantity", "#cost", "#net", "#best", "#there", "end");
        foreach (var (key, episode) in BestEntries())
            table.AddRow(
                episode.Opened.ToDateTimeUtc().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), Markup.Escape(key.Name), Markup.Escape(RouteOf(key, episode.First)),
                AmountText.Short(episode.First.Quantity, key.QuantityScale, 8), AmountText.Short(episode.First.Cost, key.AmountScale), AmountText.Short(episode.First.Net, key.AmountScale),
                AmountText.Short(episode.Best.Net, key.AmountScale), Span(episode.LifetimeNs), episode.End.ToString().ToLowerInvariant());
        return table;
    }

    /// <summary>The smallest that so many percent do not exceed.</summary>
    private static long Quantile(List<long> values, int percent)
    {
        values.Sort();
        return values[Math.Max(0, (((values.Count * percent) + 99) / 100) - 1)];
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(long nanoseconds) => nanoseconds switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0} us"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.#} ms"),
        < 600_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 60e9:0.#} min"),
    };
}
