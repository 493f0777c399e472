using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>One of a strategy's markets or sets in which it has seen opportunities.</summary>
internal struct OpportunityCell
{
    /// <summary>Whose.</summary>
    public StrategyId Strategy;

    /// <summary>The newest, with the terms it was last told with.</summary>
    public Opportunity Newest;

    /// <summary>When that was told.</summary>
    public Timestamp Time;

    /// <summary>How often one was there, and how often one was taken.</summary>
    public long Seen, Taken;
}

/// <summary>
/// Opportunities that strategies see, and the sets of legs that they take, from what the trader tells: the newest of each market, the newest 64 sets with what they brought. Memory is there from
/// the start; the desk's thread.
/// </summary>
internal sealed class OpportunityTape
{
    /// <summary>Markets that are told apart.</summary>
    public const int Room = 128;

    /// <summary>Sets that are remembered.</summary>
    public const int SetsKept = 64;

    private const int MoneyScale = 18;
    private const double AmountMax = 1e37;

    private readonly OpportunityCell[] _cells = new OpportunityCell[Room];
    private readonly LegSetRow[] _sets = new LegSetRow[SetsKept];
    private OrderReport _report;

    /// <summary>Markets in which one was seen, in the order in which they were first told.</summary>
    public ReadOnlySpan<OpportunityCell> Cells => _cells.AsSpan(0, Count);

    /// <summary>How many markets.</summary>
    public int Count { get; private set; }

    /// <summary>Told of markets beyond the room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Sets that were ever begun.</summary>
    public long SetsBegun { get; private set; }

    /// <summary>Sets that ended with something one-sided left.</summary>
    public long SetsStuck { get; private set; }

    /// <summary>Sets that are remembered.</summary>
    public int SetCount => (int)Math.Min(SetsBegun, SetsKept);

    /// <summary>A remembered set; 0 is the newest.</summary>
    public ref readonly LegSetRow NewestSet(int back) => ref _sets[(SetsBegun - 1 - back) % SetsKept];

    /// <summary>Takes a report, before the trader does: a fill's fee stands there.</summary>
    public void Take(in OrderReport report)
    {
        if (report.Kind == OrderReportKind.Filled)
            _report = report;
    }

    /// <summary>Takes an audit record.</summary>
    public void Take(in DeskAudit audit)
    {
        if (audit.Kind == DeskAuditKind.Opportunity)
            See(in audit);
        else if (audit.Kind == DeskAuditKind.LegsChanged)
            Change(in audit);
    }

    /// <summary>Takes a fill.</summary>
    /// <param name="audit">Its record.</param>
    /// <param name="tag">Of its order, by which its set is known.</param>
    /// <param name="listing">Where.</param>
    public void Fill(in DeskAudit audit, long tag, Listing listing)
    {
        var (generation, slot) = (tag >> 16, (int)(tag >> 8) & 0xff);
        var place = generation > 0 ? PlaceOf(audit.Strategy, slot, generation) : -1;
        if (place < 0)
            return;
        ref var set = ref _sets[place];
        set.Fills++;
        set.Paid = set.Paid.IsNone ? listing.Id : set.Paid;
        if (!TryAmount(audit.Price.Units, audit.Quantity.Units, listing, out var amount))
        {
            set.IsMixed = true;
            return;
        }

        set.Cash += audit.Side == Side.Buy ? -amount : amount;
        var isTold = _report.Order == audit.Order && _report.FillPrice == audit.Price && _report.FillQuantity == audit.Quantity;
        if (isTold && TryFee(in _report, listing, out var fee))
            set.Fees += fee;
        else
            set.UnvaluedFees++;
        _report = default;
    }

    /// <summary>Fills of a set are paid in different currencies: told by who knows the listings.</summary>
    public void Mix(in DeskAudit audit, long tag)
    {
        if (PlaceOf(audit.Strategy, (int)(tag >> 8) & 0xff, tag >> 16) is >= 0 and var place)
            _sets[place].IsMixed = true;
    }

    /// <summary>Where the first fill of an order's set was; none where it has had none, or the order is of no set.</summary>
    public ListingId PaidOf(StrategyId strategy, long tag) => tag >> 16 > 0 && PlaceOf(strategy, (int)(tag >> 8) & 0xff, tag >> 16) is >= 0 and var place ? _sets[place].Paid : ListingId.None;

    /// <summary>Writes all of it.</summary>
    public void Save(FieldWriter writer)
    {
        writer.Add(Dropped);
        writer.Add(SetsBegun);
        writer.Add(SetsStuck);
        writer.Add(Count);
        foreach (ref readonly var cell in Cells)
            writer.Add(cell);
        for (var back = SetCount - 1; back >= 0; back--)
            writer.Add(NewestSet(back));
    }

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    public bool TryLoad(FieldReader reader)
    {
        (Dropped, SetsBegun, SetsStuck, Count) = (reader.Read<long>(), reader.Read<long>(), reader.Read<long>(), reader.Read<int>());
        if (SetsBegun < 0 || (uint)Count > Room)
        {
            (SetsBegun, Count) = (0, 0);
            return false;
        }

        for (var i = 0; i < Count; i++)
            _cells[i] = reader.Read<OpportunityCell>();
        for (var back = SetCount - 1; back >= 0; back--)
            _sets[(SetsBegun - 1 - back) % SetsKept] = reader.Read<LegSetRow>();
        return !reader.IsShort;
    }

    private void See(in DeskAudit audit)
    {
        var seen = new Opportunity((OpportunityStep)audit.Code, (int)audit.Other, audit.Listing, audit.Number, audit.Price, audit.OtherPrice, audit.Quantity, audit.Value);
        ref var cell = ref CellOf(audit.Strategy, seen.Key, out var isThere);
        if (!isThere)
        {
            Dropped++;
        }
        else
        {
            var before = cell.Newest;
            var isNew = cell.Seen == 0 || before.Step is OpportunityStep.Gone or OpportunityStep.Taken or OpportunityStep.Refused;

            // What is gone, or cannot be paid for, is told without terms: those of before are what it was.
            cell.Newest = seen.Quantity.IsZero && cell.Seen > 0 ? before with { Step = seen.Step } : seen;
            cell.Time = audit.Time;
            cell.Seen += seen.Step != OpportunityStep.Gone && isNew ? 1 : 0;
            cell.Taken += seen.Step == OpportunityStep.Taken ? 1 : 0;
        }

        if (seen.Step is not (OpportunityStep.Taken or OpportunityStep.Refused))
            return;

        // The set was begun within the same input, right before.
        for (var back = 0; back < SetCount; back++)
        {
            ref var set = ref _sets[(SetsBegun - 1 - back) % SetsKept];
            if (set.Cause != audit.Cause)
                return;
            if (set.Strategy == audit.Strategy && set.Seen.Step == OpportunityStep.None)
            {
                set.Seen = seen;
                return;
            }
        }
    }

    private void Change(in DeskAudit audit)
    {
        var place = PlaceOf(audit.Strategy, audit.Number, audit.Other);
        if (place < 0)
        {
            place = (int)(SetsBegun++ % SetsKept);
            _sets[place] = new LegSetRow { Strategy = audit.Strategy, Slot = audit.Number, Generation = audit.Other, Cause = audit.Cause, Began = audit.Time };
        }

        ref var set = ref _sets[place];
        SetsStuck += (LegSetState)audit.Code == LegSetState.Stuck && set.State != LegSetState.Stuck ? 1 : 0;
        (set.State, set.Changed, set.Whole, set.Wanted, set.Excess, set.ExcessOf) = ((LegSetState)audit.Code, audit.Time, audit.Quantity.Units, audit.OtherQuantity.Units, audit.Value, audit.Listing);
    }

    private ref OpportunityCell CellOf(StrategyId strategy, int key, out bool isThere)
    {
        isThere = true;
        for (var i = 0; i < Count; i++)
        {
            if (_cells[i].Strategy == strategy && _cells[i].Newest.Key == key)
                return ref _cells[i];
        }

        isThere = Count < Room;
        ref var cell = ref _cells[isThere ? Count : Room - 1];
        if (!isThere)
            return ref cell;
        Count++;
        cell = new OpportunityCell { Strategy = strategy, Newest = new Opportunity(OpportunityStep.None, key, ListingId.None, 0, Price.None, Price.None, default, 0) };
        return ref cell;
    }

    private int PlaceOf(StrategyId strategy, int slot, long generation)
    {
        for (var back = 0; back < SetCount; back++)
        {
            var place = (int)((SetsBegun - 1 - back) % SetsKept);
            ref readonly var set = ref _sets[place];
            if (set.Slot == slot && set.Generation == generation && set.Strategy == strategy)
                return place;
        }

        return -1;
    }

    private static bool TryFee(in OrderReport report, Listing listing, out Int128 fee)
    {
        fee = report.Amount;
        if (report.Amount == 0)
            return true;
        if (report.Asset.IsNone)
            return false;
        if (Is(report.Asset, listing.Quote))
        {
            fee = Shift(report.Amount, MoneyScale - report.AmountScale);
            return true;
        }

        var dash = listing.Symbol.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !Is(report.Asset, listing.Symbol.AsSpan(0, dash)))
            return false;
        fee = Shift((Int128)report.Amount * report.FillPrice.Units, MoneyScale - report.AmountScale - listing.PriceScale);
        return true;
    }

    private static bool TryAmount(long price, long quantity, Listing listing, out Int128 amount)
    {
        var (size, sizeScale) = listing.ContractSize == 0 ? (1L, 0) : (listing.ContractSize, listing.ContractScale);
        var shift = MoneyScale - listing.PriceScale - listing.QuantityScale - sizeScale;
        amount = 0;
        if (Math.Abs((double)price * quantity) * size * Math.Pow(10, Math.Max(0, shift)) > AmountMax)
            return false;
        amount = Shift((Int128)price * quantity * size, shift);
        return true;
    }

    private static bool Is(AssetCode asset, ReadOnlySpan<char> name)
    {
        Span<byte> ascii = stackalloc byte[AssetCode.LengthMax];
        return System.Text.Ascii.FromUtf16(name, ascii, out var length) == System.Buffers.OperationStatus.Done && AssetCode.TryCreate(ascii[..length], out var code) && code == asset;
    }

    private static Int128 Shift(Int128 value, int power)
    {
        for (; power > 0; power--)
            value *= 10;
        for (; power < 0; power++)
            value /= 10;
        return value;
    }
}
