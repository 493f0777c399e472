using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;

namespace Rialto.Venue.Guards;

/// <summary>Breakers trip, halts begin and end (guards.md, sections 4, 5 and 7).</summary>
internal sealed class Halts<TSink>(Market<TSink> market, MassCancels<TSink> massCancels)
    where TSink : struct, IEventSink
{
    private const long NsPerMs = 1_000_000;

    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly MassCancels<TSink> _massCancels = massCancels;

    /// <summary>An end of a halt or of a limit state was set since the host last asked for the next deadline.</summary>
    public bool HasNewDeadline { get; set; }

    /// <summary>A trade in continuous trading, its price not yet the last. True where it tripped the breaker.</summary>
    public bool Traded(Book book, Guard guard, long price)
    {
        if (guard.Weight != 0)
            _market.Index.Traded(guard, price);
        if (guard.Window is not { } window)
            return false;
        var (low, high) = guard.RangeAt(_report.Time.Nanoseconds);
        window.MoveTo(_report.Time.Nanoseconds);
        window.Add(price);
        if (low == 0 || Guard.Trips(guard.Rules.BreakerPpm, low, high, price) is not { } side)
            return false;
        guard.HasTripped = true;
        guard.Trip = new Trip(side, price, side == Side.Sell ? high : low);
        return true;
    }

    /// <summary>A trade of an uncrossing.</summary>
    public void TradedInAuction(Guard guard, long price)
    {
        if (guard.Weight != 0)
            _market.Index.Traded(guard, price);
        if (guard.Window is not { } window)
            return;
        window.MoveTo(_report.Time.Nanoseconds);
        window.Add(price);
    }

    /// <summary>The guards of an instrument for a dry run.</summary>
    public Trial TrialOf(Book book)
    {
        if (book.Guard is not { } guard)
            return book.Contract is null ? default : new Trial(book.TradingBandAt(_report.Time.Nanoseconds), 0, 0, 0, isEmpty: false);
        var now = _report.Time.Nanoseconds;
        var (low, high) = guard.RangeAt(now);
        return new Trial(book.TradingBandAt(now), guard.Rules.BreakerPpm, low, high, isEmpty: guard.Rules.BreakerPpm != 0 && guard.Window!.Range.Low == 0);
    }

    /// <summary>The breaker has tripped: its halt begins.</summary>
    /// <returns>True where what is left of the order may rest.</returns>
    public bool BeginTripped(Book book, Guard guard)
    {
        guard.HasTripped = false;
        var (rules, trip) = (guard.Rules, guard.Trip);
        guard.CancelsAfterHalt = rules.CancelOrders;
        Begin(book, guard, HaltReason.Breaker, rules.PauseMs, rules.PauseMs == 0, rules.AuctionMs, new ExchangeEvent
        {
            Side = trip.Side,
            Price = new Price(trip.Price),
            TriggerPrice = new Price(trip.Reference),
            Quantity = new Quantity(rules.BreakerPpm),
            DisplayQuantity = new Quantity(rules.WindowMs),
        });
        return !rules.CancelOrders;
    }

    /// <summary>The limit state has lasted.</summary>
    public void BeginLimit(Book book, Guard guard, Band band)
    {
        var (rules, side) = (guard.Rules, guard.LimitSide);
        Begin(book, guard, HaltReason.LimitState, rules.PauseMs, rules.PauseMs == 0, rules.AuctionMs, new ExchangeEvent
        {
            Side = side,
            Price = new Price(band.Edge(side)),
            TriggerPrice = new Price(band.Reference),
            Quantity = new Quantity(rules.BandPpm),
            DisplayQuantity = new Quantity(rules.LimitStateMs),
        });
        if (rules.CancelOrders)
            _massCancels.CancelAll(book, CancelReason.HaltCancel);
    }

    /// <summary>Cancels the orders of an instrument whose breaker tripped, if its rules say so.</summary>
    public void CancelAfterHalt(Book book, Guard guard)
    {
        if (!guard.CancelsAfterHalt)
            return;
        guard.CancelsAfterHalt = false;
        _massCancels.CancelAll(book, CancelReason.HaltCancel);
    }

    /// <summary>A level of the market breaker was reached.</summary>
    public void ReportLevel(int level)
    {
        var index = _market.Index;
        ref var e = ref _report.Begin(EventKind.IndexLevelReached);
        e.Terms = new OrderTerms((ushort)level);
        e.Price = new Price(index.Index);
        e.TriggerPrice = new Price(index.Reference);
        e.Quantity = new Quantity(index.FallPpm);
        e.ExpireTime = index.Rules.PauseMs(level) is not 0 and var pauseMs ? After(pauseMs) : Timestamp.None;
    }

    /// <summary>The market stops.</summary>
    public void HaltMarket(int level)
    {
        var rules = _market.Index.Rules;
        foreach (var book in _market.Books)
        {
            if (book.State != InstrumentState.Open && book.Guard is not { Halt.IsOn: true })
                continue;
            if (rules.MembersOnly && book.Guard is not { Weight: > 0 })
                continue;
            Begin(book, book.EnsureGuard(), HaltReason.MarketWide, rules.PauseMs(level), false, rules.AuctionMs, new ExchangeEvent
            {
                Side = Side.Sell,
                Price = new Price(book.LastPrice),
                Quantity = new Quantity(rules.Ppm(level)),
                Terms = new OrderTerms((ushort)level),
            });
            if (rules.CancelOrders)
                _massCancels.CancelAll(book, CancelReason.HaltCancel);
        }
    }

    /// <summary>The pause of a halt is over and its auction begins, or the halt is over.</summary>
    /// <returns>True where it is over: the caller opens the instrument.</returns>
    public bool GoOn(Book book, Guard guard)
    {
        var halt = guard.Halt;
        if (halt.IsAuction || halt.AuctionMs == 0)
        {
            End(book, guard, byCommand: false);
            return true;
        }

        var end = After(halt.AuctionMs);
        guard.Halt = halt with { IsAuction = true, End = end.Nanoseconds };
        HasNewDeadline = true;
        ref var e = ref _report.Begin(EventKind.HaltAuction);
        e.Instrument = new InstrumentId(book.Id);
        e.Reason = (ushort)halt.Reason;
        e.ExpireTime = end;
        ChangeState(book, InstrumentState.Auction);
        return false;
    }

    public void End(Book book, Guard guard, bool byCommand)
    {
        ref var e = ref _report.Begin(EventKind.HaltEnded);
        e.Instrument = new InstrumentId(book.Id);
        e.Reason = (ushort)guard.Halt.Reason;
        e.Terms = new OrderTerms((ushort)(byCommand ? 1 : 0));
        guard.Halt = default;
    }

    /// <summary>The first step of every change of state, with its event.</summary>
    public void ChangeState(Book book, InstrumentState to)
    {
        if (book.Guard is { } guard)
        {
            guard.ClearWindow();
            guard.HasLimit = false;
        }

        var from = book.State;
        book.State = to;
        if (to == InstrumentState.Auction)
            book.Published = default;
        ref var e = ref _report.Begin(EventKind.InstrumentStateChanged);
        e.Instrument = new InstrumentId(book.Id);
        e.Terms = new OrderTerms((ushort)((int)from | ((int)to << 8)));
    }

    /// <summary>Section 5. Without a pause the auction begins at once, or it has no end.</summary>
    private void Begin(Book book, Guard guard, HaltReason reason, int pauseMs, bool isAuction, int auctionMs, in ExchangeEvent about)
    {
        var end = pauseMs == 0 && !isAuction ? 0 : After(pauseMs).Nanoseconds;
        if (guard.Halt is { IsOn: true, IsAuction: false } before)
            end = end == 0 || before.End == 0 ? 0 : Math.Max(end, before.End);
        ref var e = ref _report.Begin(EventKind.TradingHalted);
        e.Instrument = new InstrumentId(book.Id);
        e.Reason = (ushort)reason;
        e.Side = about.Side;
        e.Terms = about.Terms;
        e.Price = about.Price;
        e.Quantity = about.Quantity;
        e.DisplayQuantity = about.DisplayQuantity;
        e.TriggerPrice = about.TriggerPrice;
        e.ExpireTime = new Timestamp(end);
        e.ResumeTime = new Timestamp(end == 0 ? 0 : end + auctionMs * NsPerMs);
        guard.Halt = new Halt(reason, isAuction, isAuction ? After(auctionMs).Nanoseconds : end, auctionMs);
        HasNewDeadline = true;
        var to = isAuction ? InstrumentState.Auction : InstrumentState.Halted;
        if (book.State != to)
            ChangeState(book, to);
    }

    private Timestamp After(int ms) => new(_report.Time.Nanoseconds + ms * NsPerMs);
}
