using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Accounts;
using Rialto.Venue.Books;
using Rialto.Venue.Guards;

namespace Rialto.Venue;

/// <summary>Instruments, their rules, states and days, and the passing of time (matching.md, section 10).</summary>
internal sealed class Administration<TSink>(
    Market<TSink> market, Auctions<TSink> auctions, Stops<TSink> stops, MassCancels<TSink> massCancels, Halts<TSink> halts, LimitStates<TSink> limits)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly Auctions<TSink> _auctions = auctions;
    private readonly Stops<TSink> _stops = stops;
    private readonly MassCancels<TSink> _massCancels = massCancels;
    private readonly Halts<TSink> _halts = halts;
    private readonly LimitStates<TSink> _limits = limits;
    private readonly Dictionary<Text36, int> _symbols = [];

    public void Define(in Command c)
    {
        var definition = c.ToInstrument();
        var known = _market.Find(c.Instrument.Value);
        Settlement? settlement = null;
        var reason =
            !IsValid(definition) || !TrySettle(definition, out settlement) ? RejectReason.DefinitionInvalid
            : _symbols.TryGetValue(definition.Symbol, out var holder) && holder != definition.Id.Value ? RejectReason.SymbolTaken
            : known is not null && known.State != InstrumentState.Announced ? RejectReason.InstrumentAlreadyTrading
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        if (known is null)
            _market.Add(new Book(definition, settlement, _market.Orders, _market.Levels));
        else
        {
            _symbols.Remove(known.Definition.Symbol);
            known.Redefine(definition, settlement);
            _market.Positions.SetContract(known.Id, null);
        }

        _symbols[definition.Symbol] = definition.Id.Value;
        ref var e = ref _report.Begin(EventKind.InstrumentDefined);
        e.Instrument = c.Instrument;
        e.Terms = c.Terms;
        e.OrderId = c.OrderId;
        e.Price = c.Price;
        e.Quantity = c.Quantity;
        e.ClientOrderId = c.Text;
        e.DisplayQuantity = c.DisplayQuantity;
        e.TriggerPrice = c.TriggerPrice;
    }

    /// <summary>An instrument of a saved state; null where none can be like this, or its id or symbol is there already.</summary>
    public Book? Restore(Instrument definition, InstrumentRules rules)
    {
        if (!IsValid(definition) || !IsValid(rules) || _market.Find(definition.Id.Value) is not null || !_symbols.TryAdd(definition.Symbol, definition.Id.Value))
            return null;
        var book = new Book(definition, null, _market.Orders, _market.Levels);
        book.SetRules(rules);
        _market.Add(book);
        return book;
    }

    public void SetRules(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var rules = c.ToRules();
        var reason =
            book is null ? RejectReason.UnknownInstrument
            : book.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : !IsValid(rules) ? RejectReason.RulesInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        book!.SetRules(rules);
        _report.Set(EventKind.InstrumentRulesSet, c);
    }

    public void SetTradingDay(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var reason =
            book is null ? RejectReason.UnknownInstrument
            : book.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : c.ExpireTime <= _report.Time ? RejectReason.TradingDayInvalid
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        book!.DayEnd = c.ExpireTime.Nanoseconds;
        MoveDayOrders(book);
        ref var e = ref _report.Begin(EventKind.TradingDaySet);
        e.Instrument = c.Instrument;
        e.ExpireTime = c.ExpireTime;
    }

    public void SetState(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var reason =
            book is null ? RejectReason.UnknownInstrument
            : !IsAllowed(book, c.TargetState) ? RejectReason.StateChangeNotAllowed
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        SetState(book!, c.TargetState);
    }

    /// <summary>The instrument expires, as by command.</summary>
    public void Expire(Book book) => SetState(book, InstrumentState.Expired);

    private void SetState(Book book, InstrumentState to)
    {
        if (book.Guard is { Halt.IsOn: true } guard)
        {
            var endsPause = to == InstrumentState.Halted && book.State == InstrumentState.Halted;
            _halts.End(book, guard, byCommand: true);
            if (endsPause)
                return;
        }

        Change(book, to);
        _limits.Look(book);
    }

    /// <summary>A halt goes on: from its pause to its auction, or to its end.</summary>
    public void GoOn(Book book, Guard guard)
    {
        if (_halts.GoOn(book, guard))
            Change(book, InstrumentState.Open);
    }

    /// <summary>All that a change of state does.</summary>
    private void Change(Book book, InstrumentState to)
    {
        var from = book.State;
        _halts.ChangeState(book, to);
        switch (to)
        {
            case InstrumentState.Open:
                _auctions.Uncross(book);
                if (book.Guard is { Window: not null } guard)
                    guard.Base = book.Reference;
                if (book.LastPrice != 0)
                    book.CheckStopsAt(book.LastPrice);
                _stops.Check(book);
                break;
            case InstrumentState.Closed:
                if (from != InstrumentState.Open)
                {
                    _auctions.Uncross(book);
                    _stops.PassOver(book);
                }

                _massCancels.CancelDayOrders(book);
                break;
            case InstrumentState.Expired:
                _massCancels.CancelAll(book, CancelReason.InstrumentExpired);
                break;
        }
    }

    public void AdvanceTime(in Command c)
    {
        var until = c.ExpireTime.IsNone || c.ExpireTime > _report.Time ? _report.Time : c.ExpireTime;
        foreach (var book in _market.Books)
        {
            if (book.State == InstrumentState.Expired)
                continue;
            while (book.Expiries.Count != 0 && book.Expiries.Top.First <= until.Nanoseconds)
            {
                var slot = book.Expiries.Top.Slot;
                var isDay = _market.Orders.Identity(slot).Terms.TimeInForce == TimeInForce.Day;
                _market.Cancel(book, slot, isDay ? CancelReason.DayEnded : CancelReason.Expired);
            }

            if (book.Guard is { } guard)
                AdvanceGuard(book, guard);
            if (book.State == InstrumentState.Auction)
                _auctions.PublishIndicative(book);
        }
    }

    /// <summary>guards.md, section 9, points 2 and 3.</summary>
    private void AdvanceGuard(Book book, Guard guard)
    {
        if (guard.Halt is { IsOn: true, End: not 0 and var end } && end <= _report.Time.Nanoseconds)
            GoOn(book, guard);
        _limits.AdvanceTime(book, guard);
    }

    /// <summary>What a settled instrument needs besides (accounts.md, section 2); nothing, and null, for one that names no asset.</summary>
    private bool TrySettle(Instrument i, out Settlement? settlement)
    {
        settlement = null;
        if (i.BaseAsset == AssetId.None && i.QuoteAsset == AssetId.None)
            return true;
        settlement = Settlement.TryCreate(i, _market.Ledger.FindAsset(i.BaseAsset.Value)?.Asset, _market.Ledger.FindAsset(i.QuoteAsset.Value)?.Asset);
        return settlement is not null;
    }

    /// <summary>A restored instrument is a settled one.</summary>
    /// <returns>False where that cannot be.</returns>
    public bool TryRestoreAssets(Book book, AssetId baseAsset, AssetId quoteAsset)
    {
        var definition = book.Definition with { BaseAsset = baseAsset, QuoteAsset = quoteAsset };
        if (!TrySettle(definition, out var settlement) || settlement is null)
            return false;
        book.Redefine(definition, settlement);
        return true;
    }

    private static bool IsValid(Instrument i)
    {
        var lot = i.Lot.Units;
        return i.Id.Value is >= 1 and <= Instrument.MaxId
            && i.PriceScale <= Instrument.MaxScale && i.QuantityScale <= Instrument.MaxScale && i.MoneyScale <= Instrument.MaxScale
            && i.Symbol.IsWellFormed && !i.Symbol.IsEmpty
            && i.Tick.Units is >= 1 and <= Price.MaxUnits
            && lot >= 1
            && i.MinQuantity.Units >= lot && i.MinQuantity.Units % lot == 0
            && i.MaxQuantity >= i.MinQuantity && i.MaxQuantity.Units <= Quantity.MaxUnits && i.MaxQuantity.Units % lot == 0;
    }

    private static bool IsValid(InstrumentRules r) =>
        r.MakerFeePpm is >= -100_000 and <= 100_000
        && r.TakerFeePpm is >= -100_000 and <= 100_000
        && r.AuctionFeePpm is >= -100_000 and <= 100_000
        && r.BandPpm is >= 0 and <= 1_000_000
        && r.CollarPpm is >= 0 and <= 1_000_000
        && r.MaxTranches >= 0
        && r.MinNotional.Units >= 0 && r.MaxNotional.Units >= 0
        && (r.MaxNotional.Units == 0 || r.MaxNotional >= r.MinNotional)
        && r.ReferencePrice.Units is >= 0 and <= Price.MaxUnits;

    private static bool IsAllowed(Book book, InstrumentState to) => book.State switch
    {
        InstrumentState.Halted when to == InstrumentState.Halted => book.Guard is { Halt.IsOn: true },
        InstrumentState.Announced => to is InstrumentState.Auction or InstrumentState.Open or InstrumentState.Expired,
        InstrumentState.Auction => to is InstrumentState.Open or InstrumentState.Halted or InstrumentState.Closed or InstrumentState.Expired,
        InstrumentState.Open => to is InstrumentState.Auction or InstrumentState.Halted or InstrumentState.Closed or InstrumentState.Expired,
        InstrumentState.Halted => to is InstrumentState.Auction or InstrumentState.Open or InstrumentState.Closed or InstrumentState.Expired,
        InstrumentState.Closed => to is InstrumentState.Auction or InstrumentState.Open or InstrumentState.Expired,
        _ => false,
    };

    /// <summary>All live DAY orders end when the trading day does.</summary>
    private void MoveDayOrders(Book book)
    {
        var dayOrders = new List<int>();
        foreach (var item in book.Expiries.Items)
            if (_market.Orders.Identity(item.Slot).Terms.TimeInForce == TimeInForce.Day)
                dayOrders.Add(item.Item);
        foreach (var extras in dayOrders)
        {
            ref var moved = ref _market.Orders.ExtrasAt(extras);
            moved.End = book.DayEnd;
            book.Expiries.Rekey(moved.ExpiryPosition, book.DayEnd);
        }
    }
}
