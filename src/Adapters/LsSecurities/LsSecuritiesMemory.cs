using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Adapters.LsSecurities;

/// <summary>What an order says: by this it is recognised where the broker's answer did not come.</summary>
/// <param name="Listing">Of what.</param>
/// <param name="Side">Which way.</param>
/// <param name="Price">Limit; zero at the market.</param>
/// <param name="Quantity">The whole.</param>
internal readonly record struct LsSecuritiesTerms(ListingId Listing, Side Side, Price Price, Quantity Quantity);

/// <summary>
/// Which order is which at a broker that takes no client ids. What is sent waits here for its number:
/// <code>
///  sent ──> under way ──answer with a number──> known by number
///               └──no answer──> in doubt ──the broker tells of an order of the same terms, not older, that is nobody's──> known by number
/// </code>
/// What the stream tells of a number that nobody knows is held back while orders are under way, because it may be theirs; a number of the terms of an order under way is given to none in doubt before that
/// order's answer. Any thread.
/// </summary>
internal sealed class LsSecuritiesMemory : OrderMemory
{
    private const int HeldMax = 4_096;

    // Times of orders there are of the day, to the hundredth; ours are by another clock.
    private const long ToleranceNs = 5_000_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<DeskOrderId, Sent> _sent = [];
    private readonly Dictionary<long, DeskOrderId> _orders = [];
    private readonly Dictionary<DeskOrderId, long> _left = [];
    private readonly HashSet<Text36> _fills = [];
    private readonly List<(long Number, OrderReport Report)> _held = [];
    private long _now;

    /// <summary>The time of the last request or frame.</summary>
    public Timestamp Now
    {
        get
        {
            lock (_gate)
                return new Timestamp(_now);
        }
    }

    /// <summary>A request is written, or a frame came. With a new day in Seoul all is forgotten: orders end with the day, and numbers are given again.</summary>
    public void Heard(Timestamp time)
    {
        lock (_gate)
        {
            if (time.Nanoseconds <= _now)
                return;
            if (LsSecuritiesWords.DayOf(time) != LsSecuritiesWords.DayOf(new Timestamp(_now)))
            {
                _orders.Clear();
                _left.Clear();
                _fills.Clear();
                _held.Clear();
                foreach (var (order, sent) in _sent)
                {
                    if (sent.IsInDoubt)
                        _sent.Remove(order);
                }
            }

            _now = time.Nanoseconds;
        }
    }

    /// <summary>An order goes out.</summary>
    public void Send(DeskOrderId order, in LsSecuritiesTerms terms)
    {
        lock (_gate)
            _sent[order] = new Sent(terms, _now, IsInDoubt: false);
    }

    /// <summary>The order never was. Tells what was held back and is nobody's any more.</summary>
    public void Refused(DeskOrderId order, OrderReports reports)
    {
        lock (_gate)
        {
            _sent.Remove(order);
            Release(reports);
        }
    }

    /// <summary>Nobody knows what became of the order. Tells what was held back, under its order where the terms say so.</summary>
    public void Doubt(DeskOrderId order, OrderReports reports)
    {
        lock (_gate)
        {
            if (_sent.TryGetValue(order, out var sent))
                _sent[order] = sent with { IsInDoubt = true };
            Release(reports);
        }
    }

    /// <summary>The broker has given the order a number. Tells what was held back of it.</summary>
    public void Known(long number, DeskOrderId order, OrderReports reports)
    {
        lock (_gate)
        {
            Name(number, order);
            Release(reports);
        }
    }

    /// <summary>Whether an order was sent by this session and its number is not known.</summary>
    public bool IsInDoubt(DeskOrderId order)
    {
        lock (_gate)
            return _sent.ContainsKey(order);
    }

    /// <summary>Whether an order of the same terms is under way: what the broker has of them may be either's until the answer says which.</summary>
    public bool IsContested(DeskOrderId order)
    {
        lock (_gate)
            return _sent.TryGetValue(order, out var sent) && IsUnderWay(sent.Terms, new Timestamp(long.MaxValue));
    }

    /// <summary>The order of a number; none where it is not one of this session's.</summary>
    public DeskOrderId OrderOf(long number)
    {
        lock (_gate)
            return _orders.GetValueOrDefault(number);
    }

    /// <summary>A report about a number: told under its order where that is known, later where it may be of an order under way.</summary>
    public void Tell(long number, in OrderReport report, OrderReports reports)
    {
        lock (_gate)
        {
            if (!_orders.ContainsKey(number) && report.Kind == OrderReportKind.Accepted)
                _ = ClaimInTurn(number, TermsOf(report), report.EventTime);
            if (!_orders.ContainsKey(number) && IsWaiting && _held.Count < HeldMax)
                _held.Add((number, report));
            else
                Add(number, report, reports);
        }
    }

    /// <summary>
    /// The broker has an order of these terms, given in at that time: it is the last that was sent of those in doubt that say the same. Of those in doubt any may stand for another; an older one may have been given up
    /// meanwhile. While an order of the same terms is under way the number may be that order's, which its answer says.
    /// </summary>
    /// <returns>The desk's order; none where it is nobody's, or not yet known whose.</returns>
    public DeskOrderId Claim(long number, in LsSecuritiesTerms terms, Timestamp time)
    {
        lock (_gate)
            return ClaimInTurn(number, terms, time);
    }

    /// <summary>What is told under another number is about an order too: somebody amended it by hand.</summary>
    public void Also(long number, DeskOrderId order)
    {
        lock (_gate)
            _orders.TryAdd(number, order);
    }

    /// <summary>What is left of an order, as far as is known here.</summary>
    public bool TryLeft(DeskOrderId order, out long left)
    {
        lock (_gate)
            return _left.TryGetValue(order, out left) && left > 0;
    }

    /// <summary>The broker says what is left of an order.</summary>
    public void Left(DeskOrderId order, long left)
    {
        lock (_gate)
        {
            if (!order.IsNone)
                _left[order] = left;
        }
    }

    /// <summary>Something of an order was cancelled.</summary>
    /// <returns>True where nothing of it is left.</returns>
    public bool Cancelled(DeskOrderId order, long quantity)
    {
        lock (_gate)
            return _left.TryGetValue(order, out var left) && (_left[order] = left - quantity) <= 0;
    }

    private bool IsWaiting => _sent.Values.Any(static sent => !sent.IsInDoubt);

    private bool IsUnderWay(LsSecuritiesTerms terms, Timestamp time) => _sent.Values.Any(sent => !sent.IsInDoubt && sent.Terms == terms && time.Nanoseconds >= sent.Time - ToleranceNs);

    private DeskOrderId ClaimInTurn(long number, in LsSecuritiesTerms terms, Timestamp time)
    {
        if (_orders.TryGetValue(number, out var known))
            return known;
        if (IsUnderWay(terms, time))
            return DeskOrderId.None;
        var last = DeskOrderId.None;
        foreach (var (order, sent) in _sent)
        {
            if (sent.IsInDoubt && sent.Terms == terms && time.Nanoseconds >= sent.Time - ToleranceNs && order.Value > last.Value)
                last = order;
        }

        if (!last.IsNone)
            Name(number, last);
        return last;
    }

    private void Name(long number, DeskOrderId order)
    {
        _orders[number] = order;
        if (_sent.Remove(order, out var sent))
            _left[order] = sent.Terms.Quantity.Units;
    }

    private void Release(OrderReports reports)
    {
        foreach (var (number, report) in _held)
        {
            if (report.Kind == OrderReportKind.Accepted)
                _ = ClaimInTurn(number, TermsOf(report), report.EventTime);
        }

        var isWaiting = IsWaiting;
        for (var i = 0; i < _held.Count; i++)
        {
            var (number, report) = _held[i];
            if (isWaiting && !_orders.ContainsKey(number))
                continue;
            Add(number, report, reports);
            _held.RemoveAt(i--);
        }
    }

    private void Add(long number, in OrderReport report, OrderReports reports)
    {
        ref var told = ref reports.Add(report.Kind);
        told = report;
        if (!_orders.TryGetValue(number, out var order))
            return;
        told.Order = order;
        if (report.Kind == OrderReportKind.Filled && _fills.Add(report.TradeId) && _left.TryGetValue(order, out var left))
            _left[order] = left - report.FillQuantity.Units;
    }

    private static LsSecuritiesTerms TermsOf(in OrderReport report) => new(report.Listing, report.Side, report.Price, report.Quantity);

    private readonly record struct Sent(LsSecuritiesTerms Terms, long Time, bool IsInDoubt);
}
