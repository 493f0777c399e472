using Rialto.Host.Feeds.Live.Core;
using Rialto.Model.Feeds;
using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>The newest events of a symbol's listings as the hub's thread copied them, to be put in one row elsewhere.</summary>
internal sealed class TakenHistory
{
    private readonly List<(Listing Listing, JudgedEvent[] Events)> _listings = [];
    private readonly SymbolPlace _place;
    private readonly int _limit;
    private long _total;

    private TakenHistory(SymbolPlace place, int limit) => (_place, _limit) = (place, limit);

    /// <summary>Copies. The hub's thread.</summary>
    public static TakenHistory Take(FeedCore core, SymbolPlace place, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, EventHistory.DefaultCapacity);
        var taken = new TakenHistory(place, limit);
        foreach (var listing in place.Listings)
        {
            if (core.Quality.HistoryOf(listing.Id) is not { } history)
                continue;
            var events = new JudgedEvent[Math.Min(limit, history.Count)];
            history.CopyNewest(events);
            taken._listings.Add((listing, events));
            taken._total += history.Total;
        }

        return taken;
    }

    /// <summary>Puts them in the order of their receipt. Any thread.</summary>
    public HistoryView ToView(Func<FeedVenue, string> nameOf)
    {
        // A stable order: events of one listing stay in theirs, whatever their times.
        var events = _listings.SelectMany(entry => entry.Events.Select(judged => (entry.Listing, Judged: judged))).OrderBy(entry => entry.Judged.Event.ReceiveTime.Nanoseconds);
        return new HistoryView(_place.Symbol, _place.Quote, _total, [.. events.TakeLast(_limit).Select(entry => Event(entry.Listing, entry.Judged, nameOf))]);
    }

    private static HistoryEvent Event(Listing listing, JudgedEvent judged, Func<FeedVenue, string> nameOf)
    {
        var told = judged.Event;
        var hasPrice = told.Kind is FeedEventKind.Level or FeedEventKind.Trade;
        return new HistoryEvent(
            told.ReceiveTime, told.EventTime, nameOf(listing.Venue), listing.VenueSymbol, told.Kind, told.Sequence, hasPrice ? told.Side : null,
            hasPrice ? Decimals.Of(told.Price.Units, listing.PriceScale) : null, hasPrice ? Decimals.Of(told.Quantity.Units, listing.QuantityScale) : null,
            told.Kind == FeedEventKind.Trade ? told.TradeId : null, told.Kind == FeedEventKind.BookStateChanged ? told.State : null,
            told.Kind switch
            {
                FeedEventKind.BookStateChanged => told.Reason.ToString(),
                FeedEventKind.Drift => told.Drift.ToString(),
                _ => "",
            },
            MarkText.Of(judged.Verdict.Marks), judged.Verdict.IsRejected);
    }
}
