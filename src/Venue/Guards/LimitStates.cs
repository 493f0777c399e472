using System.Runtime.CompilerServices;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Books;

namespace Rialto.Venue.Guards;

/// <summary>Limit states begin and end (guards.md, section 6, its second half).</summary>
internal sealed class LimitStates<TSink>(Market<TSink> market, MassCancels<TSink> massCancels, Halts<TSink> halts)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly Halts<TSink> _halts = halts;
    private readonly List<Book> _touched = massCancels.Touched;

    /// <summary>The instrument is looked at.</summary>
    public void Look(Book book)
    {
        if (book.Guard is { HasLimitStates: true } guard)
            Look(book, guard);
    }

    /// <summary>The instruments of which a command has just cancelled many orders, ascending by id.</summary>
    public void LookAtTouched()
    {
        if (_touched.Count == 0)
            return;
        _touched.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var book in _touched)
            Look(book);
        _touched.Clear();
    }

    /// <summary>Section 9, point 3.</summary>
    public void AdvanceTime(Book book, Guard guard)
    {
        if (!guard.HasLimitStates)
            return;
        Look(book, guard);
        if (guard.HasLimit && guard.LimitEnd <= _report.Time.Nanoseconds)
            _halts.BeginLimit(book, guard, guard.BandAt(_report.Time.Nanoseconds));
    }

    private void Look(Book book, Guard guard)
    {
        ref readonly var band = ref guard.BandAt(_report.Time.Nanoseconds);
        var hasEdges = band.Exists && book.State == InstrumentState.Open;
        var isUp = hasEdges && !book.Bids.IsEmpty && book.Bids.BestPrice >= band.Upper;
        var isDown = hasEdges && !isUp && !book.Asks.IsEmpty && book.Asks.BestPrice <= band.Lower;
        if (isUp | isDown | guard.HasLimit)
            Change(book, guard, band, isUp, isDown);
        else
            book.BeginCalm(band, guard.BandEnds);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Change(Book book, Guard guard, in Band band, bool isUp, bool isDown)
    {
        book.EndCalm();
        if (!isUp && !isDown)
        {
            guard.HasLimit = false;
            Begin(book, guard.LimitSide);
            return;
        }

        var side = isUp ? Side.Buy : Side.Sell;
        if (guard.HasLimit && guard.LimitSide == side)
            return;
        guard.HasLimit = true;
        guard.LimitSide = side;
        guard.LimitSince = _report.Time.Nanoseconds;
        _halts.HasNewDeadline = true;
        ref var e = ref Begin(book, side);
        e.Terms = new OrderTerms(1);
        e.Price = new Price(band.Edge(side));
        e.TriggerPrice = new Price(band.Reference);
        e.ExpireTime = new Timestamp(guard.LimitEnd);
    }

    private ref ExchangeEvent Begin(Book book, Side side)
    {
        ref var e = ref _report.Begin(EventKind.LimitState);
        e.Instrument = new InstrumentId(book.Id);
        e.Side = side;
        return ref e;
    }
}
