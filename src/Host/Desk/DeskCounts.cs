using Rialto.Host.Desk.Status;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>What a desk did, counted, and what it did last. One thread writes; counting allocates nothing.</summary>
internal sealed class DeskCounts
{
    private readonly long[] _requests = new long[256];
    private readonly long[] _audits = new long[256];
    private readonly long[] _problems = new long[256];
    private readonly long[] _refusedByTrader = new long[256];
    private readonly long[] _refusedByOrders = new long[1 << 10];

    // By listing, three each: too small, too large, worth too little. Of this life alone; all others are of the run.
    private long[] _refusedSizes = new long[3 * 64];

    // By kind of report and reason.
    private readonly long[] _refusedByVenues = new long[1 << 13];

    /// <summary>Requests by kind, those that there were.</summary>
    public IReadOnlyDictionary<OrderRequestKind, long> Requests => Of(_requests, static kind => (OrderRequestKind)kind);

    /// <summary>Audit records by kind.</summary>
    public IReadOnlyDictionary<DeskAuditKind, long> Audits => Of(_audits, static kind => (DeskAuditKind)kind);

    /// <summary>Problems of orders, fills and accounts by kind.</summary>
    public IReadOnlyDictionary<DeskProblemKind, long> Problems => Of(_problems, static kind => (DeskProblemKind)kind);

    /// <summary>What was refused, and why: by the desk itself, and by venues.</summary>
    public IReadOnlyDictionary<string, long> Refusals
    {
        get
        {
            var refusals = new SortedDictionary<string, long>(StringComparer.Ordinal);
            Add(refusals, _refusedByTrader, static code => $"desk:{(IntentRefusal)code}");
            Add(refusals, _refusedByOrders, static code => $"desk:{(DeskRefusal)code}");
            Add(refusals, _refusedByVenues, static code => $"venue:{(OrderReportKind)(code >> 8)}:{(VenueReason)(code & 0xFF)}");
            return refusals;
        }
    }

    /// <summary>Orders that the desk refused for their size since this life began.</summary>
    public IEnumerable<(ListingId Listing, DeskRefusal Refusal, long Count)> SizeRefusals
    {
        get
        {
            for (var place = 0; place < _refusedSizes.Length; place++)
            {
                if (_refusedSizes[place] > 0)
                    yield return (new ListingId(place / 3), DeskRefusal.QuantityTooSmall + (ushort)(place % 3), _refusedSizes[place]);
            }
        }
    }

    /// <summary>What it did last.</summary>
    public DeskTape Tape { get; } = new();

    /// <summary>Whoever tells people of the desk; null where nobody does. Set before the desk's thread runs.</summary>
    public Alerting.DeskAlertFeed? Alerts { get; set; }

    /// <summary>Fills of the desk's orders.</summary>
    public long Fills { get; private set; }

    /// <summary>Of those, by orders that rested.</summary>
    public long MakerFills { get; private set; }

    /// <summary>Orders placed.</summary>
    public long Placed => _requests[(int)OrderRequestKind.Place];

    /// <summary>Orders, cancels and amendments that venues refused.</summary>
    public long VenueRefusals { get; private set; }

    /// <summary>Requests of all kinds to venues, questions among them.</summary>
    public long Asked { get; private set; }

    /// <summary>Requests whose outcome was not known, and questions that failed.</summary>
    public long Errors { get; private set; }

    /// <summary>How often there was one of a kind.</summary>
    public long CountOf(DeskAuditKind kind) => _audits[(int)kind];

    /// <summary>Writes them.</summary>
    public void Save(FieldWriter writer)
    {
        writer.Add(Fills);
        writer.Add(MakerFills);
        writer.Add(VenueRefusals);
        writer.Add(Asked);
        writer.Add(Errors);
        foreach (var counts in AllCounts)
        {
            foreach (var count in counts)
                writer.Add(count);
        }

        Tape.Save(writer);
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    /// <returns>False where it does not fit; these are then to be thrown away.</returns>
    public bool TryLoad(FieldReader reader)
    {
        (Fills, MakerFills, VenueRefusals, Asked, Errors) = (reader.Read<long>(), reader.Read<long>(), reader.Read<long>(), reader.Read<long>(), reader.Read<long>());
        foreach (var counts in AllCounts)
        {
            foreach (ref var count in counts.AsSpan())
                count = reader.Read<long>();
        }

        return Tape.TryLoad(reader);
    }

    private long[][] AllCounts => [_requests, _audits, _problems, _refusedByTrader, _refusedByOrders, _refusedByVenues];

    /// <summary>Takes a request at a venue that pretends, or of a life that is repeated: it is made at its own time.</summary>
    public void Take(in OrderRequest request) => Take(in request, request.Time.Nanoseconds, 0);

    /// <summary>Takes a request.</summary>
    /// <param name="request">It.</param>
    /// <param name="askedNs">When it was made, by the clock of the connections.</param>
    /// <param name="arrivedNs">When the frame that led to it arrived at the feed, by the same; zero for none.</param>
    public void Take(in OrderRequest request, long askedNs, long arrivedNs)
    {
        _requests[(int)request.Kind]++;
        Asked++;
        Tape.Take(in request, askedNs, arrivedNs);
    }

    /// <summary>Takes a report, before the trader does.</summary>
    public void Take(in OrderReport report)
    {
        Alerts?.Take(in report);
        Tape.Take(in report);
        switch (report.Kind)
        {
            case OrderReportKind.Rejected or OrderReportKind.CancelRejected or OrderReportKind.AmendRejected:
                VenueRefusals++;
                _refusedByVenues[(((int)report.Kind & 0x1F) << 8) | (int)report.Reason]++;
                break;
            case OrderReportKind.Unknown or OrderReportKind.QueryFailed:
                Errors++;
                break;
        }
    }

    /// <summary>Takes an audit record.</summary>
    public void Take(in DeskAudit audit)
    {
        Alerts?.Take(in audit);
        Tape.Take(in audit);
        _audits[(int)audit.Kind]++;

        // What the desk's own orders have traded, told once: a venue tells fills again, and those of others on the account too.
        if (audit.Kind == DeskAuditKind.Filled && audit.Quantity.Units > 0)
        {
            Fills++;
            MakerFills += (Liquidity)audit.Number == Liquidity.Maker ? 1 : 0;
        }

        if (audit.Kind is DeskAuditKind.Problem or DeskAuditKind.OverFilled)
            _problems[audit.Code & 0xFF]++;
        if (audit.Kind != DeskAuditKind.IntentRefused)
            return;
        if (audit.Refusal == IntentRefusal.Desk)
        {
            _refusedByOrders[audit.Code & 0x3FF]++;
            if ((DeskRefusal)audit.Code is >= DeskRefusal.QuantityTooSmall and <= DeskRefusal.NotionalTooSmall)
                CountSize(audit.Listing, audit.Code - (int)DeskRefusal.QuantityTooSmall);
        }
        else
            _refusedByTrader[(int)audit.Refusal]++;
    }

    // Room for a desk's listings is there from the start, but for very many.
    private void CountSize(ListingId listing, int kind)
    {
        var place = listing.Value * 3 + kind;
        if (place >= _refusedSizes.Length)
            Array.Resize(ref _refusedSizes, place * 2);
        _refusedSizes[place]++;
    }

    private static SortedDictionary<TKind, long> Of<TKind>(long[] counts, Func<int, TKind> kindOf)
        where TKind : struct, Enum
    {
        var some = new SortedDictionary<TKind, long>();
        for (var kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind] > 0)
                some.Add(kindOf(kind), counts[kind]);
        }

        return some;
    }

    private static void Add(SortedDictionary<string, long> refusals, long[] counts, Func<int, string> nameOf)
    {
        for (var code = 0; code < counts.Length; code++)
        {
            if (counts[code] > 0)
                refusals[nameOf(code)] = counts[code];
        }
    }
}
