using System.Globalization;
using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;
using Rialto.Trading.Consolidated;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rialto.Host.Tools.Feeds;

/// <summary>What <c>rialto feed</c> shows: best prices, the book of each venue, connections, and what is wrong.</summary>
internal static class FeedTable
{
    /// <summary>All of it, one thing below the other.</summary>
    /// <param name="view">What to show.</param>
    /// <param name="ladders">Ladders below the best prices; may be none.</param>
    /// <param name="rowsMax">Most symbols shown: what a screen holds.</param>
    public static IRenderable Render(FeedView view, IReadOnlyList<LadderView> ladders, int rowsMax)
    {
        var parts = new List<IRenderable> { Best(view, rowsMax) };
        if (view.Symbols.Count > rowsMax)
            parts.Add(new Text($"  … and {view.Symbols.Count - rowsMax} more symbols: a taller screen, --json or --http shows them"));
        parts.AddRange(ladders.Select(Ladder));
        parts.Add(Venues(view));
        if (view.Links.Count > 0)
            parts.Add(Links(view));
        parts.AddRange(view.Problems.Select(problem => new Markup($"[yellow]{Markup.Escape(problem)}[/]")));
        return new Rows(parts);
    }

    private static Table Best(FeedView view, int rowsMax)
    {
        var table = Terminal.Table("symbol", "#bid quantity", "#bid", "#ask", "#ask quantity", "venues at the touch", "state", "#age", "#score");
        foreach (var symbol in view.Symbols.Take(rowsMax))
        {
            var best = symbol.Nbbo;
            table.AddRow(
                $"[bold]{Markup.Escape(symbol.Symbol)}[/] {Markup.Escape(symbol.Quote)}",
                best?.Bid is null ? "-" : Number(best.BidQuantity), $"[bold]{Number(best?.Bid)}[/]", $"[bold]{Number(best?.Ask)}[/]", best?.Ask is null ? "-" : Number(best.AskQuantity),
                best is null ? "-" : $"{Names(best.BidVenues)} | {Names(best.AskVenues)}", Touch(symbol), "", "");
            if (symbol.Converted is { } converted)
                table.AddRow($"  in {Markup.Escape(converted.Currency)}", "", Number(converted.Bid), Number(converted.Ask), "", $"{Names(converted.BidSources)} | {Names(converted.AskSources)}", "", "", "");
            foreach (var book in symbol.Listings)
                table.AddRow(
                    $"  {Markup.Escape(book.Venue)} {Markup.Escape(Short(book.VenueSymbol, 24))}",
                    book.Bid is null ? "" : Number(book.BidQuantity), Number(book.Bid), Number(book.Ask), book.Ask is null ? "" : Number(book.AskQuantity),
                    Markup.Escape(book.Marks), State(book), Age(book.AgeNs), book.Score.ToString(CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static Table Ladder(LadderView ladder)
    {
        var table = Terminal.Table("bid venues", "#quantity", $"#{ladder.Symbol} bid", "#ask", "#quantity ", "ask venues");
        for (var i = 0; i < Math.Max(ladder.Bids.Count, ladder.Asks.Count); i++)
        {
            var bid = i < ladder.Bids.Count ? ladder.Bids[i] : null;
            var ask = i < ladder.Asks.Count ? ladder.Asks[i] : null;
            table.AddRow(
                bid is null ? "" : Names([.. bid.Venues.Select(venue => venue.Venue)]), bid is null ? "" : Number(bid.Quantity), Number(bid?.Price),
                Number(ask?.Price), ask is null ? "" : Number(ask.Quantity), ask is null ? "" : Names([.. ask.Venues.Select(venue => venue.Venue)]));
        }

        return table;
    }

    private static Table Venues(FeedView view)
    {
        var table = Terminal.Table("venue", "#connections", "#frames/s", "#events/s", "#p50 us", "#p99 us", "#p99.9 us", "#books", "#score", "#conflated", "#trades lost", "problem");
        foreach (var venue in view.Venues)
            table.AddRow(
                Markup.Escape(venue.Name), $"{venue.LinksUp} of {venue.LinksUp + venue.LinksDown}", Rate(venue.FramesPerSecond), Rate(venue.EventsPerSecond),
                Micros(venue.Latency.P50), Micros(venue.Latency.P99), Micros(venue.Latency.P999), $"{venue.Books.Trusted} of {venue.Books.Total}",
                venue.Score.ToString(CultureInfo.InvariantCulture), Count(venue.Conflated), Count(venue.TradesDropped), Markup.Escape(venue.LastError));
        return table;
    }

    private static Table Links(FeedView view)
    {
        var table = Terminal.Table("connection", "state", "#since", "#frames/s", "#frames", "#MB", "#reconnects", "symbols");
        foreach (var link in view.Links.Take(40))
            table.AddRow(
                $"{Markup.Escape(link.Venue)} {link.Connection}",
                Markup.Escape(link.NextAttempt.IsNone ? link.State : $"{link.State}, tries again at {link.NextAttempt.ToDateTimeUtc():HH:mm:ss}"),
                Age(view.Time.Nanoseconds - link.Since.Nanoseconds), Rate(link.FramesPerSecond), Count(link.Frames), (link.Bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture),
                Count(link.Reconnects), Markup.Escape(link.Symbols.Count <= 3 ? string.Join(' ', link.Symbols.Select(symbol => Short(symbol, 24))) : $"{Short(link.Symbols[0], 24)} and {link.Symbols.Count - 1} more"));
        return table;
    }

    private static string Touch(SymbolView symbol) => symbol.Nbbo is null ? "[yellow]no book[/]" : symbol.TouchState switch
    {
        TouchState.Normal => "normal",
        TouchState.OneSided => "[yellow]one-sided[/]",
        TouchState.Locked => "[yellow]locked[/]",
        _ => "[red]crossed[/]",
    };

    private static string State(ListingView book) => book switch
    {
        { Status: not ListingStatus.Open } => $"[yellow]{book.Status}[/]",
        { State: BookTrust.Trusted } => "[green]trusted[/]",
        _ => $"[yellow]{book.State.ToString().ToLowerInvariant()}: {book.Reason}[/]",
    };

    private static string Number(decimal? value) => value is { } some ? some.ToString(CultureInfo.InvariantCulture) : "-";

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "-" : Markup.Escape(string.Join(' ', names));

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    private static string Micros(long nanoseconds) => (nanoseconds / 1e3).ToString("N1", CultureInfo.InvariantCulture);

    private static string Short(string text, int length) => text.Length <= length ? text : $"{text[..(length - 1)]}…";

    private static string Age(long nanoseconds) => nanoseconds switch
    {
        < 0 => "never",
        < 1_000_000_000 => $"{nanoseconds / 1_000_000} ms",
        < 120_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.0} s"),
        _ => $"{nanoseconds / 60_000_000_000} min",
    };
}
