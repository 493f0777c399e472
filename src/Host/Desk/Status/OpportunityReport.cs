using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading.Legs;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk.Status;

/// <summary>Opportunities and sets of legs of a desk's report. On the desk's thread.</summary>
internal static class OpportunityReport
{
    private const int NetScale = 8;

    /// <summary><c>opportunities</c>, <c>leg_sets</c> and their counts.</summary>
    public static void Write(Utf8JsonWriter json, RunningDesk desk)
    {
        var tape = desk.Counts.Tape.Opportunities;
        json.WriteStartArray("opportunities"u8);
        foreach (ref readonly var cell in tape.Cells)
            Write(json, desk, in cell);
        WriteSignalled(json, desk, tape);
        json.WriteEndArray();
        json.WriteNumber("leg_sets_begun"u8, tape.SetsBegun);
        json.WriteNumber("leg_sets_stuck"u8, tape.SetsStuck);
        json.WriteStartArray("leg_sets"u8);
        for (var back = 0; back < tape.SetCount; back++)
            Write(json, desk, in tape.NewestSet(back));
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RunningDesk desk, in OpportunityCell cell)
    {
        json.WriteStartObject();
        json.WriteString("strategy"u8, desk.Trader.ViewOf(cell.Strategy).Name);
        json.WriteNumber("market"u8, cell.Newest.Key);
        WriteTerms(json, desk, cell.Newest);
        json.WriteFinite("net_bps"u8, BpsOf(desk, cell.Strategy, cell.Newest.Key));
        json.WriteTime("time"u8, cell.Time);
        json.WriteNumber("seen"u8, cell.Seen);
        json.WriteNumber("taken"u8, cell.Taken);
        json.WriteEndObject();
    }

    /// <summary>What a strategy tells as numbers alone.</summary>
    private static void WriteSignalled(Utf8JsonWriter json, RunningDesk desk, OpportunityTape tape)
    {
        var signals = desk.Counts.Tape.Signals;
        for (var i = 0; i < signals.Count; i++)
        {
            ref readonly var signal = ref signals[i];
            if (signal.Kind < RecentReport.OpportunityFrom || IsTold(tape, in signal))
                continue;
            json.WriteStartObject();
            json.WriteString("strategy"u8, desk.Trader.ViewOf(signal.Strategy).Name);
            json.WriteNumber("market"u8, signal.Kind - RecentReport.OpportunityFrom);
            WriteTerms(json, desk, new Opportunity(OpportunityStep.None, 0, signal.Listing, 0, Price.None, Price.None, default, 0));
            json.WriteFinite("net_bps"u8, signal.Value);
            json.WriteTime("time"u8, signal.Time);
            json.WriteNumber("seen"u8, signal.Count);
            json.WriteNumber("taken"u8, 0);
            json.WriteEndObject();
        }
    }

    /// <summary>Step, legs, prices, quantity and what is expected; null where it was not told.</summary>
    private static void WriteTerms(Utf8JsonWriter json, RunningDesk desk, Opportunity seen)
    {
        var hasTerms = !seen.Quantity.IsZero && !seen.First.IsNone;
        var isPair = !seen.SecondPrice.IsNone && seen.Second >= 1 && seen.Second <= desk.Listings.Count;
        if (seen.Step == OpportunityStep.None)
            json.WriteNull("step"u8);
        else
            json.WriteString("step"u8, seen.Step.ToString());
        json.WriteNumber("legs"u8, seen.Step == OpportunityStep.None ? 0 : isPair ? 2 : seen.Second);
        WriteLeg(json, "buy"u8, seen.First.IsNone ? null : desk.Listings[seen.First], hasTerms ? seen.FirstPrice : Price.None);
        WriteLeg(json, "sell"u8, isPair ? desk.Listings[new ListingId(seen.Second)] : null, hasTerms ? seen.SecondPrice : Price.None);
        if (!hasTerms)
        {
            json.WriteNull("quantity"u8);
            json.WriteNull("net"u8);
            json.WriteNull("in"u8);
            return;
        }

        var first = desk.Listings[seen.First];
        json.WriteUnits("quantity"u8, seen.Quantity.Units, first.QuantityScale);
        json.WriteUnits("net"u8, seen.Net, NetScale);
        json.WriteString("in"u8, first.Quote);
    }

    private static void WriteLeg(Utf8JsonWriter json, ReadOnlySpan<byte> name, Listing? listing, Price price)
    {
        if (listing is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteListing(listing);
        json.WritePriceOrNull("price"u8, price, listing.PriceScale);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RunningDesk desk, in LegSetRow set)
    {
        json.WriteStartObject();
        json.WriteString("strategy"u8, desk.Trader.ViewOf(set.Strategy).Name);
        json.WriteId("set"u8, set.Generation);
        json.WriteNumber("place"u8, set.Slot);
        json.WriteNumber("market"u8, set.Seen.Key);
        json.WriteString("state"u8, set.State.ToString());
        json.WriteTime("began"u8, set.Began);
        json.WriteTime("changed"u8, set.Changed);
        json.WriteNumber("whole"u8, set.Whole);
        json.WriteNumber("wanted"u8, set.Wanted);
        WriteTerms(json, desk, set.Seen);
        json.WriteNumber("fills"u8, set.Fills);
        if (set.IsMixed || set.Paid.IsNone)
        {
            json.WriteNull("cash"u8);
            json.WriteNull("fees"u8);
            json.WriteNull("paid_in"u8);
        }
        else
        {
            json.WriteMoney("cash"u8, set.Cash);
            json.WriteMoney("fees"u8, set.Fees);
            json.WriteString("paid_in"u8, desk.Listings[set.Paid].Quote);
        }

        json.WriteNumber("fees_unvalued"u8, set.UnvaluedFees);
        if (set.IsRealised)
            json.WriteMoney("realised"u8, set.Cash - set.Fees);
        else
            json.WriteNull("realised"u8);
        if (set.Excess != 0 && !set.State.IsActive())
        {
            json.WriteStartObject("excess"u8);
            json.WriteListing(desk.Listings[set.ExcessOf]);
            json.WriteUnits("quantity"u8, set.Excess, desk.Listings[set.ExcessOf].QuantityScale);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("excess"u8);
        }

        json.WriteEndObject();
    }

    private static bool IsTold(OpportunityTape tape, in SignalCell signal)
    {
        foreach (ref readonly var cell in tape.Cells)
        {
            if (cell.Strategy == signal.Strategy && cell.Newest.Key == signal.Kind - RecentReport.OpportunityFrom)
                return true;
        }

        return false;
    }

    private static double BpsOf(RunningDesk desk, StrategyId strategy, int market)
    {
        // A market may be bought at one venue now and at another then: the newest of its signals counts.
        var signals = desk.Counts.Tape.Signals;
        var (value, time) = (double.NaN, 0L);
        for (var i = 0; i < signals.Count; i++)
        {
            ref readonly var signal = ref signals[i];
            if (signal.Strategy == strategy && signal.Kind == RecentReport.OpportunityFrom + market && signal.Time.Nanoseconds >= time)
                (value, time) = (signal.Value, signal.Time.Nanoseconds);
        }

        return value;
    }
}
