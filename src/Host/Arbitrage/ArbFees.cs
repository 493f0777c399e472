using System.Text;
using System.Text.Json;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;

namespace Rialto.Host.Arbitrage;

/// <summary>What a file of fees or of markets says that cannot be used.</summary>
internal sealed class ArbFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// What taking costs at each venue: from a file, else what the venue's own pages say for an account without discounts (docs/reference/arbitrage.md has them with their dates). A venue of which
/// neither says anything is an error, never free.
/// </summary>
internal sealed class ArbFees
{
    private const int RateScale = 8;
    private readonly Dictionary<string, OutcomeLeg> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Without a file.</summary>
    public ArbFees()
    {
    }

    /// <summary>Reads a file: <c>{"binance": {"taker": "0.001"}, "kalshi": {"formula": "quadratic", "taker": "0.07", "fee_scale": 6}, "predictit": {"taker": "0", "profit": "0.1"}}</c>; names are venues, or venue:symbol for one.</summary>
    /// <exception cref="ArbFileException">It cannot be read; the message names what is wrong.</exception>
    public static ArbFees Read(string path)
    {
        var fees = new ArbFees();
        using var file = ArbJson.Open(path);
        foreach (var entry in ArbJson.Members(file.RootElement, path, "the file"))
        {
            var where = $"{path}: {entry.Name}";
            var (formula, rate, scale, profit) = (FeeFormula.Proportional, (long?)null, 18, 0L);
            foreach (var member in ArbJson.Members(entry.Value, path, entry.Name))
            {
                switch (member.Name)
                {
                    case "formula":
                        formula = member.Value.GetString() switch
                        {
                            "proportional" => FeeFormula.Proportional,
                            "quadratic" => FeeFormula.Quadratic,
                            "per-unit" => FeeFormula.PerUnit,
                            var other => throw new ArbFileException($"{where}: formula is proportional, quadratic or per-unit, not '{other}'."),
                        };
                        break;
                    case "taker": rate = ArbJson.Decimal(member.Value, RateScale, $"{where}: taker"); break;
                    case "profit": profit = ArbJson.Decimal(member.Value, RateScale, $"{where}: profit"); break;
                    case "fee_scale" when member.Value.TryGetInt32(out scale) && scale is >= 0 and <= 18: break;
                    default: throw new ArbFileException($"{where}: '{member.Name}' is not known, or its value is not; there are formula, taker, profit and fee_scale (0 to 18).");
                }
            }

            if (rate is not (> -TradingTerms.One / 2 and < TradingTerms.One / 2) || profit is < 0 or >= TradingTerms.One)
                throw new ArbFileException($"{where}: taker must be given, between -0.5 and 0.5, and profit below 1.");
            fees._given[entry.Name] = new OutcomeLeg(new FeeRule(formula, rate.Value, scale), profit);
        }

        return fees;
    }

    /// <summary>What taking a source costs.</summary>
    /// <exception cref="ArbFileException">Nobody says.</exception>
    public OutcomeLeg Of(ArbSource source) =>
        _given.TryGetValue(source.Name, out var own) || _given.TryGetValue(source.Venue, out own) || TryDefault(source, out own) ? own
        : throw new ArbFileException(
            $"No fees are known of {source.Venue}{(source.Venue == "rialto" ? ", where the operator sets them for each instrument and account" : "")}: name them in a file and give it with --fees, for example {{\"{source.Venue}\": {{\"taker\": \"0.0005\"}}}}.");

    private static bool TryDefault(ArbSource source, out OutcomeLeg terms)
    {
        var isContract = source.Symbol.Contains('.', StringComparison.Ordinal);
        var rate = source.Venue switch
        {
            "binance" => isContract ? 50_000 : 100_000,
            "bybit" => isContract ? 55_000 : 100_000,
            "binance-usdm" or "binance-coinm" => 50_000,
            "bybit-linear" or "bybit-inverse" => 55_000,
            "okx" => isContract ? 50_000 : 100_000,
            "deribit" => 50_000,
            "kraken" or "kraken-v1" => 400_000,
            "coinbase-exchange" => 600_000,
            "coinbase" => 1_200_000,
            "upbit" => source.Quote == "KRW" ? 50_000 : 250_000,
            "bithumb" => 250_000,
            _ => -1,
        };
        terms = source.Venue switch
        {
            "kalshi" => new OutcomeLeg(new FeeRule(FeeFormula.Quadratic, 7_000_000, 6)),
            "polymarket" => new OutcomeLeg(new FeeRule(FeeFormula.Quadratic, 7_000_000, 5)),
            "predictit" => new OutcomeLeg(FeeRule.None, 10_000_000),
            _ => new OutcomeLeg(new FeeRule(FeeFormula.Proportional, rate)),
        };
        return rate >= 0 || source.Venue is "kalshi" or "polymarket" or "predictit";
    }
}

/// <summary>Small words of JSON files that people write.</summary>
internal static class ArbJson
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static JsonDocument Open(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path), Options);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ArbFileException($"{path}: {problem.Message}", problem);
        }
    }

    public static IEnumerable<JsonProperty> Members(JsonElement value, string path, string what) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new ArbFileException($"{path}: {what} is not an object.");

    public static IEnumerable<JsonElement> Items(JsonElement value, string path, string what) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new ArbFileException($"{path}: {what} is not a list.");

    public static string Text(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : throw new ArbFileException($"{where} is not a text.");

    /// <summary>A decimal in a text, so that no number is read by way of binary fractions.</summary>
    public static long Decimal(JsonElement value, int scale, string where)
    {
        var text = Text(value, where);
        var error = DecimalText.TryParse(Encoding.UTF8.GetBytes(text), scale, out var number);
        return error == DecimalTextError.None ? number : throw new ArbFileException($"{where}: '{text}' is no decimal of at most {scale} places ({error}).");
    }
}
