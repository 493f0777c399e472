using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Host.Desk.Reloading;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Status;
using Rialto.Model.Feeds;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;

namespace Rialto.Host.Desk;

/// <summary>
/// What a desk is and has done, as JSON: the report of a run, and the status that screens and tools read while it runs. docs/reference/desk-http.md has every field. On the desk's thread.
/// </summary>
internal static class DeskReport
{
    /// <summary>Days that are listed.</summary>
    private const int DaysShown = 31;

    /// <summary>What the desk believes to have beside what the venues say, asset by asset and contract by contract: no entry where both are the same, or the venue has not told.</summary>
    public static IEnumerable<(string What, Int128 Ours, Int128 Theirs)> Differences(RunningDesk desk)
    {
        foreach (var (venue, asset, ours, told) in desk.Balances)
        {
            if (told is { } theirs && ours != theirs)
                yield return ($"{ReportText.VenueOf(venue)}:{asset}", ours, theirs);
        }

        foreach (var (listing, ours, told) in desk.Contracts)
        {
            if (told is { } theirs && ours != theirs)
                yield return ($"{ReportText.VenueOf(listing.Venue)}:{listing.Symbol}", ours, theirs);
        }
    }

    /// <summary>Writes all of it into an object that is open: with hashes of state and output, for which the whole state is walked through.</summary>
    public static void Write(Utf8JsonWriter json, RunningDesk desk)
    {
        WriteStatus(json, desk);
        json.WriteString("state_hash"u8, desk.Trader.StateHash().ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("output_hash"u8, desk.Trader.OutputHash.ToString("x16", CultureInfo.InvariantCulture));
    }

    /// <summary>Writes what screens show into an object that is open.</summary>
    public static void WriteStatus(Utf8JsonWriter json, RunningDesk desk)
    {
        var trader = desk.Trader;
        json.WriteString("desk"u8, desk.Settings.Name);
        json.WriteString("mode"u8, desk.Settings.Mode == StrategyMode.Live ? "live"u8 : "paper"u8);
        json.WriteString("reporting"u8, desk.Settings.Reporting.ToString());
        json.WriteNumber("inputs"u8, trader.Sequence);
        json.WriteNumber("frames"u8, desk.Frames);
        json.WriteTime("time"u8, trader.Now);
        json.WriteBoolean("stopped"u8, trader.IsStopped);
        if (trader.IsStopped)
            json.WriteString("stopped_by"u8, EventWords.StopOf(desk.Counts.Tape.Stop));
        else
            json.WriteNull("stopped_by"u8);
        json.WriteBoolean("slow"u8, trader.IsSlow);
        json.WriteBoolean("store_failing"u8, trader.IsStoreFailing);
        WritePnl(json, desk);
        StrategyReport.Write(json, desk);
        ExperimentReport.Write(json, desk);
        WritePositions(json, desk);
        WriteBalances(json, desk);
        RecentReport.WriteOrders(json, desk);
        RecentReport.WriteFills(json, desk);
        RecentReport.WriteSignals(json, desk);
        OpportunityReport.Write(json, desk);
        RecentReport.WriteEvents(json, desk);
        json.WriteStartObject("risk"u8);
        RiskReport.Write(json, desk);
        json.WriteEndObject();
        RiskReport.WriteVenues(json, desk);
        AlertReport.Write(json, desk.Alerts);
        WriteConfiguration(json, desk.Configuration);
        WriteCounts(json, desk);
        LatencyReport.Write(json, "arrival_to_look_ns"u8, desk.ArrivalToLook);
        LatencyReport.Write(json, "tick_to_intent_ns"u8, desk.TickToIntent);
        LatencyReport.Write(json, "tick_to_sent_ns"u8, desk.TickToSent);
        LatencyReport.Write(json, "arrival_to_sent_ns"u8, desk.ArrivalToSent);
        LatencyReport.Write(json, "arrival_to_bytes_ns"u8, desk.Counts.Tape.Answers.ArrivalToBytes);
        LatencyReport.Write(json, "at_rest_ns"u8, desk.AtRest);
    }

    /// <summary>A wide number as a decimal, zeros at its end left out.</summary>
    internal static string Text(Int128 amount, int scale)
    {
        Span<byte> text = stackalloc byte[96];
        return Encoding.ASCII.GetString(text[..ReportText.Format(amount, scale, text)]);
    }

    private static void WritePnl(Utf8JsonWriter json, RunningDesk desk)
    {
        var (portfolio, risk) = (desk.Trader.Portfolio, desk.Trader.Risk);
        json.WriteStartObject("pnl"u8);
        json.WriteMoney("result"u8, portfolio.Result);
        json.WriteMoney("realised"u8, portfolio.Result - portfolio.Unrealised);
        json.WriteMoney("unrealised"u8, portfolio.Unrealised);
        json.WriteMoney("fees"u8, portfolio.Fees);
        json.WriteMoney("funding"u8, portfolio.Funding);
        json.WriteMoney("daily"u8, portfolio.DailyResult);
        json.WriteMoney("carried"u8, portfolio.Carried);
        WriteDays(json, desk);
        json.WriteMoney("drawdown"u8, portfolio.Drawdown);
        json.WriteRecord(portfolio.Trades, portfolio.LargestFall);
        json.WriteMoney("equity"u8, portfolio.Equity);
        json.WriteMoney("gross"u8, risk.TotalGross);
        WriteRatio(json, "leverage"u8, risk.UseOf(RiskLimitKind.Leverage, 0, desk.Trader.Now, 0));
        WriteRatio(json, "margin_ratio"u8, risk.UseOf(RiskLimitKind.MarginRatio, 0, desk.Trader.Now, 0));
        json.WriteEndObject();
    }

    /// <summary>Days of all runs that count together, the newest first, and what they add up to.</summary>
    private static void WriteDays(Utf8JsonWriter json, RunningDesk desk)
    {
        var days = AllDays.Of(desk);
        json.WriteMoney("today"u8, days.IsEmpty ? 0 : days[^1].Total.Result);
        var all = AllDays.Sum(days);
        json.WriteMoney("all_time"u8, all.Result);
        json.WriteFinite("all_time_win_rate_pct"u8, all.Trades.WinRatePct);
        json.WriteStartArray("days"u8);
        for (var i = days.Length - 1; i >= Math.Max(0, days.Length - DaysShown); i--)
            ResultsFile.Write(json, days[i]);
        json.WriteEndArray();
    }

    // Something over nothing has no number.
    private static void WriteRatio(Utf8JsonWriter json, ReadOnlySpan<byte> name, LimitUse use)
    {
        if (use.Used == long.MaxValue)
            json.WriteNull(name);
        else
            json.WriteUnits(name, use.Used, 8);
    }

    private static void WritePositions(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("positions"u8);
        var portfolio = desk.Trader.Portfolio;
        for (var place = 0; place < portfolio.TradedCount; place++)
        {
            var listing = desk.Listings[portfolio.TradedAt(place).Listing];
            var position = portfolio.PositionOf(listing.Id);
            var best = desk.Trader.BestOf(listing.Id, out var isTrusted);
            json.WriteStartObject();
            json.WriteListing(listing);
            json.WriteString("in"u8, listing.Quote);
            json.WriteUnits("quantity"u8, position.Quantity.Units, listing.QuantityScale);
            json.WriteUnits("average"u8, portfolio.AveragePriceOf(listing.Id, in position).Units, listing.PriceScale);
            json.WritePriceOrNull("bid"u8, best.BidPrice, listing.PriceScale);
            json.WritePriceOrNull("ask"u8, best.AskPrice, listing.PriceScale);
            json.WriteBoolean("trusted"u8, isTrusted);
            json.WriteUnits("open_buy"u8, desk.Trader.Risk.OpenBuyOf(listing.Id).Units, listing.QuantityScale);
            json.WriteUnits("open_sell"u8, desk.Trader.Risk.OpenSellOf(listing.Id).Units, listing.QuantityScale);
            json.WriteMoney("gross"u8, desk.Trader.Risk.GrossOf(listing.Id));
            json.WriteUnits("bought"u8, position.Bought, listing.QuantityScale);
            json.WriteUnits("sold"u8, position.Sold, listing.QuantityScale);
            json.WriteMoney("realised"u8, portfolio.AmountOf(listing.Id, position.Realised));
            json.WriteMoney("unrealised"u8, portfolio.UnrealisedOf(listing.Id));
            json.WriteMoney("fees"u8, position.Fees + portfolio.FundingOf(listing.Id));
            json.WriteMoney("funding"u8, portfolio.FundingOf(listing.Id));
            json.WriteBoolean("stop_loss_closes"u8, desk.Trader.Risk.LimitOf(RiskLimitKind.StopLossCloses, listing.Id.Value) != 0);
            json.WriteBoolean("closing"u8, desk.Trader.IsClosing(listing.Id));
            WriteSettlement(json, listing, desk.Trader.SettlementOf(listing.Id));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What has an end and is held when a run ends without a word of it is open, and says so.
    private static void WriteSettlement(Utf8JsonWriter json, Listing listing, Settlement settlement)
    {
        json.WriteBoolean("has_end"u8, listing.HasEnd);
        json.WriteString("settlement_state"u8, settlement.State.ToString());
        if (settlement.State == SettlementState.Open)
            json.WriteNull("settlement"u8);
        else if (settlement.Terms.IsRefund)
            json.WriteString("settlement"u8, "refund"u8);
        else
            json.WriteUnits("settlement"u8, settlement.Terms.Price.Units, listing.PriceScale);
    }

    private static void WriteBalances(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("balances"u8);
        foreach (var (venue, asset, ours, theirs) in desk.Balances)
        {
            json.WriteStartObject();
            json.WriteString("venue"u8, ReportText.VenueOf(venue));
            json.WriteString("asset"u8, asset.ToString());
            json.WriteMoney("ours"u8, ours);
            if (theirs is { } told)
                json.WriteMoney("venues"u8, told);
            else
                json.WriteNull("venues"u8);
            var account = desk.Trader.Portfolio.BalanceOf(venue, asset);
            json.WriteMoney("free"u8, account.Free);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("differences"u8);
        foreach (var (what, ours, theirs) in Differences(desk))
        {
            json.WriteStartObject();
            json.WriteString("of"u8, what);
            json.WriteString("ours"u8, ours.ToString(CultureInfo.InvariantCulture));
            json.WriteString("venues"u8, theirs.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteCorrections(json, desk);
    }

    private static void WriteCorrections(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("corrections"u8);
        foreach (var account in DeskFindings.Corrected(desk))
        {
            json.WriteStartObject();
            json.WriteString("venue"u8, ReportText.VenueOf(account.Venue));
            json.WriteString("asset"u8, account.Asset.ToString());
            json.WriteNumber("count"u8, account.SilentCount);
            json.WriteMoney("sum"u8, account.SilentSum);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConfiguration(Utf8JsonWriter json, ReloadState? standing)
    {
        if (standing is null)
        {
            json.WriteNull("configuration"u8);
            return;
        }

        json.WriteStartObject("configuration"u8);
        json.WriteString("file"u8, standing.File);
        json.WriteString("problem"u8, standing.Problem);
        json.WriteStartArray("restart"u8);
        foreach (var key in standing.Restart)
            json.WriteStringValue(key);
        json.WriteEndArray();
        if (standing.Taken is { } taken)
            json.WriteString("taken"u8, taken.UtcDateTime);
        else
            json.WriteNull("taken"u8);
        json.WriteNumber("changes"u8, standing.Changes);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, RunningDesk desk)
    {
        var counts = desk.Counts;
        json.WriteNumber("fills"u8, counts.Fills);
        json.WriteNumber("maker_fills"u8, counts.MakerFills);
        json.WriteNumber("fundings"u8, counts.CountOf(DeskAuditKind.Funded));
        json.WriteNumber("placed"u8, counts.Placed);
        json.WriteNumber("venue_refusals"u8, counts.VenueRefusals);
        json.WriteNumber("signals_told"u8, counts.Tape.SignalsTold);
        json.WriteNumber("mismatches"u8, counts.Tape.Mismatches);
        json.WriteNumber("asked"u8, counts.Asked);
        json.WriteNumber("errors"u8, counts.Errors);
        json.WriteStartObject("requests"u8);
        foreach (var (kind, count) in counts.Requests)
            json.WriteNumber(kind.ToString(), count);
        json.WriteEndObject();
        json.WriteStartObject("refusals"u8);
        foreach (var (reason, count) in counts.Refusals)
            json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteStartObject("problems"u8);
        foreach (var (kind, count) in counts.Problems)
            json.WriteNumber(kind.ToString(), count);
        json.WriteEndObject();
        json.WriteStartObject("audits"u8);
        foreach (var (kind, count) in counts.Audits)
            json.WriteNumber(kind.ToString(), count);
        json.WriteEndObject();
    }
}
