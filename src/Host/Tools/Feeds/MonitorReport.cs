using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rialto.Host.Tools.Feeds;

/// <summary>What <c>rialto monitor</c> shows of one answer, and of the one before it where something is counted by the second.</summary>
/// <param name="url">Of the feed role.</param>
/// <param name="symbols">Whose best prices; all where none is named.</param>
internal sealed class MonitorReport(Uri url, IReadOnlyList<string> symbols) : IMonitorReport
{
    /// <summary>Lines that are no rows of tables: heads, rules, blanks.</summary>
    private const int LinesAround = 17;

    /// <summary>Columns from which everything is shown.</summary>
    private const int WideFrom = 132;

    private JsonElement _view;
    private string? _problem;
    private DateTimeOffset _answered;
    private DateTimeOffset _now;
    private (long Packets, long Messages) _sent;
    private (double Packets, double Messages) _sentPerSecond;

    /// <summary>The newest answer; or why there was none, and the last one stays.</summary>
    public void Take(JsonElement view, string? problem, DateTimeOffset now)
    {
        (_problem, _now) = (problem, now);
        if (problem is not null)
            return;
        var sent = view.GetProperty("distribution").GetProperty("multicast") is { ValueKind: JsonValueKind.Object } multicast
            ? (Whole(multicast, "packets"), Whole(multicast, "messages"))
            : (0L, 0L);
        var elapsed = (now - _answered).TotalSeconds;
        if (_view.ValueKind == JsonValueKind.Object && elapsed > 0)
            _sentPerSecond = (Math.Max(0, sent.Item1 - _sent.Packets) / elapsed, Math.Max(0, sent.Item2 - _sent.Messages) / elapsed);
        (_view, _sent, _answered) = (view, sent, now);
    }

    /// <inheritdoc/>
    /// <remarks>Where lines do not suffice, venues go before best prices; where columns are few, what is seldom looked at is left out.</remarks>
    public IRenderable Render(int rows, int width)
    {
        var parts = new List<IRenderable> { Head() };
        if (_view.ValueKind != JsonValueKind.Object)
            return new Rows(parts);
        var venues = _view.Items("venues").ToList();
        var troubles = Troubles().ToList();
        var room = Math.Max(4, rows - LinesAround);
        var venueRows = rows == int.MaxValue ? venues.Count : Math.Clamp(venues.Count, 1, Math.Max(1, room / 3));
        var troubleRows = rows == int.MaxValue ? troubles.Count : Math.Min(troubles.Count, Math.Max(1, room / 6));
        parts.Add(Leaving());
        parts.Add(Venues(venues, venueRows, width));
        parts.Add(Latencies(venues, venueRows, width));
        AddMore(parts, venues.Count - venueRows, "venues");
        if (troubles.Count > 0)
            parts.Add(List(troubles, troubleRows));
        parts.AddRange(BestPrices(rows == int.MaxValue ? int.MaxValue : Math.Max(1, room - 2 * venueRows - troubleRows), width));
        return new Rows(parts);
    }

    private Markup Head()
    {
        var address = Markup.Escape(url.ToString().TrimEnd('/'));
        if (_problem is not null)
            return new Markup(string.Create(CultureInfo.InvariantCulture, $"[bold]Feeds[/] {address}  [red]{Markup.Escape(_problem)}[/] What follows is {(_now - _answered).TotalSeconds:0} s old."));
        var at = _view.Member("time") is { } time ? time[11..23] : "no view yet";
        return new Markup($"[bold]Feeds[/] {address}  {at} UTC  [grey]Ctrl+C ends[/]");
    }

    private static Table Venues(List<JsonElement> venues, int shown, int width)
    {
        var isWide = width >= WideFrom;
        var table = Terminal.Table(["venue", "#up", "#down", "#frames/s", "#events/s", "#trusted", "#stale", "#resync", "#gone", "#score", .. isWide ? (string[])["#reconnects", "#drifts", "#conflated", "#lost"] : ["#lost"]]);
        foreach (var venue in venues.Take(shown))
        {
            var books = venue.GetProperty("books");
            string[] seldom = isWide ? [Text(Whole(venue, "reconnects")), Doubtful(Whole(venue, "drifts")), Doubtful(Whole(venue, "conflated"))] : [];
            table.AddRow([
                Markup.Escape(venue.Member("venue") ?? ""), Good(Whole(venue, "links_up")), Bad(Whole(venue, "links_down")), Text(Number(venue, "frames_per_second")), Text(Number(venue, "events_per_second")),
                Good(Whole(books, "trusted")), Doubtful(Whole(books, "stale")), Doubtful(Whole(books, "resyncing")), Bad(Whole(books, "disconnected")), Score(Whole(venue, "score")),
                .. seldom, Bad(Whole(venue, "trades_dropped"))]);
        }

        return table;
    }

    private static Table Latencies(List<JsonElement> venues, int shown, int width)
    {
        (string Title, string Field)[] all = [("#p50", "p50_ns"), ("#p95", "p95_ns"), ("#p99", "p99_ns"), ("#p99.9", "p99_9_ns"), ("#max", "max_ns")];
        var theirs = width >= WideFrom ? all[..4] : [all[0], all[2]];
        var ours = width >= WideFrom ? all : all[..4];
        var table = Terminal.Table(["to best prices", .. ours.Select(one => one.Title), "from the venue", .. theirs.Select(one => one.Title), "#clock ahead by"]);
        foreach (var venue in venues.Take(shown))
        {
            var (here, there) = (venue.GetProperty("latency"), venue.GetProperty("venue_latency"));
            var clock = there.Member("clock_offset_ns") is null ? "not known" : $"{Ns(Whole(there, "clock_offset_ns"))} ± {Ns(Whole(there, "clock_error_ns"))}";
            table.AddRow([
                Markup.Escape(venue.Member("venue") ?? ""), .. ours.Select(one => Quantile(here, one.Field)), "", .. theirs.Select(one => Quantile(there, one.Field)), clock]);
        }

        return table;
    }

    private List<IRenderable> BestPrices(int rows, int width)
    {
        var isWide = width >= WideFrom;
        var all = _view.Items("symbols").Where(symbol => symbols.Count == 0 || symbols.Contains(symbol.Member("name"), StringComparer.OrdinalIgnoreCase)).ToList();
        var table = Terminal.Table(["symbol", "#bid size", "#bid", "#ask", "#ask size", "market", "who bids", "who asks", .. isWide ? (string[])["last trade"] : []]);
        foreach (var symbol in all.Take(rows))
        {
            var trade = symbol.TryGetProperty("last_trade", out var last) && last.ValueKind == JsonValueKind.Object
                ? $"{last.Member("price")} × {Short(last.Member("quantity"))} {last.Member("venue")}"
                : "";
            table.AddRow([
                Markup.Escape(symbol.Member("name") ?? ""), Short(symbol.Member("bid_quantity")), $"[green]{symbol.Member("bid") ?? "–"}[/]", $"[yellow]{symbol.Member("ask") ?? "–"}[/]", Short(symbol.Member("ask_quantity")),
                Touch(symbol.Member("touch") ?? ""), Names(symbol, "bid_venues"), Names(symbol, "ask_venues"), .. isWide ? (string[])[Markup.Escape(trade)] : []]);
        }

        var parts = new List<IRenderable> { table };
        if (all.Count == 0)
            parts.Add(new Markup(symbols.Count > 0 ? "[yellow]No symbol is called as --symbols says.[/]" : "[grey]No symbol is subscribed.[/]"));
        AddMore(parts, all.Count - rows, "symbols; --symbols chooses");
        return parts;
    }

    private Markup Leaving()
    {
        var distribution = _view.GetProperty("distribution");
        var parts = new List<string>();
        if (Object(distribution, "multicast") is { } multicast)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"[bold]UDP[/] {Markup.Escape(multicast.Member("group") ?? "")}: {_sentPerSecond.Packets:N0} packets/s, {_sentPerSecond.Messages:N0} messages/s, {_sent.Packets:N0} packets, {Bad(Whole(multicast, "send_errors"))} not sent"));
        else
            parts.Add("[bold]UDP[/] off");
        if (Object(distribution, "shared") is { } shared)
            parts.Add($"[bold]Shared memory[/] {Text(Whole(shared, "events"))} events, {Text(Whole(shared, "best_prices"))} best prices");
        if (Object(distribution, "recording") is { } recording)
            parts.Add($"[bold]Recording[/] {Text(Whole(recording, "records"))} records, {Bad(Whole(recording, "lost"))} lost");
        return new Markup(string.Join("   ", parts));
    }

    // What is wrong, in words: problems of the role, connections that are down, the last errors of venues.
    private IEnumerable<string> Troubles()
    {
        foreach (var problem in _view.Items("problems"))
            yield return $"[yellow]{Markup.Escape(problem.GetString() ?? "")}[/]";
        foreach (var link in _view.Items("links").Where(link => link.Member("state") != "up"))
            yield return $"[red]{Markup.Escape($"{link.Member("venue")} {link.Member("connection")}: {link.Member("state")}")}[/] {Markup.Escape(link.Member("last_error") ?? "")}{(link.Member("next_attempt") is { } next ? $" [grey]next try {next[11..19]}[/]" : "")}";
        foreach (var venue in _view.Items("venues").Where(venue => venue.Member("last_error") is { Length: > 0 }))
            yield return $"[grey]{Markup.Escape($"{venue.Member("venue")}, last error: {venue.Member("last_error")}")}[/]";
    }

    private static Rows List(List<string> lines, int shown)
    {
        var parts = lines.Take(shown).Select(line => (IRenderable)new Markup(line) { Overflow = Overflow.Ellipsis }).ToList();
        if (lines.Count > shown)
            parts.Add(new Markup($"[grey]and {lines.Count - shown} more[/]"));
        return new Rows(parts);
    }

    private static void AddMore(List<IRenderable> parts, int count, string what)
    {
        if (count > 0)
            parts.Add(new Markup($"[grey]and {count} more {what}[/]"));
    }

    private static JsonElement? Object(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static long Whole(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;

    private static double Number(JsonElement from, string name) => from.TryGetProperty(name, out var value) && value.TryGetDouble(out var number) ? number : 0;

    private static string Names(JsonElement from, string name) => Markup.Escape(string.Join(' ', from.Items(name).Select(one => one.GetString())));

    private static string Quantile(JsonElement latency, string name) => Whole(latency, "count") == 0 ? "–" : Ns(Whole(latency, name));

    private static string Touch(string touch) => touch switch
    {
        "crossed" => "[red]crossed[/]",
        "locked" => "[yellow]locked[/]",
        "normal" => "normal",
        _ => $"[grey]{Markup.Escape(touch.Replace('_', ' '))}[/]",
    };

    private static string Score(long score) => score >= 90 ? Text(score) : score >= 60 ? $"[yellow]{score}[/]" : $"[red]{score}[/]";

    private static string Good(long count) => count > 0 ? $"[green]{Text(count)}[/]" : Text(count);

    private static string Doubtful(long count) => count > 0 ? $"[yellow]{Text(count)}[/]" : Text(count);

    private static string Bad(long count) => count > 0 ? $"[red]{Text(count)}[/]" : Text(count);

    // Zeros at the end of decimals say nothing in a narrow column.
    private static string Short(string? value) => value is null ? "–" : value.Contains('.', StringComparison.Ordinal) ? value.TrimEnd('0').TrimEnd('.') : value;

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Nanoseconds for people: three digits and the unit that fits.</summary>
    internal static string Ns(long ns) => Math.Abs((double)ns) switch
    {
        >= 1e9 => Three(ns / 1e9) + " s",
        >= 1e6 => Three(ns / 1e6) + " ms",
        >= 1e3 => Three(ns / 1e3) + " µs",
        _ => ns.ToString(CultureInfo.InvariantCulture) + " ns",
    };

    private static string Three(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
