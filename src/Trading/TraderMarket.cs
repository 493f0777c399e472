using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Trading.Books;
using Rialto.Trading.Consolidated;
using Rialto.Trading.Features;
using Rialto.Trading.Strategy;

namespace Rialto.Trading;

/// <summary>The market's side: books, features, and what is done while a book is not believed.</summary>
public sealed partial class Trader<TSink>
{
    private readonly StrategySlot[][] _slotsOfSymbol;
    private Timestamp _nextGraceEnd;
    private Timestamp _tick;

    /// <inheritdoc/>
    Listing IStrategyHost.ListingOf(ListingId listing) => _listings[listing];

    /// <inheritdoc/>
    TradingTerms? IStrategyHost.TermsOf(ListingId listing) => (uint)listing.Value < (uint)_termsOf.Length ? _termsOf[listing.Value] : null;

    /// <inheritdoc/>
    VenueCapabilities? IStrategyHost.VenueOf(ListingId listing)
    {
        foreach (var venue in _venues)
        {
            if (venue.Venue == _listings[listing].Venue)
                return venue;
        }

        return null;
    }

    /// <inheritdoc/>
    Quantity IStrategyHost.OpenOf(StrategySlot slot, ListingId listing, Side side) => _orders.Risk.OpenOf(slot.Id, listing, side);

    /// <inheritdoc/>
    DepthBook IStrategyHost.BookOf(ListingId listing) => _books.BookOf(listing);

    /// <inheritdoc/>
    Bbo IStrategyHost.LastOf(ListingId listing) => Find(listing)?.Last ?? throw new ArgumentOutOfRangeException(nameof(listing));

    /// <inheritdoc/>
    int IStrategyHost.SymbolOf(ListingId listing) => _books.PlaceOf(listing).Symbol;

    /// <inheritdoc/>
    Nbbo IStrategyHost.NbboOf(int symbol) => _books.BestOf(symbol);

    /// <inheritdoc/>
    (int PriceScale, int QuantityScale) IStrategyHost.ScalesOf(int symbol) => (_books[symbol].PriceScale, _books[symbol].QuantityScale);

    /// <inheritdoc/>
    double IStrategyHost.Feature(StrategySlot slot, ListingId listing, int feature) => FeaturesOf(slot, listing).Values[feature];

    /// <inheritdoc/>
    bool IStrategyHost.IsWarm(StrategySlot slot, ListingId listing, int feature) => FeaturesOf(slot, listing).IsReady(feature);

    /// <summary>The table has a listing otherwise than before: whether it trades, its tick, its limits.</summary>
    private void OnListing(ListingId listing)
    {
        _orders.OnListing(listing);
        if (Portfolio.IndexOf(listing) is >= 0 and var index)
            _termsOf[listing.Value] = Portfolio.TradedAt(index).Terms;
    }

    private static FeatureSet FeaturesOf(StrategySlot slot, ListingId listing) =>
        slot.PlaceOf(listing) is >= 0 and var place && slot.Features.Length > 0 ? slot.Features[place] : throw new ArgumentOutOfRangeException(nameof(listing));

    private void MakeFeatures(StrategySlot slot)
    {
        slot.Features = slot.Declaration.Features.IsEmpty ? [] : [.. slot.Listings.Select(id => MakeFeatures(id, slot.Declaration))];
        foreach (var set in slot.Features)
            _features.Add(set);
    }

    private FeatureSet MakeFeatures(ListingId listing, StrategyDeclaration declaration) =>
        FeatureSet.TryMake(new FeatureSources(_books.BookOf(listing)), declaration.Features, out var set, out var error) ? set : throw new ArgumentException($"'{declaration.Name}': {error}", nameof(declaration));

    private void Note(in FeedEvent told)
    {
        if (Find(told.Listing) is not { } followed)
            return;
        switch (told.Kind)
        {
            case FeedEventKind.Trade when followed.Slots.Length > 0:
                if (_tradeCount == _trades.Length)
                    Array.Resize(ref _trades, _tradeCount * 2);
                _trades[_tradeCount++] = told;
                break;
            case FeedEventKind.Level or FeedEventKind.BookCleared or FeedEventKind.BookStateChanged or FeedEventKind.ListingChanged when !followed.IsTouched:
                followed.IsTouched = true;
                _touched[_touchedCount++] = followed;
                break;
        }
    }

    private void OnBbo(ListingId listing, in Bbo best)
    {
        var followed = Find(listing)!;
        var isTrusted = followed.Book.State == BookTrust.Trusted;
        if (!isTrusted)
        {
            if (followed.IsTrusted && !_isRestarting)
                BeginGrace(followed);
            return;
        }

        var wasInGrace = followed.IsInGrace;
        (followed.Last, followed.IsTrusted, followed.IsInGrace) = (best, true, false);
        _orders.OnBest(listing, in best, isTrusted: true);
        if (wasInGrace)
            TellConditions(followed, DeskSeverity.Notice);
        if (!best.IsTwoSided || best.IsCrossed)
            return;
        var mid = followed.LastMid = StrategyLedger.MidOf(best.BidPrice, best.AskPrice);
        foreach (var slot in followed.Slots)
            slot.LedgerOf(listing)!.Mark(mid);
    }

    private void OnNbbo(int symbol, in Nbbo best)
    {
        var scale = _books[symbol].PriceScale;
        _orders.OnNbbo(symbol, in best, scale);
        foreach (var slot in _slotsOfSymbol[symbol])
        {
            for (var i = 0; i < slot.Features.Length; i++)
            {
                if (_followed[slot.Listings[i].Value]!.Symbol == symbol)
                    slot.Features[i].OnNbbo(in best, scale);
            }
        }

        if (_changedCount == _changedSymbols.Length)
            Array.Resize(ref _changedSymbols, _changedCount * 2);
        _changedSymbols[_changedCount++] = symbol;
    }

    /// <summary>Tells the strategies what the frame brought: trades, then books, then best prices; within each as they came, strategy by strategy.</summary>
    private void TellFrame()
    {
        for (var i = 0; i < _tradeCount; i++)
        {
            foreach (var slot in _followed[_trades[i].Listing.Value]!.Slots)
            {
                if (slot.IsCalled && (slot.Declaration.Inputs & StrategyInputs.Trades) != 0)
                    Call(slot, CallKind.Trade, _trades[i].Listing, i);
            }
        }

        for (var i = 0; i < _touchedCount; i++)
        {
            _touched[i].IsTouched = false;
            foreach (var slot in _touched[i].Slots)
            {
                if (slot.IsCalled && (slot.Declaration.Inputs & StrategyInputs.Books) != 0)
                    Call(slot, CallKind.Book, _touched[i].Id, 0);
            }
        }

        for (var i = 0; i < _changedCount; i++)
        {
            foreach (var slot in _slotsOfSymbol[_changedSymbols[i]])
            {
                if (slot.IsCalled && (slot.Declaration.Inputs & StrategyInputs.Best) != 0)
                    Call(slot, CallKind.Best, ListingId.None, _changedSymbols[i]);
            }
        }

        _tradeCount = _touchedCount = _changedCount = 0;
    }

    /// <summary>The book is not believed any more. What rests was priced in a market that is gone: it is cancelled; what is placed anew is further away and smaller, until the grace ends.</summary>
    private void BeginGrace(FollowedListing followed)
    {
        followed.IsTrusted = false;
        if (_settings.StaleGraceMs > 0 && followed.LastMid != 0)
        {
            followed.IsInGrace = true;
            followed.GraceEnd = new Timestamp(Now.Nanoseconds + _settings.StaleGraceMs * 1_000_000L);
            if (_nextGraceEnd.IsNone || followed.GraceEnd < _nextGraceEnd)
                _nextGraceEnd = followed.GraceEnd;
        }
        else
        {
            Lose(followed);
        }

        TellConditions(followed, followed.Slots.Length > 0 ? DeskSeverity.Warning : DeskSeverity.Record);
        CancelListing(followed);
    }

    private void EndGraces()
    {
        if (_nextGraceEnd.IsNone || Now < _nextGraceEnd)
            return;
        _nextGraceEnd = Timestamp.None;
        foreach (var followed in _followed)
        {
            if (followed is not { IsInGrace: true })
                continue;
            if (Now >= followed.GraceEnd)
            {
                followed.IsInGrace = false;
                Lose(followed);
                TellConditions(followed, DeskSeverity.Warning);
                CancelListing(followed);
            }
            else if (_nextGraceEnd.IsNone || followed.GraceEnd < _nextGraceEnd)
            {
                _nextGraceEnd = followed.GraceEnd;
            }
        }
    }

    /// <summary>From here on risk refuses what is placed there. In the grace it still has the last best prices.</summary>
    private void Lose(FollowedListing followed) => _orders.OnBest(followed.Id, default, isTrusted: false);

    private void CancelListing(FollowedListing followed)
    {
        if (_orders.CancelAll(followed.Id) > 0)
            Audit(new DeskAudit { Kind = DeskAuditKind.CancelAll, Listing = followed.Id, Venue = followed.Venue, Code = (ushort)DeskConditions.StaleMarket });
    }

    private void TellConditions(FollowedListing followed, DeskSeverity severity) => Audit(new DeskAudit
    {
        Kind = DeskAuditKind.ConditionsChanged,
        Severity = severity,
        Listing = followed.Id,
        Venue = followed.Venue,
        Code = (ushort)ConditionsOf(followed),
        Value = (long)followed.Book.State,
    });

    /// <inheritdoc/>
    DeskConditions IStrategyHost.ConditionsOf(ListingId listing) => Find(listing) is { } followed ? ConditionsOf(followed) : throw new ArgumentOutOfRangeException(nameof(listing));

    private DeskConditions ConditionsOf(FollowedListing followed) =>
        (followed.IsTrusted ? DeskConditions.Normal : DeskConditions.StaleMarket)
        | (_isSlow ? DeskConditions.HighLatency : DeskConditions.Normal)
        | (_breakers[(int)followed.Venue].State == BreakerState.Closed ? DeskConditions.Normal : DeskConditions.ExecutionFailing)
        | (IsStopping ? DeskConditions.EmergencyStop : DeskConditions.Normal)
        | (_storeFails ? DeskConditions.StoreFailing : DeskConditions.Normal);
}
