using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rialto.BackOffice.Surveillance;

/// <summary>From where on a pattern is told. Every number has a meaning of its own; docs/reference/surveillance.md tells it. Null: the pattern is not looked for.</summary>
public sealed record SurveillanceRules
{
    /// <summary>The rules as they are if nobody says otherwise.</summary>
    public static SurveillanceRules Usual { get; } = new();

    /// <summary>Spoofing and layering.</summary>
    public SpoofingRules? Spoofing { get; set; } = new();

    /// <summary>One owner or group on both sides.</summary>
    public WashTradeRules? WashTrades { get; set; } = new();

    /// <summary>The same counterparty again and again.</summary>
    public CounterpartyRules? Counterparties { get; set; } = new();

    /// <summary>Many new owners at once.</summary>
    public NewAccountRules? NewAccounts { get; set; } = new();

    /// <summary>Floods of messages.</summary>
    public MessageRules? Messages { get; set; } = new();

    /// <summary>Movements of money.</summary>
    public MoneyRules? Money { get; set; } = new();

    /// <summary>Reads rules; what is left out stays as usual, what is not known is refused.</summary>
    /// <exception cref="SurveillanceRulesException">The text is no such JSON, or a number makes no sense.</exception>
    public static SurveillanceRules Parse(string json)
    {
        SurveillanceRules rules;
        try
        {
            rules = JsonSerializer.Deserialize(json, RulesJson.Default.SurveillanceRules) ?? Usual;
        }
        catch (JsonException e)
        {
            throw new SurveillanceRulesException(e.Message, e);
        }

        rules.Check();
        return rules;
    }

    private const decimal LargestAmount = 1_000_000_000_000_000;

    private void Check()
    {
        if (Spoofing is { } s)
        {
            AtLeast(s.Ratio, 1, "spoofing.ratio");
            Percent(s.WithinPercent, "spoofing.within_percent");
            AtLeast(s.FreshSeconds, 1, "spoofing.fresh_seconds");
            AtLeast(s.WithdrawSeconds, 1, "spoofing.withdraw_seconds");
            Percent(s.WithdrawnPercent, "spoofing.withdrawn_percent");
            AtLeast(s.Episodes, 1, "spoofing.episodes");
            AtLeast(s.PerMinutes, 1, "spoofing.per_minutes");
            AtLeast(s.Layers, 2, "spoofing.layers");
        }

        if (WashTrades is { } w)
            AtLeast(w.Trades, 1, "wash_trades.trades");
        if (Counterparties is { } c)
        {
            AtLeast(c.Trades, 2, "counterparties.trades");
            Percent(c.SharePercent, "counterparties.share_percent");
            Percent(c.MarketSharePercent, "counterparties.market_share_percent");
        }

        if (NewAccounts is { } n)
        {
            AtLeast(n.Accounts, 2, "new_accounts.accounts");
            AtLeast(n.Minutes, 1, "new_accounts.minutes");
        }

        if (Messages is { } m)
        {
            AtLeast(m.PerSecond, 1, "messages.per_second");
            AtLeast(m.PerTrade, 1, "messages.per_trade");
        }

        if (Money is not { } money)
            return;
        Percent(money.WithdrawnPercent, "money.withdrawn_percent");
        Percent(money.TradedPercent, "money.traded_percent");
        AtLeast(money.Hours, 1, "money.hours");
        AtLeast(money.Movements, 2, "money.movements");
        Percent(money.NearPercent, "money.near_percent");
        AtLeast(money.TimesBalance, 1, "money.times_balance");
        foreach (var (asset, amount) in money.Reported)
        {
            if (!decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is <= 0 or > LargestAmount)
                throw new SurveillanceRulesException($"money.reported.{asset} is a decimal above zero and at most {LargestAmount}, as a string; not '{amount}'.");
        }
    }

    private static void AtLeast(int value, int least, string name)
    {
        if (value < least)
            throw new SurveillanceRulesException($"{name} is {least} or more, not {value}.");
    }

    private static void Percent(int value, string name)
    {
        if (value is < 1 or > 100)
            throw new SurveillanceRulesException($"{name} is from 1 to 100, not {value}.");
    }
}

/// <summary>Rules cannot be used; the message says which and why.</summary>
public sealed class SurveillanceRulesException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Spoofing and layering.</summary>
public sealed record SpoofingRules
{
    /// <summary>The orders on the other side are at least so many times what was traded.</summary>
    public int Ratio { get; set; } = 5;

    /// <summary>Their price is at most so far from the trade's.</summary>
    public int WithinPercent { get; set; } = 5;

    /// <summary>They were entered at most so long before the trade.</summary>
    public int FreshSeconds { get; set; } = 30;

    /// <summary>They are withdrawn at most so long after it.</summary>
    public int WithdrawSeconds { get; set; } = 5;

    /// <summary>At least so much of them is withdrawn.</summary>
    public int WithdrawnPercent { get; set; } = 80;

    /// <summary>So many times within <see cref="PerMinutes"/>.</summary>
    public int Episodes { get; set; } = 3;

    /// <summary>See <see cref="Episodes"/>.</summary>
    public int PerMinutes { get; set; } = 60;

    /// <summary>From so many prices on it is called layering.</summary>
    public int Layers { get; set; } = 3;
}

/// <summary>One owner or group on both sides.</summary>
public sealed record WashTradeRules
{
    /// <summary>Told from so many trades of a UTC day on, and at each doubling.</summary>
    public int Trades { get; set; } = 1;
}

/// <summary>The same counterparty again and again.</summary>
public sealed record CounterpartyRules
{
    /// <summary>Told from so many trades of two owners in an instrument and UTC day on, and at each doubling.</summary>
    public int Trades { get; set; } = 20;

    /// <summary>At least so much of one owner's volume was with the other.</summary>
    public int SharePercent { get; set; } = 80;

    /// <summary>The other has at most so much of the rest of the market: whoever is nearly all of the market is nobody's accomplice for that.</summary>
    public int MarketSharePercent { get; set; } = 50;
}

/// <summary>Many new owners at once.</summary>
public sealed record NewAccountRules
{
    /// <summary>So many owners, from one address, each with its first order and its first trade within <see cref="Minutes"/>.</summary>
    public int Accounts { get; set; } = 5;

    /// <summary>See <see cref="Accounts"/>.</summary>
    public int Minutes { get; set; } = 10;
}

/// <summary>Floods of messages.</summary>
public sealed record MessageRules
{
    /// <summary>So many orders, changes and cancels of an owner within a second.</summary>
    public int PerSecond { get; set; } = 1000;

    /// <summary>And so many for each trade of that second.</summary>
    public int PerTrade { get; set; } = 100;
}

/// <summary>Movements of money.</summary>
public sealed record MoneyRules
{
    /// <summary>Pass-through: withdrawals reach so much of the deposits of the last <see cref="Hours"/>.</summary>
    public int WithdrawnPercent { get; set; } = 90;

    /// <summary>Pass-through: what was traded meanwhile is less than so much of the deposits.</summary>
    public int TradedPercent { get; set; } = 10;

    /// <summary>Pass-through and below threshold: the window.</summary>
    public int Hours { get; set; } = 24;

    /// <summary>Below threshold: so many deposits, or withdrawals.</summary>
    public int Movements { get; set; } = 3;

    /// <summary>Below threshold: each at least so much of the amount that is reported, and less than it.</summary>
    public int NearPercent { get; set; } = 80;

    /// <summary>Volume beyond balance: a UTC day's trading in a quote asset is so many times the most of it the account had that day.</summary>
    public int TimesBalance { get; set; } = 50;

    /// <summary>Code of an asset to the amount from which movements are reported, as decimals: <c>"USD": "10000"</c>. Assets not named are not reported.</summary>
    public IReadOnlyDictionary<string, string> Reported { get; set; } = new Dictionary<string, string> { ["USD"] = "10000" };
}

/// <summary>Rules as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SurveillanceRules))]
internal sealed partial class RulesJson : JsonSerializerContext;
