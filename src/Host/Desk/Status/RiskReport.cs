using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Model.Feeds;
using Rialto.Trading.Risk;

namespace Rialto.Host.Desk.Status;

/// <summary>Limits of a desk with what is used of each, its modes, and how it stands with its venues; docs/reference/desk-http.md has every field. On the desk's thread.</summary>
internal static class RiskReport
{
    private const double ShareMax = 1_000_000;

    private static readonly RiskLimitKind[] _ofDesk =
    [
        RiskLimitKind.TotalNet, RiskLimitKind.TotalGross, RiskLimitKind.DailyLoss, RiskLimitKind.Drawdown, RiskLimitKind.Leverage, RiskLimitKind.MarginRatio, RiskLimitKind.PortfolioRisk,
        RiskLimitKind.RejectsPerMinute, RiskLimitKind.OpenOrders,
    ];

    private static readonly RiskLimitKind[] _ofVenue = [RiskLimitKind.VenueNet, RiskLimitKind.VenueGross, RiskLimitKind.VenueRate, RiskLimitKind.VenueBurst];

    private static readonly RiskLimitKind[] _ofStrategy =
    [
        RiskLimitKind.StrategyNet, RiskLimitKind.StrategyGross, RiskLimitKind.StrategyDailyLoss, RiskLimitKind.StrategyDrawdown, RiskLimitKind.StrategyRate, RiskLimitKind.StrategyBurst,
    ];

    private static readonly RiskLimitKind[] _ofSymbol = [RiskLimitKind.SymbolNet, RiskLimitKind.SymbolGross];

    private static readonly RiskLimitKind[] _ofListing =
        [RiskLimitKind.Position, RiskLimitKind.Notional, RiskLimitKind.StopLoss, RiskLimitKind.OrderQuantity, RiskLimitKind.OrderNotional, RiskLimitKind.Collar];

    /// <summary>What a limit's number counts, so that it can be read and set.</summary>
    public static (string Unit, int Scale) UnitOf(RiskLimitKind kind) => kind switch
    {
        RiskLimitKind.OrderQuantity or RiskLimitKind.Position => ("base", -1),
        RiskLimitKind.Collar => ("ppm", 0),
        RiskLimitKind.VenueRate or RiskLimitKind.StrategyRate => ("orders/s", 0),
        RiskLimitKind.VenueBurst or RiskLimitKind.StrategyBurst or RiskLimitKind.OpenOrders => ("orders", 0),
        RiskLimitKind.RejectsPerMinute => ("refusals/min", 0),
        RiskLimitKind.Leverage => ("times", 8),
        RiskLimitKind.MarginRatio => ("ratio", 8),
        RiskLimitKind.StopLossCloses => ("0 or 1", 0),
        _ => ("reporting", 8),
    };

    /// <summary>The limits, <c>use</c> and <c>modes</c> of the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RunningDesk desk)
    {
        var (risk, portfolio) = (desk.Trader.Risk, desk.Trader.Portfolio);
        json.WriteNumber("live_orders"u8, desk.Trader.LiveOrders);
        json.WriteBoolean("rejects_breaker_open"u8, risk.IsRejectsBreakerOpen);
        json.WriteStartArray("use"u8);
        foreach (var kind in _ofDesk)
            Write(json, desk, kind, 0, "desk"u8, desk.Settings.Name);
        foreach (var venue in desk.Settings.Venues)
        {
            foreach (var kind in _ofVenue)
                Write(json, desk, kind, (int)venue.Venue, "venue"u8, ReportText.VenueOf(venue.Venue));
        }

        foreach (var id in desk.Trader.Strategies)
        {
            foreach (var kind in _ofStrategy)
                Write(json, desk, kind, id.Value, "strategy"u8, desk.Trader.ViewOf(id).Name);
        }

        for (var place = 0; place < portfolio.TradedCount; place++)
        {
            var listing = desk.Listings[portfolio.TradedAt(place).Listing];
            foreach (var kind in _ofListing)
                Write(json, desk, kind, listing.Id.Value, "listing"u8, listing.Symbol, listing);
            if (IsFirstOf(portfolio.TradedAt(place).Symbol, place, desk))
            {
                foreach (var kind in _ofSymbol)
                    Write(json, desk, kind, portfolio.TradedAt(place).Symbol, "symbol"u8, listing.Symbol);
            }
        }

        json.WriteEndArray();
        WriteModes(json, desk);
    }

    /// <summary>How the desk stands with each venue.</summary>
    public static void WriteVenues(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartArray("venues"u8);
        foreach (var venue in desk.Settings.Venues)
        {
            var standing = desk.Trader.Risk.StandingOf(venue.Venue);
            json.WriteStartObject();
            json.WriteString("venue"u8, ReportText.VenueOf(venue.Venue));
            json.WriteBoolean("up"u8, (standing & VenueStanding.Up) != 0);
            json.WriteBoolean("reconciled"u8, (standing & VenueStanding.Reconciled) != 0);
            json.WriteBoolean("difference_open"u8, (standing & VenueStanding.DifferenceOpen) != 0);
            json.WriteString("breaker"u8, desk.Trader.BreakerOf(venue.Venue).ToString());
            json.WriteString("mode"u8, ModeOf(desk, RiskLimitKind.VenueModeOf, (int)venue.Venue));
            LatencyReport.Write(json, "submission_ns"u8, desk.Counts.Tape.Answers.SubmissionOf(venue.Venue));
            LatencyReport.Write(json, "answer_ns"u8, desk.Counts.Tape.Answers.Of(venue.Venue));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RunningDesk desk, RiskLimitKind kind, int scope, ReadOnlySpan<byte> of, string name, Listing? listing = null)
    {
        var use = desk.Trader.Risk.UseOf(kind, scope, desk.Trader.Now, desk.Trader.LiveOrders);
        var (unit, scale) = UnitOf(kind);
        scale = scale < 0 ? listing!.QuantityScale : scale;
        json.WriteStartObject();
        json.WriteString("limit"u8, kind.ToString());
        json.WriteString("of"u8, of);
        json.WriteString("name"u8, name);
        if (listing is not null)
            json.WriteString("venue"u8, ReportText.VenueOf(listing.Venue));
        if (use.Sense == LimitSense.OneOrder || use.Used == long.MaxValue)
            json.WriteNull("used"u8);
        else
            json.WriteDecimal("used"u8, use.Used, scale);
        if (use.Limit == RiskLimits.Unlimited)
            json.WriteNull("most"u8);
        else
            json.WriteDecimal("most"u8, use.Limit, scale);
        json.WriteString("unit"u8, unit);
        json.WriteString("sense"u8, use.Sense switch { LimitSense.Least => "least"u8, LimitSense.OneOrder => "one_order"u8, _ => "most"u8 });
        if (use is { Sense: LimitSense.Most, Limit: 0 })
        {
            // It allows nothing, and is full with nothing.
            json.WriteNumber("share"u8, 1);
        }
        else if (use is { Sense: LimitSense.Least, Limit: not (RiskLimits.Unlimited or 0) } && use.Used != long.MaxValue)
        {
            // What bounds from below is used up when as little is there as must be.
            json.WriteNumber("share"u8, Math.Round(Math.Min(ShareMax, (double)use.Limit / Math.Max(1, use.Used)), 4));
        }
        else if (use.Sense != LimitSense.OneOrder && use.Limit is not (RiskLimits.Unlimited or 0) && use.Used != long.MaxValue)
            json.WriteNumber("share"u8, Math.Round((double)use.Used / use.Limit, 4));
        else
            json.WriteNull("share"u8);
        json.WriteEndObject();
    }

    private static void WriteModes(Utf8JsonWriter json, RunningDesk desk)
    {
        json.WriteStartObject("modes"u8);
        json.WriteString("desk"u8, ModeOf(desk, RiskLimitKind.DeskModeOf, 0));
        json.WriteStartObject("strategies"u8);
        foreach (var id in desk.Trader.Strategies)
            json.WriteString(desk.Trader.ViewOf(id).Name, ModeOf(desk, RiskLimitKind.StrategyModeOf, id.Value));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string ModeOf(RunningDesk desk, RiskLimitKind kind, int scope) => ((DeskMode)desk.Trader.Risk.LimitOf(kind, scope)).ToString();

    private static bool IsFirstOf(int symbol, int place, RunningDesk desk)
    {
        for (var i = 0; i < place; i++)
        {
            if (desk.Trader.Portfolio.TradedAt(i).Symbol == symbol)
                return false;
        }

        return true;
    }
}
