using System.Text.Json;
using Rialto.Model.Execution;
using Rialto.Trading.Arbitrage;

namespace Rialto.Host.Arbitrage;

/// <summary>Sources that somebody says are one thing.</summary>
internal sealed record ArbPairing(string Name, string Quote, IReadOnlyList<string> Sources);

/// <summary>A set that somebody says must pay, with its haircut.</summary>
internal sealed record ArbSetText(string Name, OutcomeSetKind Kind, IReadOnlyList<(string Source, bool IsNo)> Legs, long HaircutRate);

/// <summary>A rate from a market's currency to a venue's, as given.</summary>
internal sealed record ArbRateText(string Currency, string Per, CurrencyRate Rate);

/// <summary>
/// What is compared with what, written by a person: nothing is matched by the likeness of titles. docs/reference/arbitrage.md has the format.
/// </summary>
internal sealed class ArbMarkets
{
    private const int RateScale = 8;

    /// <summary>Sources that are one thing.</summary>
    public List<ArbPairing> Pairings { get; } = [];

    /// <summary>Sets of contracts.</summary>
    public List<ArbSetText> Sets { get; } = [];

    /// <summary>Rates between currencies.</summary>
    public List<ArbRateText> Rates { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ArbFileException">It cannot be read; the message names what is wrong.</exception>
    public static ArbMarkets Read(string path)
    {
        var markets = new ArbMarkets();
        using var file = ArbJson.Open(path);
        foreach (var member in ArbJson.Members(file.RootElement, path, "the file"))
        {
            switch (member.Name)
            {
                case "markets":
                    foreach (var item in ArbJson.Items(member.Value, path, "markets"))
                        markets.Pairings.Add(Pairing(item, path));
                    break;
                case "sets":
                    foreach (var item in ArbJson.Items(member.Value, path, "sets"))
                        markets.Sets.Add(Set(item, path));
                    break;
                case "rates":
                    foreach (var rate in ArbJson.Members(member.Value, path, "rates"))
                        markets.Rates.Add(Rate(rate, path));
                    break;
                default:
                    throw new ArbFileException($"{path}: '{member.Name}' is not known; there are markets, sets and rates.");
            }
        }

        return markets;
    }

    private static ArbPairing Pairing(JsonElement item, string path)
    {
        var (name, quote, sources) = ("", "", new List<string>());
        foreach (var member in ArbJson.Members(item, path, "a market"))
        {
            switch (member.Name)
            {
                case "name": name = ArbJson.Text(member.Value, $"{path}: name"); break;
                case "quote": quote = ArbJson.Text(member.Value, $"{path}: quote"); break;
                case "sources":
                    sources.AddRange(ArbJson.Items(member.Value, path, "sources").Select(source => ArbJson.Text(source, $"{path}: {name}: a source")));
                    break;
                default: throw new ArbFileException($"{path}: '{member.Name}' of a market is not known; there are name, quote and sources.");
            }
        }

        return name.Length > 0 && sources.Count is >= 2 and <= 64
            ? new ArbPairing(name, quote, sources)
            : throw new ArbFileException($"{path}: a market has a name and 2 to 64 sources (venue:symbol).");
    }

    private static ArbSetText Set(JsonElement item, string path)
    {
        var (name, kind, legs) = ("", (OutcomeSetKind?)null, new List<(string, bool)>());
        var (days, yearly, doubt, latency) = (0, 0L, 0L, 0L);
        foreach (var member in ArbJson.Members(item, path, "a set"))
        {
            switch (member.Name)
            {
                case "name": name = ArbJson.Text(member.Value, $"{path}: name"); break;
                case "kind": kind = KindOf(ArbJson.Text(member.Value, $"{path}: kind"), path); break;
                case "legs":
                    legs.AddRange(ArbJson.Items(member.Value, path, "legs").Select(leg => Leg(ArbJson.Text(leg, $"{path}: {name}: a leg"), path)));
                    break;
                case "days_to_settlement" when member.Value.TryGetInt32(out days) && days is >= 0 and <= 36_500: break;
                case "yearly_rate": yearly = ArbJson.Decimal(member.Value, RateScale, $"{path}: {name}: yearly_rate"); break;
                case "resolution_risk": doubt = ArbJson.Decimal(member.Value, RateScale, $"{path}: {name}: resolution_risk"); break;
                case "latency_haircut": latency = ArbJson.Decimal(member.Value, RateScale, $"{path}: {name}: latency_haircut"); break;
                default:
                    throw new ArbFileException(
                        $"{path}: '{member.Name}' of a set is not known, or its value is not; there are name, kind, legs, days_to_settlement (0 to 36500), yearly_rate, resolution_risk and latency_haircut.");
            }
        }

        if (name.Length == 0 || kind is not { } known || legs.Count is < 2 or > OutcomeWalk.LegsMax || (known is not (OutcomeSetKind.AllYes or OutcomeSetKind.AllNo) && legs.Count != 2))
            throw new ArbFileException($"{path}: a set has a name, a kind, and legs: two, or for all-yes and all-no 2 to {OutcomeWalk.LegsMax}.");
        var nos = legs.Count(static leg => leg.Item2);
        if (nos != (known switch { OutcomeSetKind.AllYes => 0, OutcomeSetKind.AllNo => legs.Count, _ => 1 }))
            throw new ArbFileException($"{path}: {name}: all-yes has yes legs alone, all-no no legs alone, every other kind one of each.");
        if (yearly is < 0 or > TradingTerms.One || doubt is < 0 or > TradingTerms.One || latency is < 0 or > TradingTerms.One)
            throw new ArbFileException($"{path}: {name}: haircuts are between 0 and 1.");
        return new ArbSetText(name, known, legs, OutcomeHaircut.OfLag(days, yearly, OutcomeSet.PaysOf(known, legs.Count)) + OutcomeHaircut.OfResolution(doubt, 1) + latency);
    }

    private static OutcomeSetKind KindOf(string word, string path) => word switch
    {
        "complement" => OutcomeSetKind.Complement,
        "all-yes" => OutcomeSetKind.AllYes,
        "all-no" => OutcomeSetKind.AllNo,
        "implication" => OutcomeSetKind.Implication,
        "two-venues" => OutcomeSetKind.TwoVenues,
        _ => throw new ArbFileException($"{path}: kind is complement, all-yes, all-no, implication or two-venues, not '{word}'."),
    };

    private static (string, bool) Leg(string text, string path)
    {
        var space = text.LastIndexOf(' ');
        return space > 0 && text[(space + 1)..] is "yes" or "no"
            ? (text[..space].Trim(), text.EndsWith("no", StringComparison.Ordinal))
            : throw new ArbFileException($"{path}: a leg is 'venue:symbol yes' or 'venue:symbol no', not '{text}'.");
    }

    private static ArbRateText Rate(JsonProperty rate, string path)
    {
        var (per, bid, ask) = ("", 0L, 0L);
        foreach (var member in ArbJson.Members(rate.Value, path, rate.Name))
        {
            switch (member.Name)
            {
                case "per": per = ArbJson.Text(member.Value, $"{path}: per"); break;
                case "bid": bid = ArbJson.Decimal(member.Value, RateScale, $"{path}: {rate.Name}: bid"); break;
                case "ask": ask = ArbJson.Decimal(member.Value, RateScale, $"{path}: {rate.Name}: ask"); break;
                default: throw new ArbFileException($"{path}: '{member.Name}' of a rate is not known; there are per, bid and ask.");
            }
        }

        var both = new CurrencyRate(bid, ask, RateScale);
        return per.Length > 0 && both.IsThere ? new ArbRateText(rate.Name, per, both) : throw new ArbFileException($"{path}: a rate has per, bid and ask, with the ask not below the bid.");
    }
}
